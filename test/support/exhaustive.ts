/**
 * All placements of a small cluster, and which of them moves can reach when every state on the way keeps the limits: the
 * truth that plans and bounds are compared with. Shares no code with the planner; the limits and the aim are written
 * from their documentation. Every follower has to be in sync, every server GOOD.
 */
import type { Measure } from '../../src/services/model/plan.js';
import type { ClusterTopology, TopologyGroup } from '../../src/services/model/topology.js';
import { measures } from '../../src/services/planning/measure/objectives/list.js';

/** The largest value on one server, per measure. */
export type Maxima = Readonly<Record<Measure, number>>;

/** What one placement is worth. */
export interface Worth {
  readonly maxima: Maxima;
  /** What a plan lowers, with the weights that were asked for: see `aimOf`. */
  readonly aim: number;
}

export interface Exhausted {
  /** Placements that keep the limits, whether moves lead there or not. */
  readonly allowed: number;
  /** Placements that moves reach; the start is one. */
  readonly reachable: number;
  readonly start: Worth;
  /** The least largest value of each measure over all placements that keep the limits. */
  readonly leastOfAll: Maxima;
  /** Groups with both replicas in one zone although there are two, in the placements that count for `least`. */
  readonly crowdedLeast: number;
  /**
   * The least over those that moves reach, in which no measure's largest value is above the start's, and among these over
   * the ones with the fewest crowded groups: a plan spreads replicas over zones before it evens anything out.
   */
  readonly least: Maxima;
  /** The lowest aim over the same placements. */
  readonly leastAim: number;
}

/** A group's replicas as indexes of servers; the follower is -1 where there is none. */
interface Seat {
  readonly leader: number;
  readonly follower: number;
}

/** Returns how many placements a cluster has, whatever the limits say: what `exhaust` has to look at. */
export function placementsOf({ servers, groups }: ClusterTopology): number {
  return groups.reduce((all, group) => all * seatsFor(servers.length, group).length, 1);
}

/** Returns the best of everything, and what can be reached. Takes a few milliseconds for 10,000 placements. */
export function exhaust(topology: ClusterTopology, weights: Maxima): Exhausted {
  const problem = new SmallProblem(topology, weights);
  const start = problem.worthOf(problem.start);
  const isReached = problem.reachable();
  const leastOfAll = infinite();
  let least = infinite();
  let [allowed, reachable, leastAim, crowdedLeast] = [0, 0, Infinity, Infinity];
  for (let state = 0; state < isReached.length; state += 1) {
    if (!problem.isAllowed(state)) continue;
    allowed += 1;
    const { maxima, aim } = problem.worthOf(state);
    lower(leastOfAll, maxima);
    if (isReached[state] === 0) continue;
    reachable += 1;
    if (measures.some((measure) => maxima[measure] > start.maxima[measure])) continue;
    const crowded = problem.crowdedIn(state);
    if (crowded > crowdedLeast) continue;
    if (crowded < crowdedLeast) [least, leastAim, crowdedLeast] = [infinite(), Infinity, crowded];
    lower(least, maxima);
    leastAim = Math.min(leastAim, aim);
  }
  return { allowed, reachable, start, leastOfAll, crowdedLeast, least, leastAim };
}

/** Returns how many groups have both replicas in one zone although there are two. */
export function crowdedGroupsIn(topology: ClusterTopology): number {
  const problem = new SmallProblem(topology, infinite());
  return problem.crowdedIn(problem.start);
}

/** Returns what the placement of a topology is worth. */
export function worthOf(topology: ClusterTopology, weights: Maxima): Worth {
  const problem = new SmallProblem(topology, weights);
  return problem.worthOf(problem.start);
}

function infinite(): Record<Measure, number> {
  return { BYTES: Infinity, DOCUMENTS: Infinity, LEADERS: Infinity, LOAD: Infinity };
}

function lower(least: Record<Measure, number>, maxima: Maxima): void {
  for (const measure of measures) least[measure] = Math.min(least[measure], maxima[measure]);
}

function seatsFor(servers: number, { followers }: TopologyGroup): readonly Seat[] {
  const all = Array.from({ length: servers }, (_, server) => server);
  if (followers.length === 0) return all.map((leader) => ({ leader, follower: -1 }));
  return all.flatMap((leader) => all.filter((other) => other !== leader).map((follower) => ({ leader, follower })));
}

/** A cluster whose placements are numbered: one digit per group, its value a seat. */
class SmallProblem {
  readonly #servers: number;
  readonly #bytes: readonly number[];
  readonly #sizes: Readonly<Record<Measure, readonly number[]>>;
  readonly #seats: readonly (readonly Seat[])[];
  /** What one step of a group's digit is worth. */
  readonly #places: readonly number[];
  /** What each server can hold, and what it may keep at most: a start beyond its capacity may stay as it is. */
  readonly #capacity: readonly number[];
  readonly #most: readonly number[];
  readonly #zoneOf: readonly (string | null)[];
  readonly #isZoned: boolean;
  readonly #zones: number;
  readonly #startSeats: readonly Seat[];
  readonly #weights: Maxima;
  readonly start: number;

