/** When each move is made: waves whose moves may run at the same time, one wave after the other. */
import { initialState, type PlanProblem, type PlanState, type Step } from '../problem/state.js';
import { queuesOf } from './queues.js';
import { fillWave } from './wave.js';

export interface ScheduledStep extends Step {
  readonly wave: number;
}

export interface Schedule {
  readonly steps: readonly ScheduledStep[];
  readonly waves: number;
  /** False when steps had to be left out, because no order keeps all limits. */
  readonly isComplete: boolean;
  /** The state after the last step; its tally is what the plan uses. */
  readonly end: PlanState;
}

/** Returns the groups' steps in waves. `maxWaves` cuts the schedule short. */
export function scheduleSteps(
  problem: PlanProblem,
  groups: readonly (readonly Step[])[],
  maxWaves = Infinity,
): Schedule {
  const end = initialState(problem);
  const queues = queuesOf(problem, groups);
  const scheduled: ScheduledStep[] = [];
  let wave = 0;
  for (; wave < maxWaves; wave += 1) {
    const made = fillWave(end, queues);
    if (made.length === 0) break;
    for (const step of made) scheduled.push({ ...step, wave });
  }
  return { steps: scheduled, waves: wave, isComplete: queues.length === 0, end };
}
