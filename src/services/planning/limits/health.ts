/** A server that is not GOOD or is to be removed receives nothing, and data is copied from a healthy leader only. */
import { at } from '../../base/cells.js';
import { leaderOf } from '../problem/state.js';
import { groupIdOf, type Limit, nameOf } from './limit.js';

export const health: Limit = {
  code: 'HEALTH',
  judge({ group, to }, state) {
    const { servers, receives } = state.problem;
    if (!at(receives, to)) {
      return () => `${nameOf(state, to)} is ${at(servers, to).status} and receives nothing`;
    }
    const leader = leaderOf(state, group);
    const status = servers[leader]?.status;
    if (status === 'GOOD' || status === 'DRAINING') return null;
    return () =>
      `${nameOf(state, leader)} leads ${groupIdOf(state, group)} and is ${status ?? 'unknown'}: nothing can be copied from it`;
  },
  remedy: () => 'Bring the unhealthy servers back, or add healthy ones with addServers',
};
