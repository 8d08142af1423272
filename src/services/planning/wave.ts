/**
 * One wave: moves that may run at the same time. Judged as if nothing were freed before it ends, so that every limit holds
 * at each moment, in whatever order its moves finish.
 */
import { at, float } from './cells.js';
import { judge } from './limits/list.js';
import { applyStep, type PlanState, type Step } from './state.js';

/** One group's steps, to be made in order, one per wave. */
export interface Queue {
  readonly steps: readonly Step[];
  next: number;
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
  mostBytes: number;
}

/**
 * Makes one step of as many groups as fit together, in the order of `queues`, and returns the steps. Copies come first: a
 * transfer takes a second, and a server that copies for the whole length of a plan must not wait for one.
 */
export function fillWave(state: PlanState, queues: readonly Queue[]): readonly Step[] {
  const servers = state.used.length;
  const wave: Wave = {
    state,
    moves: new Int32Array(servers),
    sentBytes: new Float64Array(servers),
    receivedBytes: new Float64Array(servers),
    keptBytes: new Float64Array(servers),
    mostBytes: 0,
  };
  const made: Step[] = [];
  const transfers: Queue[] = [];
  for (const queue of queues) {
    const step = at(queue.steps, queue.next);
    if (step.kind === 'LEADERSHIP_TRANSFER') transfers.push(queue);
    else if (take(wave, step, float(state.problem.groupBytes, step.group))) made.push(advance(queue));
  }
  for (const queue of transfers) if (take(wave, at(queue.steps, queue.next), 0)) made.push(advance(queue));
  for (let server = 0; server < servers; server += 1) {
    state.used[server] = float(state.used, server) - float(wave.keptBytes, server);
  }
  return made;
}

function advance(queue: Queue): Step {
  const step = at(queue.steps, queue.next);
  queue.next += 1;
  return step;
}

/** Makes a step if it fits into the wave and every limit accepts it. */
function take(wave: Wave, step: Step, bytes: number): boolean {
  const { state, moves, sentBytes, receivedBytes, keptBytes } = wave;
  const { from, to } = step;
  const most = state.problem.limits.concurrentMovesPerServer;
  if ((moves[from] ?? 0) >= most || (moves[to] ?? 0) >= most) return false;
  const sent = float(sentBytes, from) + bytes;
  const received = float(receivedBytes, to) + bytes;
  if (wave.mostBytes > 0 && bytes > 0 && Math.max(sent, received) > wave.mostBytes) return false;
  if (!judge(step, state).isAccepted) return false;
  applyStep(state, step);
  state.tally.moves += 1;
  if (step.kind !== 'LEADERSHIP_TRANSFER') {
    state.tally.bytes += bytes;
    state.used[from] = float(state.used, from) + bytes;
    keptBytes[from] = float(keptBytes, from) + bytes;
  }
  moves[from] = (moves[from] ?? 0) + 1;
  moves[to] = (moves[to] ?? 0) + 1;
  sentBytes[from] = sent;
  receivedBytes[to] = received;
  if (wave.mostBytes === 0) wave.mostBytes = bytes;
  return true;
}
