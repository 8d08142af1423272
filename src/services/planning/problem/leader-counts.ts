/**
 * How many shard groups of each class every server leads: what objectives count that spread leaders. With one class alone
 * this is the number of leaders in all, and there is nothing to keep.
 */
import { float, int } from '../../base/cells.js';

/** Counts over servers by index; `counts`, `squares` and `crowding` change with the state that they belong to. */
export interface LeaderCounts {
  readonly servers: number;
  /** One entry per group: the index of its class; -1 where that has one group only. */
  readonly classOf: Int32Array;
  /** One entry per class: its groups, and what an even spread would have as its most. */
  readonly sizes: Int32Array;
  readonly least: Int32Array;
  /** Groups in all these classes. */
  readonly total: number;
  /** One entry per class and server, class by class. */
  readonly counts: Int32Array;
  /** One entry per class: the sum of its squared counts, which stays below 2^53 and so exact. */
  readonly squares: Float64Array;
  /** One entry per server: leaders beyond what an even spread has as its most, over all classes. */
  readonly crowding: Float64Array;
}

/**
 * Returns counts of 0; null when fewer than two classes have groups to spread. `classes`: that of each group; `staying`:
 * servers that may lead.
 */
export function leaderCountsOf(classes: readonly string[], servers: number, staying: number): LeaderCounts | null {
  const sizeOf = new Map<string, number>();
  for (const name of classes) sizeOf.set(name, (sizeOf.get(name) ?? 0) + 1);
  const spread = [...sizeOf].filter(([, size]) => size > 1);
  if (sizeOf.size < 2 || spread.length === 0 || staying < 2) return null;
  const indexOf = new Map(spread.map(([name], index) => [name, index]));
  return {
    servers,
    classOf: Int32Array.from(classes, (name) => indexOf.get(name) ?? -1),
    sizes: Int32Array.from(spread, ([, size]) => size),
    least: Int32Array.from(spread, ([, size]) => Math.ceil(size / staying)),
    total: spread.reduce((sum, [, size]) => sum + size, 0),
    counts: new Int32Array(spread.length * servers),
    squares: new Float64Array(spread.length),
    crowding: new Float64Array(servers),
  };
}

/** Returns how many groups of a group's class a server leads; 0 where nothing is counted. */
export function ledOf({ classOf, counts, servers }: LeaderCounts, group: number, server: number): number {
  const classIndex = int(classOf, group);
  return classIndex < 0 ? 0 : int(counts, classIndex * servers + server);
}

/** Counts a leader that comes to a server (1) or leaves it (-1). */
export function countLeader(leaders: LeaderCounts, group: number, server: number, sign: 1 | -1): void {
  const classIndex = int(leaders.classOf, group);
  if (classIndex < 0) return;
  const place = classIndex * leaders.servers + server;
  const count = int(leaders.counts, place);
  leaders.counts[place] = count + sign;
  leaders.squares[classIndex] = float(leaders.squares, classIndex) + 2 * count * sign + 1;
  const least = int(leaders.least, classIndex);
  const beyond = Math.max(0, count + sign - least) - Math.max(0, count - least);
  leaders.crowding[server] = float(leaders.crowding, server) + beyond;
}
