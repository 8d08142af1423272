/** A server that is not GOOD or is to be removed receives nothing, and data is copied from a healthy leader only. */
import { at } from '../../base/cells.js';
import { leaderOf } from '../problem/state.js';
import { accepted, groupIdOf, type Limit, nameOf, refused } from './limit.js';

export const health: Limit = {
  judge({ group, to }, state) {
    const { servers, receives } = state.problem;
    if (!at(receives, to)) {
      return refused(
        'HEALTH',
        () => `${nameOf(state, to)} is ${servers[to]?.status ?? 'unknown'} and receives nothing`,
      );
    }
    const leader = leaderOf(state, group);
    const status = servers[leader]?.status;
    if (status === 'GOOD' || status === 'DRAINING') return accepted;
    return refused(
      'HEALTH',
      () =>
        `${nameOf(state, leader)} leads ${groupIdOf(state, group)} and is ${status ?? 'unknown'}: nothing can be copied from it`,
    );
  },
};
