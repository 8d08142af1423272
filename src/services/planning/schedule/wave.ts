/**
 * One wave: moves that may run at the same time. Judged as if nothing were freed before it ends, so that every limit holds
 * at each moment, in whatever order its moves finish.
 */
import { float, int } from '../../base/cells.js';
import { judge } from '../limits/list.js';
import { applyStep, type PlanState, type Step } from '../problem/state.js';
import { advanceQueues, headOf, type Queues } from './queues.js';

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
 * Makes one step of as many groups as fit together, in the order of `queues`, and returns the steps, which
 * their queues have lost then. Copies come first: a
 * transfer takes a second, and a server that copies for the whole length of a plan must not wait for one.
 */
export function fillWave(state: PlanState, queues: Queues): readonly Step[] {
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
