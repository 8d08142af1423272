/** A planner thread: answers one question after the other while the event loop does other things. Run it as a worker. */
import { parentPort } from 'node:worker_threads';

import { Assembly, type Slice, slicesOf } from '../../base/slices.js';
import { failureOf, type PlannerReply, type PlannerRequest, type PlannerTask } from './messages.js';
import { answerTo } from './questions.js';

if (!parentPort) throw new Error('The planner thread runs as a worker only');
const port = parentPort;
let task = new Assembly();
let answer: Iterator<Slice, void> | null = null;

port.on('message', (request: PlannerRequest) => {
  if (request === 'NEXT') sendNext();
  else if (request === 'ANSWER') work();
  else task.add(request);
});

function work(): void {
  const { question, topology } = task.whole as PlannerTask;
  task = new Assembly();
  try {
    answer = slicesOf(answerTo(question, topology, (step) => send({ step })));
  } catch (error) {
    send({ failure: failureOf(error) });
    return;
  }
  sendNext();
}

function sendNext(): void {
  const next = answer?.next();
  if (next && !next.done) {
    send({ slice: next.value });
    return;
  }
  answer = null;
  send('DONE');
}

function send(reply: PlannerReply): void {
  port.postMessage(reply);
}
