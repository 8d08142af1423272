/**
 * When each move is made: waves whose moves may run at the same time, one wave after the other. The steps that wait for a
 * wave are kept in numbers: each wave inspects all of them, and large plans have tens of thousands of groups and thousands
 * of waves.
 */
import { at, float, int } from '../../base/cells.js';
import { judge } from '../limits/list.js';
import { applyStep, initialState, type PlanProblem, type PlanState, type Step } from '../problem/state.js';

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

/** One queue per group that has steps, made in order, one per wave. Changed in place by `advanceQueues`. */
interface Queues {
  readonly steps: readonly (readonly Step[])[];
  readonly groupBytes: Float64Array;
  /** Steps of each queue that were taken, and that are left. */
  readonly next: Int32Array;
  readonly left: Int32Array;
  /** The next step of each queue: its servers, its bytes and whether it copies. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly bytes: Float64Array;
  readonly isCopy: Uint8Array;
  /** Queues with a step left, in order; entries from `length` on are over. */
  readonly open: Int32Array;
  length: number;
}

/** Returns queues of these steps. Groups with more bytes go first, so that a wave has copies of like size. */
function queuesOf({ groupBytes }: PlanProblem, groups: readonly (readonly Step[])[]): Queues {
  const queued = groups.filter(({ length }) => length > 0).map((steps) => ({ steps, group: at(steps, 0).group }));
  const bytesOf = ({ steps, group }: (typeof queued)[number]): number => steps.length * float(groupBytes, group);
  const steps = queued.sort((a, b) => bytesOf(b) - bytesOf(a) || a.group - b.group).map((queue) => queue.steps);
  const { length } = steps;
  const queues: Queues = {
    ...{ steps, groupBytes, next: new Int32Array(length), left: Int32Array.from(steps, (queue) => queue.length) },
    ...{ from: new Int32Array(length), to: new Int32Array(length), bytes: new Float64Array(length) },
    ...{ isCopy: new Uint8Array(length), open: new Int32Array(length), length },
  };
  for (let queue = 0; queue < length; queue += 1) {
    queues.open[queue] = queue;
    readHead(queues, queue);
  }
  return queues;
}

/** Returns the next step of a queue that is open. */
function headOf({ steps, next }: Queues, queue: number): Step {
  return at(at(steps, queue), int(next, queue));
}

/** Takes the next step from each of these queues, and closes those that are empty then. */
function advanceQueues(queues: Queues, advanced: readonly number[]): void {
  for (const queue of advanced) {
    queues.next[queue] = int(queues.next, queue) + 1;
    queues.left[queue] = int(queues.left, queue) - 1;
    readHead(queues, queue);
  }
  let open = 0;
  for (let place = 0; place < queues.length; place += 1) {
    const queue = int(queues.open, place);
    if (int(queues.left, queue) > 0) queues.open[open++] = queue;
  }
  queues.length = open;
}

function readHead(queues: Queues, queue: number): void {
  const step = at(queues.steps, queue)[int(queues.next, queue)];
  if (!step) return;
  const isCopy = step.kind !== 'LEADERSHIP_TRANSFER';
  queues.from[queue] = step.from;
  queues.to[queue] = step.to;
  queues.isCopy[queue] = isCopy ? 1 : 0;
  queues.bytes[queue] = isCopy ? float(queues.groupBytes, step.group) : 0;
}

/** What the wave has taken so far, one entry per server. */
interface Wave {
  readonly state: PlanState;
  /** Moves that the server takes part in. */
  readonly moves: Int32Array;
  readonly sentBytes: Float64Array;
  readonly receivedBytes: Float64Array;
  /** Copies that sources keep until the wave is over: nobody may count on that room yet. */
  readonly keptBytes: Float64Array;
  /** The first copy's bytes: a server that would send or receive more makes all others wait for it. 0: no copy yet. */
  maxBytes: number;
}

/**
 * Makes one step of as many groups as fit together, in the order of `queues`, and returns the steps, which their queues
 * have lost then. Judged as if nothing were freed before the wave ends, so that every limit holds at each moment, in
 * whatever order its moves finish. Copies come first: a transfer takes a second, and a server that copies for the whole
 * length of a plan must not wait for one.
 */
function fillWave(state: PlanState, queues: Queues): readonly Step[] {
  const servers = state.used.length;
  const wave: Wave = {
    state,
    moves: new Int32Array(servers),
    sentBytes: new Float64Array(servers),
    receivedBytes: new Float64Array(servers),
    keptBytes: new Float64Array(servers),
    maxBytes: 0,
  };
  const made: Step[] = [];
  const advanced: number[] = [];
  for (const isCopy of [1, 0]) {
    for (let place = 0; place < queues.length; place += 1) {
      const queue = int(queues.open, place);
      if (queues.isCopy[queue] !== isCopy || !hasRoom(wave, queues, queue)) continue;
      const step = headOf(queues, queue);
      if (!take(wave, step, float(queues.bytes, queue))) continue;
      made.push(step);
      advanced.push(queue);
    }
  }
  advanceQueues(queues, advanced);
  for (let server = 0; server < servers; server += 1) {
    state.used[server] = float(state.used, server) - float(wave.keptBytes, server);
  }
  return made;
}

/** Whether both servers of a queue's next step may take part in one more move, and its bytes let nobody wait. */
function hasRoom({ state, moves, sentBytes, receivedBytes, maxBytes }: Wave, queues: Queues, queue: number): boolean {
  const from = int(queues.from, queue);
  const to = int(queues.to, queue);
  const most = state.problem.limits.concurrentMovesPerServer;
  if (int(moves, from) >= most || int(moves, to) >= most) return false;
  const bytes = float(queues.bytes, queue);
  return !(maxBytes > 0 && Math.max(float(sentBytes, from), float(receivedBytes, to)) + bytes > maxBytes);
}

/** Makes a step, for which there is room, if every limit accepts it. `bytes`: what it copies, 0 for a transfer. */
function take(wave: Wave, step: Step, bytes: number): boolean {
  const { state, moves, sentBytes, receivedBytes, keptBytes } = wave;
  const { from, to } = step;
  if (!judge(step, state).isAccepted) return false;
  applyStep(state, step);
  state.tally.moves += 1;
  state.tally.bytes += bytes;
  state.used[from] = float(state.used, from) + bytes;
  keptBytes[from] = float(keptBytes, from) + bytes;
  moves[from] = int(moves, from) + 1;
  moves[to] = int(moves, to) + 1;
  sentBytes[from] = float(sentBytes, from) + bytes;
  receivedBytes[to] = float(receivedBytes, to) + bytes;
  if (wave.maxBytes === 0) wave.maxBytes = bytes;
  return true;
}
