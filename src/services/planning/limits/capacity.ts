/** No server holds more than its capacity, not even while a second copy is made: source and target both have one then. */
import { float } from '../../base/cells.js';
import { counted, inBytes } from '../../base/wording.js';
import type { PlanProblem } from '../problem/state.js';
import { groupIdOf, type Limit, nameOf } from './limit.js';

export const capacity: Limit = {
  code: 'CAPACITY',
  judge({ kind, group, to }, state) {
    if (kind === 'LEADERSHIP_TRANSFER') return null;
    const room = float(state.problem.capacity, to) - float(state.used, to);
    const bytes = float(state.problem.groupBytes, group);
    // An empty group takes no room, so it may even go where nothing else fits.
    if (bytes <= room || bytes === 0) return null;
    return () =>
      `${nameOf(state, to)} has room for ${inBytes(Math.max(0, room))}, and ${groupIdOf(state, group)} has ${inBytes(bytes)}`;
  },
  remedy: moreServers,
};

/** Returns how many more servers would have room for so many bytes, as what to do. */
export function moreServers(problem: PlanProblem, bytes: number): string {
  const known = [...problem.capacity].filter((each) => each !== Infinity);
  const largest = known.reduce((max, each) => Math.max(max, each), 0);
  const count = largest > 0 ? Math.max(1, Math.ceil(bytes / largest)) : 1;
  return `${counted(count, 'more server')} needed, or servers with ${inBytes(bytes)} more capacity: use addServers in the same plan`;
}
