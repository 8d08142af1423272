/** The replicas of a shard group are on different servers, and a step finds them where it expects them. */
import { slotOf } from '../problem/state.js';
import { groupIdOf, type Limit, nameOf } from './limit.js';

export const differentServers: Limit = {
  code: 'DIFFERENT_SERVERS',
  judge({ kind, group, from, to }, state) {
    const fromSlot = slotOf(state, group, from);
    const holdsAlready = slotOf(state, group, to) >= 0;
    const isRightRole = fromSlot >= 0 && (fromSlot === 0) === (kind !== 'MOVE_FOLLOWER');
    if (!isRightRole) return () => `${nameOf(state, from)} does not have that replica of ${groupIdOf(state, group)}`;
    if (kind === 'LEADERSHIP_TRANSFER') {
      if (holdsAlready) return null;
      return () => `${nameOf(state, to)} holds no replica of ${groupIdOf(state, group)} that could lead`;
    }
    if (!holdsAlready) return null;
    return () => `${nameOf(state, to)} holds a replica of ${groupIdOf(state, group)} already`;
  },
  remedy: () => '1 more server needed: add it with addServers in the same plan',
};
