/** What belongs to another database is counted, so that a plan sees all that the servers hold, and stays where it is. */
import { at } from '../../base/cells.js';
import { groupIdOf, type Limit } from './limit.js';

export const readOnly: Limit = {
  code: 'READ_ONLY',
  judge({ group }, state) {
    if (at(state.problem.pins, group) !== 'READ_ONLY') return null;
    return () => `${groupIdOf(state, group)} belongs to another database and is not moved`;
  },
  remedy: () => 'Move it with the tools of that database first, or keep the server',
};
