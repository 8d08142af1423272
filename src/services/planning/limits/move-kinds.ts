/** Only the kinds of move that the user allows are made. */
import { accepted, type Limit, refused } from './limit.js';

export const moveKinds: Limit = {
  judge({ kind }, state) {
    if (state.problem.limits.allowedKinds.includes(kind)) return accepted;
    return refused('MOVE_KINDS', () => `Moves of kind ${kind} are not allowed by the plan's limits`);
  },
};