  constructor({ servers, groups }: ClusterTopology, weights: Maxima) {
    const indexOf = new Map(servers.map(({ serverId }, index) => [serverId, index]));
    const documents = groups.map(({ shards }) => shards.reduce((sum, shard) => sum + shard.documents, 0));
    const isMeasured = groups.every(({ measuredLoad }, group) => measuredLoad !== null || documents[group] === 0);
    this.#servers = servers.length;
    this.#weights = weights;
    this.#bytes = groups.map(({ shards }) => shards.reduce((sum, { bytes }) => sum + Number(bytes), 0));
    this.#sizes = {
      BYTES: this.#bytes,
      DOCUMENTS: documents,
      LEADERS: groups.map(() => 1),
      LOAD: isMeasured && documents.some((count) => count > 0) ? groups.map((g) => g.measuredLoad ?? 0) : documents,
    };
    this.#seats = groups.map((group) => seatsFor(servers.length, group));
    this.#places = groups.map((_, group) => this.#seats.slice(0, group).reduce((all, { length }) => all * length, 1));
    this.#zoneOf = servers.map(({ zone }) => zone);
    this.#zones = new Set(this.#zoneOf).size;
    this.#isZoned = this.#zones > 1 && !this.#zoneOf.includes(null);
    this.#startSeats = groups.map(({ leader, followers: [follower] }) => ({
      leader: indexOf.get(leader) ?? -1,
      follower: follower === undefined ? -1 : (indexOf.get(follower) ?? -1),
    }));
    const held = this.#heldIn(this.#startSeats);
    this.#capacity = servers.map(({ capacityBytes }) => (capacityBytes === null ? Infinity : Number(capacityBytes)));
    this.#most = this.#capacity.map((capacity, server) => Math.max(capacity, held[server] ?? 0));
    this.start = this.#startSeats.reduce((sum, seat, group) => sum + this.#digit(seat) * this.#places[group]!, 0);
  }

  isAllowed(state: number): boolean {
    const seats = this.#decode(state);
    const held = this.#heldIn(seats);
    return (
      held.every((bytes, server) => bytes <= this.#most[server]!) &&
      seats.every((seat, group) => this.#isSpread(seat, group))
    );
  }

  worthOf(state: number): Worth {
    const seats = this.#decode(state);
    const maxima = infinite();
    let aim = 0;
    for (const measure of measures) {
      const counts = measure === 'BYTES' || measure === 'DOCUMENTS';
      const values = this.#valuesIn(seats, this.#sizes[measure], counts);
      maxima[measure] = Math.max(0, ...values);
      aim += this.#weights[measure] * aimOf(values);
    }
    return { maxima, aim };
  }

  crowdedIn(state: number): number {
    return this.#decode(state).filter((seat) => this.#isCrowded(seat)).length;
  }

  /** One flag per placement: 1 where moves lead from the start, one at a time, each state and each copy within the limits. */
  reachable(): Uint8Array {
    const isReached = new Uint8Array(this.#seats.reduce((all, { length }) => all * length, 1));
    const queue = [this.start];
    isReached[this.start] = 1;
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      const seats = this.#decode(state);
      const held = this.#heldIn(seats);
      for (const [group, seat] of seats.entries()) {
        for (const next of this.#nextSeats(group, seat, held)) {
          const there = state + (this.#digit(next) - this.#digit(seat)) * this.#places[group]!;
          if (isReached[there] === 1) continue;
          isReached[there] = 1;
          queue.push(there);
        }
      }
    }
    return isReached;
  }

  /** A transfer, or a copy to a server that has room for it while the source still has its own. */
  #nextSeats(group: number, { leader, follower }: Seat, held: readonly number[]): readonly Seat[] {
    const seats: Seat[] = follower < 0 ? [] : [{ leader: follower, follower: leader }];
    const bytes = this.#bytes[group]!;
    for (let server = 0; server < this.#servers; server += 1) {
      if (server === leader || server === follower) continue;
      if (bytes > 0 && held[server]! + bytes > this.#capacity[server]!) continue;
      seats.push({ leader: server, follower });
      if (follower >= 0) seats.push({ leader, follower: server });
    }
    return seats.filter((seat) => this.#isSpread(seat, group));
  }

  /** Two replicas are in two zones where there are two, unless they never were. */
  #isSpread({ leader, follower }: Seat, group: number): boolean {
    return !this.#isCrowded({ leader, follower }) || this.#isCrowded(this.#startSeats[group]!);
  }

  #isCrowded({ leader, follower }: Seat): boolean {
    return this.#isZoned && follower >= 0 && this.#zoneOf[leader] === this.#zoneOf[follower];
  }

  #decode(state: number): readonly Seat[] {
    let rest = state;
    return this.#seats.map((seats) => {
      const seat = seats[rest % seats.length]!;
      rest = Math.floor(rest / seats.length);
      return seat;
    });
  }

  #digit({ leader, follower }: Seat): number {
    if (follower < 0) return leader;
    return leader * (this.#servers - 1) + (follower < leader ? follower : follower - 1);
  }

  #heldIn(seats: readonly Seat[]): number[] {
    return this.#valuesIn(seats, this.#bytes, true);
  }

  #valuesIn(seats: readonly Seat[], sizes: readonly number[], everyReplica: boolean): number[] {
    const values = new Array<number>(this.#servers).fill(0);
    for (const [group, { leader, follower }] of seats.entries()) {
      values[leader]! += sizes[group]!;
      if (everyReplica && follower >= 0) values[follower]! += sizes[group]!;
    }
    return values;
  }
}

/** The spread, as the mean of the squared values, and twice the largest value, both relative to the mean. */
function aimOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean === 0) return 0;
  const squares = values.reduce((sum, value) => sum + (value / mean) ** 2, 0) / values.length;
  return squares + (2 * Math.max(...values)) / mean;
}
