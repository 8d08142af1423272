/**
 * How much of a measure each server would have if everything could be divided: the level to which all fill evenly, with
 * what capacity, health and the spread over zones leave.
 */
import { at, float } from '../../base/cells.js';
import { maxPerZone } from '../measure/zones.js';
import type { PlanState } from '../problem/state.js';

/** Halvings of an interval after which 64-bit floats have no digits left. */
const maxRounds = 60;

/**
 * Returns one level per server for a measure of which every replica counts. Servers that may receive nothing keep what
 * they have, those to be drained end with 0.
 */
export function levelsFor({ problem, measures, used }: PlanState, measure: number): Float64Array {
  const { sizes, values } = at(measures, measure);
  const { capacity, receives, isDraining, zoneOf, zoneCount, original } = problem;
  const total = values.reduce((sum, value) => sum + value, 0);
  const bytes = used.reduce((sum, value) => sum + value, 0);
  // Capacity is in bytes; a measure that is not is taken to be as dense everywhere.
  const perByte = bytes > 0 ? total / bytes : 0;
  const levels = new Float64Array(values.length);
  const caps = Float64Array.from(values, (value, server) => {
    if (at(receives, server)) return Math.max(value, float(capacity, server) * perByte || 0);
    return at(isDraining, server) ? 0 : value;
  });
  const zones = zoneOf ? zoneCount : 1;
  const zoneCap = zoneOf
    ? original.reduce((sum, replicas, group) => sum + float(sizes, group) * maxPerZone(replicas.length, zones), 0)
    : Infinity;
  const fill = (level: number): number => {
    const perZone = new Float64Array(zones);
    for (let server = 0; server < values.length; server += 1) {
      const zone = zoneOf?.[server] ?? 0;
      const held = at(receives, server) ? Math.min(level, float(caps, server)) : float(caps, server);
      levels[server] = held;
      perZone[zone] = float(perZone, zone) + held;
    }
    return perZone.reduce((sum, value) => sum + Math.min(value, zoneCap), 0);
  };
  const level = lowest(total, fill);
  fill(level);
  // A zone that cannot take its share fills evenly too, only lower.
  for (let zone = 0; zone < zones && zoneOf; zone += 1) lowerZone(levels, zone, zoneCap, { caps, receives, zoneOf });
  return levels;
}

interface Zoned {
  readonly caps: Float64Array;
  readonly receives: readonly boolean[];
  readonly zoneOf: readonly number[];
}

function lowerZone(levels: Float64Array, zone: number, zoneCap: number, { caps, receives, zoneOf }: Zoned): void {
  const members = [...levels.keys()].filter((server) => zoneOf[server] === zone);
  const held = members.reduce((sum, server) => sum + float(levels, server), 0);
  if (held <= zoneCap) return;
  const fill = (level: number): number => {
    let sum = 0;
    for (const server of members) {
      levels[server] = at(receives, server) ? Math.min(level, float(caps, server)) : float(caps, server);
      sum += float(levels, server);
    }
    return sum;
  };
  fill(lowest(zoneCap, fill));
}

/** The lowest level at which `fill` reaches the amount; where none does, one that is as high as the amount. */
function lowest(amount: number, fill: (level: number) => number): number {
  let low = 0;
  let high = amount;
  for (let round = 0; round < maxRounds && high - low > 0; round += 1) {
    const middle = (low + high) / 2;
    if (fill(middle) < amount) low = middle;
    else high = middle;
  }
  return high;
}
