/** The contract of runs: one at a time, logs without gaps, exact values, pages. */
import { expect, it } from 'vitest';

import { InvalidCursorError, RunInProgressError, UnknownRunError } from '../../../../src/services/errors/errors.js';
import { applyEvent, type Run, type RunEvent } from '../../../../src/services/model/run.js';
import type { Store } from '../../../../src/services/store/port.js';
import { itemsOf, page, walk } from './samples.js';

const at = '2026-08-01T12:00:00.000Z';

function runOf(id: string, changes: Partial<Run> = {}): Run {
  return {
    id,
    kind: 'DEMO',
    input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
    status: 'RUNNING',
    startedAt: at,
    finishedAt: null,
    steps: [],
    beforeSnapshotId: null,
    afterSnapshotId: null,
    reportId: null,
    failure: null,
    lastSequence: 0,
    ...changes,
  };
}

/** The n-th event of a run: the last one completes it. */
function eventOf(runId: string, sequence: number, last = false): RunEvent {
  return last
    ? { type: 'RunCompleted', message: 'Done', reportId: 'report1', runId, sequence, at }
    : { type: 'StepStarted', message: `Event ${sequence}`, step: 'S', total: 1, unit: 'moves', runId, sequence, at };
}

/** Appends so many events, the last of which ends the run; returns them and the run after them. */
async function finish(store: Store, run: Run, count: number): Promise<{ events: RunEvent[]; after: Run }> {
  const events = Array.from({ length: count }, (_, index) => eventOf(run.id, index + 1, index + 1 === count));
  let after = run;
  for (const event of events) {
    after = applyEvent(after, event);
    await store.appendEvent(event, after);
  }
  return { events, after };
}

/** Registers the tests of runs. */
export function runContract(store: () => Store): void {
  logs(store);
  pages(store);
}

