/** The replicas of a shard group are on different servers, and a step finds them where it expects them. */
import { slotOf } from '../problem/state.js';
import { accepted, groupIdOf, type Limit, nameOf, refused } from './limit.js';

export const differentServers: Limit = {
  judge(step, state) {
    const { kind, group, from, to } = step;
    const fromSlot = slotOf(state, group, from);
    const holdsAlready = slotOf(state, group, to) >= 0;
    const isRightRole = fromSlot >= 0 && (fromSlot === 0) === (kind !== 'MOVE_FOLLOWER');
    if (!isRightRole) {
      return refused(
        'DIFFERENT_SERVERS',
        () => `${nameOf(state, from)} does not have that replica of ${groupIdOf(state, group)}`,
      );
    }
    if (kind === 'LEADERSHIP_TRANSFER') {
      if (holdsAlready) return accepted;
      return refused(
        'DIFFERENT_SERVERS',
        () => `${nameOf(state, to)} holds no replica of ${groupIdOf(state, group)} that could lead`,
      );
    }
    if (!holdsAlready) return accepted;
    return refused(
      'DIFFERENT_SERVERS',
      () => `${nameOf(state, to)} holds a replica of ${groupIdOf(state, group)} already`,
    );
  },
};
