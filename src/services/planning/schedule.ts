/**
 * When each move is made: waves whose moves may run at the same time. Judged as if nothing were freed before a wave ends,
 * so that every limit holds at each moment, in whatever order the moves of a wave finish.
 */
import { at, float } from './cells.js';
import { judge } from './limits/list.js';
import { applyStep, initialState, type PlanProblem, type PlanState, type Step } from './state.js';

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

/** One group's steps, to be made in order, one per wave. */
interface Queue {
  readonly steps: readonly Step[];
  next: number;
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
    const made = fillWave(problem, end, open);
    if (made.length === 0) break;
    scheduled.push(...made.map((step) => ({ ...step, wave })));
    open = open.filter(({ steps, next }) => next < steps.length);
  }
  return { steps: scheduled, waves: wave, isComplete: open.length === 0, end };
}

/** Makes one step of as many groups as fit together, and returns the steps. */
function fillWave(problem: PlanProblem, state: PlanState, queues: readonly Queue[]): readonly Step[] {
  const most = problem.limits.concurrentMovesPerServer;
  const busy = new Int32Array(problem.servers.length);
  const kept: { readonly server: number; readonly bytes: number }[] = [];
  const made: Step[] = [];
  const isBusy = (server: number): boolean => (busy[server] ?? 0) >= most;
  for (const queue of queues) {
    const step = at(queue.steps, queue.next);
    if (isBusy(step.from) || isBusy(step.to) || !judge(step, state).isAccepted) continue;
    applyStep(state, step);
    state.tally.moves += 1;
    if (step.kind !== 'LEADERSHIP_TRANSFER') {
      // The source keeps its copy until the wave is over: nobody may count on that room yet.
      const bytes = float(problem.groupBytes, step.group);
      state.tally.bytes += bytes;
      state.used[step.from] = float(state.used, step.from) + bytes;
      kept.push({ server: step.from, bytes });
    }
    busy[step.from] = (busy[step.from] ?? 0) + 1;
    busy[step.to] = (busy[step.to] ?? 0) + 1;
    queue.next += 1;
    made.push(step);
  }
  for (const { server, bytes } of kept) state.used[server] = float(state.used, server) - bytes;
  return made;
}
