/** Enough replicas are in sync for writes at every moment, and only a follower that is in sync becomes the leader. */
import { at } from '../../base/cells.js';
import { slotOf } from '../problem/state.js';
import { groupIdOf, type Limit, nameOf } from './limit.js';

export const writeConcern: Limit = {
  code: 'WRITE_CONCERN',
  judge({ kind, group, to }, state) {
    const inSync = at(state.inSync, group);
    const needed = at(state.problem.writeConcern, group);
    let count = 0;
    for (const isInSync of inSync) if (isInSync) count += 1;
    if (count < needed) {
      return () =>
        `${groupIdOf(state, group)} has ${count} replicas in sync and needs ${needed} for writes: it has to recover first`;
    }
    if (kind !== 'LEADERSHIP_TRANSFER' || inSync[slotOf(state, group, to)] === true) return null;
    return () => `${nameOf(state, to)} is not in sync for ${groupIdOf(state, group)} and cannot lead it`;
  },
  remedy: () => 'Wait until its followers are in sync again, then ask for a new plan',
};
