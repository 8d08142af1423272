// Throws the error that the question names, as the planner thread throws its own; run as a worker.
import { parentPort } from 'node:worker_threads';

import { Assembly } from '../../../../dist/src/services/base/slices.js';
import * as errors from '../../../../dist/src/services/errors/errors.js';
import { failureOf } from '../../../../dist/src/services/planning/queue/messages.js';

let task = new Assembly();

parentPort.on('message', (request) => {
  if (request !== 'ANSWER') {
    task.add(request);
    return;
  }
  const { name, facts } = task.whole.question.request;
  task = new Assembly();
  parentPort.postMessage({ failure: failureOf(Reflect.construct(errors[name], facts)) });
});
