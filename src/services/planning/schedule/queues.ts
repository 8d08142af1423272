/**
 * The steps of many groups that wait for a wave, in numbers: each wave looks at all of them, and large plans have tens of
 * thousands of groups and thousands of waves.
 */
import { at, float, int } from '../../base/cells.js';
import type { PlanProblem, Step } from '../problem/state.js';

/** One queue per group that has steps, made in order, one per wave. Changed in place by `advanceQueues`. */
export interface Queues {
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
export function queuesOf({ groupBytes }: PlanProblem, groups: readonly (readonly Step[])[]): Queues {
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
export function headOf({ steps, next }: Queues, queue: number): Step {
  return at(at(steps, queue), int(next, queue));
}

/** Takes the next step from each of these queues, and closes those that are empty then. */
export function advanceQueues(queues: Queues, advanced: readonly number[]): void {
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
