import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixedClock, systemClock } from '../../../src/services/base/clock.js';
import { InvalidCursorError, UnknownRunError } from '../../../src/services/errors/errors.js';
import { type Run, runBeforeEvents, type RunEvent, type RunEventBody } from '../../../src/services/model/run.js';
import { RunLog } from '../../../src/services/runs/log.js';
import { countCalls } from '../../support/counting-store.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;
let log: RunLog;
let run: Run;
const at = '2026-01-01T00:00:00.000Z';
const forever = new AbortController().signal;

beforeEach(async () => {
  opened = await openTestServices({ start: false });
  log = new RunLog(opened.store, systemClock());
  run = runBeforeEvents({
    id: 'run1',
    kind: 'DEMO',
    input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
    startedAt: at,
  });
  await opened.store.createRun(run);
});

afterEach(() => opened.services.stop());

async function tell(body: RunEventBody): Promise<void> {
  run = await log.append(run, { ...body, runId: run.id, sequence: run.lastSequence + 1, at });
}

const started: RunEventBody = { type: 'RunStarted', message: 'go', steps: [{ name: 'ONE', title: 'One' }] };
const completed: RunEventBody = { type: 'RunCompleted', message: 'done', reportId: null };

function progress(done: number): RunEventBody {
  return { type: 'StepProgressed', message: `${done}`, step: 'ONE', done, total: 1000, unit: 'units', secondsLeft: 1 };
}

async function sequencesAfter(cursor: number): Promise<number[]> {
  const seen: number[] = [];
  for await (const { event } of log.follow(run.id, cursor, forever)) seen.push(event.sequence);
  return seen;
}

