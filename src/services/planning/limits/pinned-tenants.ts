/** The shard group of a pinned tenant stays exactly where it is. */
import { at } from '../../base/cells.js';
import { accepted, groupIdOf, type Limit, refused } from './limit.js';

export const pinnedTenants: Limit = {
  judge({ group }, state) {
    if (at(state.problem.pins, group) !== 'TENANT') return accepted;
    return refused('PINNED_TENANTS', () => `${groupIdOf(state, group)} holds a pinned tenant and stays`);
  },
};
