/** All figures about a plan beyond its summary, in time proportional to its groups and moves. */
import type { PlanBody, PlanFigures } from '../../model/plan.js';
import { arangoDbImbalanceOf } from '../measure/arangodb-imbalance.js';
import { leaderSpreadOf } from '../measure/objectives/leader-spread.js';
import { makespanOf } from './makespan.js';
import { peaksOf } from './peak-bytes.js';

/** Returns the figures of a plan. */
export function figuresOf(plan: PlanBody): PlanFigures {
  const { before, after, moves, summary } = plan;
  const { bytesMoved, leastBytes } = summary;
  return {
    movedOverLeast: leastBytes > 0n ? Number(bytesMoved) / Number(leastBytes) : null,
    makespan: makespanOf(plan),
    arangodbBefore: arangoDbImbalanceOf(before),
    arangodbAfter: arangoDbImbalanceOf(after),
    peaks: peaksOf(before, moves),
    leaderSpreadBefore: leaderSpreadOf(before),
    leaderSpreadAfter: leaderSpreadOf(after),
  };
}
