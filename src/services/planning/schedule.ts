/** When each move is made: waves whose moves may run at the same time, one wave after the other. */
import { at, float } from './cells.js';
import { initialState, type PlanProblem, type PlanState, type Step } from './state.js';
import { fillWave, type Queue } from './wave.js';

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

/**
 * Returns the groups' steps in waves. Groups with more bytes go first, so that a wave has copies of like size and waits
 * for few. `mostWaves` cuts the schedule short.
 */
export function scheduleSteps(
  problem: PlanProblem,
  groups: readonly (readonly Step[])[],
  mostWaves = Infinity,
): Schedule {
  const end = initialState(problem);
  const queues = groups.filter((steps) => steps.length > 0).map((steps): Queue => ({ steps, next: 0 }));
  const bytes = ({ steps }: Queue): number => steps.length * float(problem.groupBytes, at(steps, 0).group);
  queues.sort((a, b) => bytes(b) - bytes(a) || at(a.steps, 0).group - at(b.steps, 0).group);
  const scheduled: ScheduledStep[] = [];
  let open = queues;
  let wave = 0;
  for (; open.length > 0 && wave < mostWaves; wave += 1) {
    const made = fillWave(end, open);
    if (made.length === 0) break;
    scheduled.push(...made.map((step) => ({ ...step, wave })));
    open = open.filter(({ steps, next }) => next < steps.length);
  }
  return { steps: scheduled, waves: wave, isComplete: open.length === 0, end };
}
