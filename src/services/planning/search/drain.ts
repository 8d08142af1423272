/**
 * Empties the servers that are to be removed. Where no server has room for a group as it is, a smaller group moves on to
 * make some.
 */
import { at, float } from '../../base/cells.js';
import type { Relocation } from '../problem/relocation.js';
import { holdsReplica, leaderOf } from '../problem/state.js';
import { rated, waysBetween } from './change.js';
import { attempt, receivers, type Workbench } from './workbench.js';

/** Ways to make room that are tried for one group. */
const maxWays = 5000;

/** A group that could not be moved, and the server that still has it. */
export interface Stuck {
  readonly group: number;
  readonly server: number;
}

/** Moves everything off the DRAINING servers, largest groups first; returns what could not be moved, null when all was. */
export function drain(bench: Workbench): Stuck | null {
  const { state } = bench;
  const { isDraining, groupBytes } = state.problem;
  const targets = receivers(state);
  for (const [server, drains] of isDraining.entries()) {
    if (!drains) continue;
    const groups = [...at(state.held, server)];
    groups.sort((a, b) => float(groupBytes, b) - float(groupBytes, a) || a - b);
    for (const group of groups) {
      const isMade = waysOut(bench, { group, server }, targets).some((way) => attempt(bench, [way]) !== null);
      if (!isMade && !makeRoom(bench, { group, server }, targets)) return { group, server };
    }
  }
  return null;
}

/** Every way to take a replica of a group from a server, best first by what it does to the aim; limits not asked. */
function waysOut(bench: Workbench, { group, server }: Stuck, targets: readonly number[]): readonly Relocation[] {
  const free = targets.filter((target) => !holdsReplica(bench.state, group, target));
  const ways = free.flatMap((target) => waysBetween(bench.state, group, server, target));
  return rated(bench, ways).map(({ relocation }) => relocation);
}

/** Moves a group from a target to a third server, the smallest that leaves enough room, and the stuck one there. */
function makeRoom(bench: Workbench, { group, server }: Stuck, targets: readonly number[]): boolean {
  const { state } = bench;
  const { groupBytes, capacity } = state.problem;
  let left = maxWays;
  for (const target of targets) {
    if (holdsReplica(state, group, target)) continue;
    const lack = float(groupBytes, group) - (float(capacity, target) - float(state.used, target));
    const leaving = at(state.held, target).filter((other) => float(groupBytes, other) >= lack && other !== group);
    leaving.sort((a, b) => float(groupBytes, a) - float(groupBytes, b) || a - b);
    for (const other of leaving) {
      for (const third of targets) {
        if (third === target) continue;
        if (left-- <= 0) return false;
        bench.budget -= 1;
        if (attempt(bench, [moved(bench, other, target, third), moved(bench, group, server, target)]) !== null)
          return true;
      }
    }
  }
  return false;
}

/** A replica that goes from one server to another with its role. */
function moved({ state }: Workbench, group: number, out: number, into: number): Relocation {
  const lead = leaderOf(state, group);
  return { group, out, into, lead: lead === out ? into : lead };
}