function logs(store: () => Store): void {
  it('lets one run at a time start and names the other', async () => {
    await store().createRun(runOf('run1'));

    const second = store().createRun(runOf('run2'));

    await expect(second).rejects.toBeInstanceOf(RunInProgressError);
    await expect(second).rejects.toMatchObject({ runId: 'run1' });
    expect(await store().runningRuns()).toEqual([runOf('run1')]);
    await finish(store(), runOf('run1'), 1);
    await expect(store().createRun(runOf('run2'))).resolves.toBeUndefined();
  });

  it('keeps events in order, and the run as it is after the last of them', async () => {
    await store().createRun(runOf('run1'));

    const { events, after } = await finish(store(), runOf('run1'), 5);

    expect(await store().readEvents('run1', 0, 1000)).toEqual(events);
    expect(await store().readEvents('run1', 2, 2)).toEqual(events.slice(2, 4));
    expect(await store().readEvents('run1', 5, 10)).toEqual([]);
    expect(await store().readEvents('nobody', 0, 10)).toEqual([]);
    expect(await store().runsById(['nobody', 'run1'])).toEqual([null, after]);
    expect(await store().runningRuns()).toEqual([]);
  });

  it('refuses an event that is not the next one and keeps the log as it was', async () => {
    const run = runOf('run1');
    await store().createRun(run);
    const first = eventOf('run1', 1);
    await store().appendEvent(first, applyEvent(run, first));

    for (const sequence of [0, 1, 3]) {
      const append = store().appendEvent(eventOf('run1', sequence), { ...run, lastSequence: sequence });
      await expect(append).rejects.toBeInstanceOf(RangeError);
    }

    expect(await store().readEvents('run1', 0, 10)).toEqual([first]);
    expect(await store().runsById(['run1'])).toMatchObject([{ lastSequence: 1 }]);
  });

  it('lets exactly one of two writers append the same number', async () => {
    const run = runOf('run1');
    await store().createRun(run);
    const event = eventOf('run1', 1);

    const outcomes = await Promise.allSettled([
      store().appendEvent(event, applyEvent(run, event)),
      store().appendEvent(event, applyEvent(run, event)),
    ]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await store().readEvents('run1', 0, 10)).toEqual([event]);
  });

  it('refuses an event of an unknown run', async () => {
    await expect(
      store().appendEvent(eventOf('nobody', 1), runOf('nobody', { lastSequence: 1 })),
    ).rejects.toBeInstanceOf(UnknownRunError);
  });

  it('answers the last events up to a number, in order, one list per request', async () => {
    await store().createRun(runOf('run1'));
    const { events } = await finish(store(), runOf('run1'), 6);

    const lists = await store().lastEvents([
      { runId: 'run1', upTo: 6, limit: 2 },
      { runId: 'nobody', upTo: 6, limit: 2 },
      { runId: 'run1', upTo: 3, limit: 100 },
    ]);

    expect(lists).toEqual([events.slice(4), [], events.slice(0, 3)]);
  });

  it('gives facts back with their exact bigints', async () => {
    const run = runOf('run1');
    await store().createRun(run);
    const bytesMoved = 2n ** 63n - 1n;
    const probe = { tenantsProbed: 0, probes: 0, failed: 0, failures: [], p50Ms: null, p95Ms: null, maxMs: null };
    const facts = {
      kind: 'SHARD_REBALANCING',
      ...{ beforeSnapshotId: 'a', afterSnapshotId: 'b', planId: 'p', planHash: 'h' },
      ...{ predictedFingerprint: 'f', reachedFingerprint: 'f', movesMade: 1, bytesMoved, elapsedMs: 1.5 },
      ...{ before: [], after: [], probe },
    } as const;
    const event: RunEvent = { type: 'StepCompleted', message: '', step: 'S', facts, runId: 'run1', sequence: 1, at };

    await store().appendEvent(event, applyEvent(run, event));

    expect(await store().readEvents('run1', 0, 1)).toEqual([event]);
  });

  it('refuses more than 1,000 events at once', async () => {
    await expect(store().readEvents('run1', 0, 1001)).rejects.toBeInstanceOf(RangeError);
    await expect(store().lastEvents([{ runId: 'run1', upTo: 1, limit: 0 }])).rejects.toBeInstanceOf(RangeError);
  });
}

function pages(store: () => Store): void {
  async function fill(): Promise<void> {
    for (const [index, kind] of (['DEMO', 'REBALANCE', 'DEMO', 'TENANT_BATCH', 'DEMO'] as const).entries()) {
      const run = runOf(`run${index}`, { kind });
      await store().createRun(run);
      if (index < 4) await finish(store(), run, 1);
    }
  }

  it('lists runs newest first, filtered by kind and status', async () => {
    await fill();
    const ids = async (filter: Parameters<Store['runPage']>[0]): Promise<readonly string[]> =>
      itemsOf(await store().runPage(filter, page())).map(({ id }) => id);

    expect(await ids({})).toEqual(['run4', 'run3', 'run2', 'run1', 'run0']);
    expect(await ids({ kind: 'DEMO' })).toEqual(['run4', 'run2', 'run0']);
    expect(await ids({ kind: 'DEMO', status: 'COMPLETED' })).toEqual(['run2', 'run0']);
    expect(await ids({ status: 'FAILED' })).toEqual([]);
  });

  it('walks runs from both ends to the same list', async () => {
    await fill();
    const all = itemsOf(await store().runPage({}, page()));

    expect(await walk((slice) => store().runPage({}, slice), 2, false)).toEqual(all);
    expect(await walk((slice) => store().runPage({}, slice), 2, true)).toEqual(all);
    expect((await store().runPage({ kind: 'DEMO' }, page({ limit: 1 }))).totalCount).toBe(3);
  });

  it('refuses a position that no page of runs gave out', async () => {
    await expect(store().runPage({}, page({ after: 'nonsense' }))).rejects.toBeInstanceOf(InvalidCursorError);
  });
}
