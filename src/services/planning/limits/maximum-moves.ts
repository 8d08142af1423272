/** A plan has no more moves than the user allows. */
import { counted } from '../../base/wording.js';
import { accepted, type Limit, refused } from './limit.js';

export const maximumMoves: Limit = {
  judge(_step, state) {
    const most = state.problem.limits.maximumNumberOfMoves;
    if (state.tally.moves + 1 <= most) return accepted;
    return refused('MAXIMUM_NUMBER_OF_MOVES', () => `The plan may have ${counted(most, 'move')} and has them already`);
  },
};
