/** A plan has no more moves than the user allows. */
import { counted, inFigures } from '../../base/wording.js';
import type { Limit } from './limit.js';
import { counts, type LimitSetting } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    readonly maximumNumberOfMoves: number;
  }
}

/** More moves than this nobody reads, and the plan's own size would become a burden. */
export const maxMoves = 100_000;

const setting: LimitSetting<'maximumNumberOfMoves'> = {
  ...counts(0, maxMoves),
  name: 'maximumNumberOfMoves',
  // A cap that cuts a plan short has to be asked for: 72 servers with 20,000 groups need some 11,000 moves.
  defaultValue: maxMoves,
  description: `Maximum number of moves in the plan, 0 to ${inFigures(maxMoves)}; ${inFigures(maxMoves)} when omitted.`,
  title: 'At most so many moves',
  inWords: ({ maximumNumberOfMoves }) => inFigures(maximumNumberOfMoves),
};

export const maximumMoves: Limit = {
  code: 'MAXIMUM_NUMBER_OF_MOVES',
  setting,
  judge(_step, { problem, tally }) {
    const max = problem.limits.maximumNumberOfMoves;
    if (tally.moves + 1 <= max) return null;
    return () => `The plan may have ${counted(max, 'move')} and has them already`;
  },
  remedy: () => 'Raise limits.maximumNumberOfMoves or limits.maxBytesMoved',
};
