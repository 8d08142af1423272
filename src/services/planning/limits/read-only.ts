/** What belongs to another database is counted, so that a plan sees all that the servers hold, and stays where it is. */
import { at } from '../../base/cells.js';
import { accepted, groupIdOf, type Limit, refused } from './limit.js';

export const readOnly: Limit = {
  judge({ group }, state) {
    if (at(state.problem.pins, group) !== 'READ_ONLY') return accepted;
    return refused('READ_ONLY', () => `${groupIdOf(state, group)} belongs to another database and is not moved`);
  },
};