/** Lets everything go on that can, so many times. */
async function moments(count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('following a run', () => {
  it('replays from any cursor, then goes live, without gap or duplicate', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.nat(30), fc.nat(30), async (before, after, cursorWish) => {
        await opened.services.stop();
        opened = await openTestServices({ start: false });
        log = new RunLog(opened.store, systemClock());
        run = runBeforeEvents(run);
        await opened.store.createRun(run);
        await tell(started);
        for (let done = 0; done < before; done += 1) await tell(progress(done));
        const cursor = cursorWish % (run.lastSequence + 1);

        const seen = sequencesAfter(cursor);
        for (let done = 0; done < after; done += 1) await tell(progress(before + done));
        await tell(completed);

        const expected = Array.from({ length: before + after + 2 - cursor }, (_, index) => cursor + index + 1);
        expect(await seen).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('misses no event that is written between a reading and the waiting for news', async () => {
    await tell(started);
    const late: RunEventBody[] = [progress(1), completed];
    log = new RunLog(
      {
        ...opened.store,
        readEvents: async (...request) => {
          const events = await opened.store.readEvents(...request);
          const body = events.length === 0 ? late.shift() : undefined;
          if (body) await tell(body);
          return events;
        },
      },
      systemClock(),
    );

    expect(await sequencesAfter(0)).toEqual([1, 2, 3]);
  });

  it('replays more events than one reading gives', async () => {
    await tell(started);
    for (let done = 1; done < 450; done += 1) await tell(progress(done));
    await tell(completed);

    expect(await sequencesAfter(0)).toEqual(Array.from({ length: 451 }, (_, index) => index + 1));
  });

  it('reads nothing while nothing happens', async () => {
    await tell(started);
    const calls = countCalls();
    log = new RunLog(calls.wrap(opened.store), systemClock());
    const following = log.follow(run.id, 0, forever);
    await following.next();
    const next = following.next();
    await moments(20);
    const whileNothingHappened = calls.take();
    await moments(20);

    expect(whileNothingHappened).toMatchObject({ readEvents: 2 });
    expect(calls.take()).toEqual({});
    await tell(completed);
    expect((await next).value?.event.sequence).toBe(2);
  });

  it('looks every half second for what another process has written, when the store is shared', async () => {
    await tell(started);
    const sleeps: number[] = [];
    const clock = fixedClock(at);
    const here = new RunLog(
      { ...opened.store, isShared: true },
      {
        ...clock,
        sleep: async (ms, signal) => {
          sleeps.push(ms);
          if (sleeps.length === 3) await tell(completed);
          await clock.sleep(ms, signal);
        },
      },
    );

    const seen: number[] = [];
    for await (const { event } of here.follow(run.id, 0, forever)) seen.push(event.sequence);

    expect(seen).toEqual([1, 2]);
    expect(sleeps).toEqual([500, 500, 500]);
  });

  it('tells the run as it stood at each event, also in a replay', async () => {
    await tell(started);
    await tell({ type: 'StepStarted', message: 'one', step: 'ONE', total: 1000, unit: 'units' });
    await tell(progress(10));
    await tell(progress(20));
    await tell(completed);

    const done: (number | undefined)[] = [];
    const statuses: string[] = [];
    for await (const followed of log.follow(run.id, 2, forever)) {
      done.push(followed.run.steps[0]?.done);
      statuses.push(followed.run.status);
    }

    expect(done).toEqual([10, 20, 20]);
    expect(statuses).toEqual(['RUNNING', 'RUNNING', 'COMPLETED']);
  });

  it('gives two listeners the same events', async () => {
    const both = Promise.all([sequencesAfter(0), sequencesAfter(0)]);
    await tell(started);
    await tell(progress(1));
    await tell(completed);

    expect(await both).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('ends when the listener leaves, while the run goes on', async () => {
    await tell(started);
    const leaving = new AbortController();
    const seen: number[] = [];
    for await (const { event } of log.follow(run.id, 0, leaving.signal)) {
      seen.push(event.sequence);
      leaving.abort();
    }
    await tell(completed);

    expect(seen).toEqual([1]);
    expect(await sequencesAfter(0)).toEqual([1, 2]);
  });

  it('gives the events of the types that are asked for, and how the run ended', async () => {
    await tell(started);
    await tell({ type: 'StepStarted', message: 'one', step: 'ONE', total: 1000, unit: 'units' });
    await tell(progress(10));
    await tell(progress(20));
    await tell(completed);
    const ofTypes = async (cursor: number, types: readonly RunEvent['type'][] | null): Promise<string[]> => {
      const seen: string[] = [];
      for await (const { event } of log.follow(run.id, cursor, forever, types))
        seen.push(`${event.sequence} ${event.type}`);
      return seen;
    };

    expect(await ofTypes(0, ['StepStarted', 'StepCompleted'])).toEqual(['2 StepStarted', '5 RunCompleted']);
    expect(await ofTypes(3, ['StepProgressed'])).toEqual(['4 StepProgressed', '5 RunCompleted']);
    expect(await ofTypes(4, null)).toEqual(['5 RunCompleted']);
    expect(await ofTypes(5, [])).toEqual(['5 RunCompleted']);
  });

  it('refuses a cursor beyond the newest event', async () => {
    await tell(started);

    await expect(log.follow(run.id, 2, forever).next()).rejects.toThrow(InvalidCursorError);
  });

  it('refuses a run that is not there', async () => {
    await expect(log.follow('nothing', 0, forever).next()).rejects.toThrow(UnknownRunError);
  });
});

describe('a run as of one of its events', () => {
  it('is what it was right after it, in the order in which it is asked for', async () => {
    await tell(started);
    await tell({ type: 'StepStarted', message: 'one', step: 'ONE', total: 1000, unit: 'units' });
    for (let done = 1; done <= 300; done += 1) await tell(progress(done));
    await tell(completed);

    const moments = [302, 1, 303, 12, 12].map((sequence) => ({ runId: run.id, sequence }));
    const runs = await log.asOf(moments);

    expect(runs.map((each) => [each?.lastSequence, each?.status, each?.steps[0]?.done])).toEqual([
      [302, 'RUNNING', 300],
      [1, 'RUNNING', 0],
      [303, 'COMPLETED', 300],
      ...[0, 1].map(() => [12, 'RUNNING', 10]),
    ]);
  });

  it('is read as far as it is asked for, each run by itself', async () => {
    await tell(started);
    await tell(completed);
    const first = run;
    run = runBeforeEvents({ ...run, id: 'run2' });
    await opened.store.createRun(run);
    await tell(started);
    for (let done = 1; done <= 300; done += 1) await tell(progress(done));
    const calls = countCalls();
    log = new RunLog(calls.wrap(opened.store), systemClock());

    const runs = await log.asOf([
      { runId: run.id, sequence: 2 },
      { runId: first.id, sequence: 1 },
    ]);

    expect(runs.map((each) => [each?.id, each?.lastSequence])).toEqual([
      ['run2', 2],
      ['run1', 1],
    ]);
    expect(calls.take()).toEqual({ runsById: 1, readEvents: 2 });
  });

  it('is null where there is no such run or event', async () => {
    await tell(started);

    expect(
      await log.asOf([
        { runId: 'nothing', sequence: 1 },
        { runId: run.id, sequence: 2 },
        { runId: run.id, sequence: 0 },
        { runId: run.id, sequence: 1 },
      ]),
    ).toEqual([null, null, null, run]);
    expect(await log.asOf([])).toEqual([]);
  });
});

describe('appending', () => {
  it('refuses an event that would leave a gap', async () => {
    await expect(log.append(run, { ...started, runId: run.id, sequence: 2, at })).rejects.toThrow(RangeError);
  });
});
