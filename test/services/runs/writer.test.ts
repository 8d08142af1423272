import { afterEach, beforeEach, expect, it } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { type Run, runBeforeEvents, type RunEventBody } from '../../../src/services/model/run.js';
import { RunLog } from '../../../src/services/runs/log.js';
import { RunWriter } from '../../../src/services/runs/writer.js';
import type { Store } from '../../../src/services/store/port.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;
let run: Run;
const start = '2026-01-01T00:00:00.000Z';
const started: RunEventBody = { type: 'RunStarted', message: 'go', steps: [{ name: 'ONE', title: 'One' }] };
const begun: RunEventBody = { type: 'StepStarted', message: 'one', step: 'ONE', total: 2, unit: 'units' };
const completed: RunEventBody = { type: 'RunCompleted', message: 'done', reportId: null };

beforeEach(async () => {
  opened = await openTestServices({ start: false });
  run = runBeforeEvents({
    id: 'run1',
    kind: 'DEMO',
    input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
    startedAt: start,
  });
  await opened.store.createRun(run);
});

afterEach(() => opened.services.stop());

/** A writer on a clock that goes on by a second whenever it is read. */
function writerOn(store: Store): RunWriter {
  return new RunWriter(run, new RunLog(store, fixedClock(start)), fixedClock(start, 1000));
}

it('writes what several parts tell at the same time one after the other, each with its number and moment', async () => {
  const writer = writerOn(opened.store);

  const runs = await Promise.all([writer.tell(started), writer.tell(begun), writer.tell(completed)]);

  expect(runs.map(({ lastSequence }) => lastSequence)).toEqual([1, 2, 3]);
  expect(writer.run).toEqual(runs[2]);
  expect(await opened.store.runsById([run.id])).toEqual([writer.run]);
  expect(await opened.store.readEvents(run.id, 0, 10)).toEqual([
    { ...started, runId: run.id, sequence: 1, at: '2026-01-01T00:00:00.000Z' },
    { ...begun, runId: run.id, sequence: 2, at: '2026-01-01T00:00:01.000Z' },
    { ...completed, runId: run.id, sequence: 3, at: '2026-01-01T00:00:02.000Z' },
  ]);
});

it('works an event out from the run after all events before it', async () => {
  const writer = writerOn(opened.store);

  const [, after] = await Promise.all([
    writer.tell(started),
    writer.tell(({ status, steps }) => ({ ...completed, message: `${status} with ${steps.length} step` })),
  ]);

  expect(after.status).toBe('COMPLETED');
  expect(await opened.store.readEvents(run.id, 1, 10)).toMatchObject([{ message: 'RUNNING with 1 step' }]);
});

it('leaves the run as it was when an event cannot be written, and writes the next in its place', async () => {
  const fault = new Error('The disk is full');
  const faults = [fault];
  const writer = writerOn({
    ...opened.store,
    appendEvent: async (...event) => {
      const failing = faults.pop();
      if (failing) throw failing;
      await opened.store.appendEvent(...event);
    },
  });

  const failed = expect(writer.tell(started)).rejects.toBe(fault);
  const next = writer.tell(({ lastSequence }) => ({ ...started, message: `after ${lastSequence}` }));
  await failed;
  await next;

  expect(await opened.store.readEvents(run.id, 0, 10)).toMatchObject([{ sequence: 1, message: 'after 0' }]);
  expect(writer.run.lastSequence).toBe(1);
});
