/** The shard groups of a pinned collection, and with them those of everything coupled to it, stay exactly where they are. */
import { at } from '../../base/cells.js';
import { accepted, groupIdOf, type Limit, refused } from './limit.js';

export const pinnedCollections: Limit = {
  judge({ group }, state) {
    if (at(state.problem.pins, group) !== 'COLLECTION') return accepted;
    return refused('PINNED_COLLECTIONS', () => `${groupIdOf(state, group)} is of a pinned collection and stays`);
  },
};
