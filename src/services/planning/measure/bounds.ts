/**
 * Lower bounds: how low the largest value on one server can get at all, whatever a plan does. A bound may be too low
 * but never too high, so a plan that reaches it is proved to be the best.
 */
import { float } from '../../base/cells.js';
import type { Paused } from '../../base/turns.js';

/** A shard group as the bounds see it. Groups of size 0 do not belong here. */
export interface BoundItem {
  readonly groupId: string;
  /** One copy, above 0. */
  readonly size: number;
  /** Copies that count, each on another server: all replicas, or 1 where only leaders count. */
  readonly copies: number;
  /** Zones with more copies than an even share, which may stay there; missing: none. */
  readonly crowded?: readonly Crowd[];
}

/** Copies of one group in one zone. */
export interface Crowd {
  /** Index of the zone. */
  readonly zone: number;
  readonly copies: number;
}

/** A server that may hold something. */
export interface BoundHolder {
  /** The most that it may hold, in the measure; Infinity where nothing is known. */
  readonly cap: number;
  /** Index of its zone; null where zones do not matter. */
  readonly zone: number | null;
}

/** VOLUME, CAPACITY and ZONES: sums; BIGGEST_GROUP and INDIVISIBLE: groups cannot be divided. */
export type BoundRule = 'NOTHING' | 'VOLUME' | 'CAPACITY' | 'ZONES' | 'BIGGEST_GROUP' | 'INDIVISIBLE';

export interface Bound {
  readonly value: number;
  /** The one rule that would have to give for a lower value. */
  readonly rule: BoundRule;
}

/** Copies on one server beyond which counting them no longer says more than the sum does. */
const maxCopiesCounted = 200;

/** Groups up to which all sums of groups are tried: 2^16 sums take less than a millisecond. */
const maxGroupsSummed = 16;

/** Items that are sorted before a pause: some 10 ms. */
const itemsInOneTurn = 10_000;

/** Relative rounding error that sums of 64-bit floats may carry. */
const rounding = 1e-9;

/**
 * Gives, with pauses, the greatest lower bound that is known for the largest value on one server, 0 or more. Copies of one
 * group need different servers; a zone takes at most ceil(copies / zones) copies of a group, or as many as it has already.
 */
export function* boundOf(items: readonly BoundItem[], holders: readonly BoundHolder[]): Paused<Bound> {
  const sorted = yield* largestFirst(items);
  const [biggest] = sorted;
  const usable = holders.filter(({ cap }) => cap > 0);
  if (!biggest || usable.length === 0) return { value: 0, rule: 'NOTHING' };
  const total = sorted.reduce((sum, { size, copies }) => sum + size * copies, 0);
  let best: Bound = { value: total / usable.length, rule: 'VOLUME' };
  const raise = (value: number, rule: BoundRule): void => {
    if (value > best.value * (1 + rounding)) best = { value, rule };
  };
  if (usable.some(({ cap }) => cap < total)) raise(fillLevel(total, usable, null), 'CAPACITY');
  yield;
  if (usable.some(({ zone }) => zone !== null)) raise(fillLevel(total, usable, sorted), 'ZONES');
  yield;
  raise(biggest.size, 'BIGGEST_GROUP');
  raise(countedBound(sorted, usable.length), 'INDIVISIBLE');
  if (sorted.every(({ size }) => Number.isInteger(size))) {
    raise(Math.ceil(best.value - best.value * rounding), 'INDIVISIBLE');
  }
  raise(leastSum(sorted, best.value), 'INDIVISIBLE');
  return best;
}

/** Sorts in runs that are merged two and two, as one sort of 50,000 items takes too long. */
function* largestFirst(items: readonly BoundItem[]): Paused<readonly BoundItem[]> {
  const compare = (a: BoundItem, b: BoundItem): number => b.size - a.size;
  let runs: (readonly BoundItem[])[] = [];
  for (let at = 0; at < items.length; at += itemsInOneTurn) {
    runs.push(items.slice(at, at + itemsInOneTurn).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: (readonly BoundItem[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      // What is sorted already is only put together: that is fast.
      merged.push([...(runs[at] ?? []), ...(runs[at + 1] ?? [])].sort(compare));
      yield;
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

/**
 * The level to which all servers fill when the total is poured over them and none takes more than its cap, nor a zone
 * more than its share of copies. The search halves an interval and returns its lower end, so it is never too high.
 */
function fillLevel(total: number, holders: readonly BoundHolder[], zoned: readonly BoundItem[] | null): number {
  const zones = new Set(holders.map(({ zone }) => zone));
  const even = zoned?.reduce((sum, { size, copies }) => sum + size * Math.ceil(copies / zones.size), 0) ?? Infinity;
  const surplus = surplusOf(zoned ?? [], zones.size);
  const takenAt = (level: number): number => {
    const perZone = new Map<number | null, number>();
    for (const { cap, zone } of holders) perZone.set(zone, (perZone.get(zone) ?? 0) + Math.min(level, cap));
    let taken = 0;
    for (const [zone, value] of perZone)
      taken += Math.min(value, even + (zone === null ? 0 : (surplus.get(zone) ?? 0)));
    return taken;
  };
  let low = total / holders.length;
  let high = total;
  // What the caps cannot hold at all no level can: then the plain mean is all that is known.
  if (takenAt(high) < total * (1 - rounding)) return low;
  for (let round = 0; round < 60 && high - low > low * rounding; round += 1) {
    const middle = (low + high) / 2;
    if (takenAt(middle) < total) low = middle;
    else high = middle;
  }
  return low;
}

/** What each zone may hold beyond its even share, because it does already. */
function surplusOf(items: readonly BoundItem[], zones: number): ReadonlyMap<number, number> {
  const surplus = new Map<number, number>();
  for (const { size, copies, crowded = [] } of items) {
    for (const crowd of crowded) {
      const more = Math.max(0, crowd.copies - Math.ceil(copies / zones));
      surplus.set(crowd.zone, (surplus.get(crowd.zone) ?? 0) + size * more);
    }
  }
  return surplus;
}

/**
 * Of the k * servers + 1 largest copies some server holds k + 1, each of another group, so at least as much as the k + 1
 * smallest groups among them.
 */
function countedBound(sorted: readonly BoundItem[], servers: number): number {
  let best = 0;
  let seen = 0;
  let k = 1;
  const sums = [0];
  for (const [index, { size, copies }] of sorted.entries()) {
    sums.push((sums[index] ?? 0) + size);
    seen += copies;
    for (; seen > k * servers && k <= maxCopiesCounted; k += 1) {
      if (index < k) return best;
      best = Math.max(best, (sums[index + 1] ?? 0) - (sums[index - k] ?? 0));
    }
    if (k > maxCopiesCounted) break;
  }
  return best;
}

/** What a server holds is the sum of some groups: the least such sum that is not below `level`. 0 for many groups. */
function leastSum(sorted: readonly BoundItem[], level: number): number {
  if (sorted.length > maxGroupsSummed) return 0;
  const sums = new Float64Array(1 << sorted.length);
  const floor = level * (1 - rounding);
  let filled = 1;
  let least = Infinity;
  for (const { size } of sorted) {
    for (let index = 0; index < filled; index += 1) {
      const sum = float(sums, index) + size;
      sums[filled + index] = sum;
      if (sum >= floor && sum < least) least = sum;
    }
    filled *= 2;
  }
  return least === Infinity ? 0 : least;
}
