// Logs of runs on a cluster: while requests fail, while processes die, and while several look at one log.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import {
  RunInProgressError,
  RunTakenOverError,
  StoreUnavailableError,
} from '../../../../src/services/errors/errors.js';
import { applyEvent, type Run, runBeforeEvents, type RunEvent } from '../../../../src/services/model/run.js';
import { RunLog } from '../../../../src/services/runs/log.js';
import type { Store } from '../../../../src/services/store/port.js';
import type { Fault } from '../../../support/arangod/faults.js';
import { type TenantWorld, tenantWorld } from './tenant-world.js';

const at = '2026-08-01T12:00:00.000Z';

let world: TenantWorld;
let first: Store;
let second: Store;

beforeEach(async () => {
  world = await tenantWorld();
  first = world.start().store;
  second = world.start().store;
  await first.ping();
  await second.ping();
});

afterEach(async () => {
  await world.close();
});

function runOf(id: string): Run {
  return runBeforeEvents({
    id,
    kind: 'DEMO',
    input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
    startedAt: at,
  });
}

async function begin(store: Store, id: string): Promise<Run> {
  const run = runOf(id);
  await store.createRun(run);
  return run;
}

function step({ id, lastSequence }: Run): RunEvent {
  const sequence = lastSequence + 1;
  return {
    type: 'StepStarted',
    message: `Event ${sequence}`,
    step: 'S',
    total: 1,
    unit: 'moves',
    runId: id,
    sequence,
    at,
  };
}

function ending({ id, lastSequence }: Run): RunEvent {
  return { type: 'RunCompleted', message: 'Done', reportId: null, runId: id, sequence: lastSequence + 1, at };
}

/** Appends and returns the run after the event. */
async function append(store: Store, run: Run, event = step(run)): Promise<Run> {
  const after = applyEvent(run, event);
  await store.appendEvent(event, after);
  return after;
}

async function sequencesOf(store: Store, id: string): Promise<readonly number[]> {
  return (await store.readEvents(id, 0, 1000)).map(({ sequence }) => sequence);
}

async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  world.arangod.resetRequests();
  await work();
  return world.arangod.requests.length;
}

const faults: readonly (readonly [string, Fault])[] = [
  ['reset before it has an effect', { kind: 'RESET' }],
  ['answered, and the answer lost', { kind: 'RESET', when: 'AFTER' }],
  ['answered with half an answer', { kind: 'TRUNCATE' }],
  ['refused with 503', { kind: 'STATUS' }],
];

describe.each(faults)('when a request is %s', (_, fault) => {
  it('the log has every event once, whichever request it is', async () => {
    let run = await begin(first, 'run1');
    const requests = await requestsOf(async () => {
      run = await append(first, run);
    });

    for (let skip = 0; skip < requests; skip += 1) {
      world.arangod.inject({ ...fault, skip });
      run = await append(first, run);
    }

    expect(await sequencesOf(second, 'run1')).toEqual(Array.from({ length: requests + 1 }, (_each, n) => n + 1));
    expect(await second.runsById(['run1'])).toEqual([run]);
  });

  it('a run is created once', async () => {
    world.arangod.inject(fault);

    await begin(first, 'run1');

    expect((await second.runningRuns()).map(({ id }) => id)).toEqual(['run1']);
  });
});

describe('a log whose writer was cut off', () => {
  /** The event is kept, and what the run's own document says of it is not. */
  async function cutBetween(run: Run, event: RunEvent): Promise<void> {
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { body: /UPDATE d WITH @change/ } });
    await expect(append(first, run, event)).rejects.toBeInstanceOf(StoreUnavailableError);
    world.arangod.clearFaults();
  }

  it('between an event and the state tells the state of the event', async () => {
    const run = await append(first, await begin(first, 'run1'));
    await cutBetween(run, step(run));

    expect(await second.runsById(['run1'])).toEqual([applyEvent(run, step(run))]);
  });

  it('goes on after the event that was kept', async () => {
    const run = await begin(first, 'run1');
    await cutBetween(run, step(run));
    const [now] = await first.runsById(['run1']);

    await append(first, now ?? run);

    expect(await sequencesOf(second, 'run1')).toEqual([1, 2]);
  });

  it('does not take a second event of the same number', async () => {
    const run = await begin(first, 'run1');
    await cutBetween(run, step(run));

    await expect(append(first, run)).rejects.toBeInstanceOf(RangeError);

    expect(await sequencesOf(second, 'run1')).toEqual([1]);
  });

  it('at its end does not stand in the way of the next run', async () => {
    const run = await begin(first, 'run1');
    await cutBetween(run, ending(run));

    await begin(second, 'run2');

    expect((await first.runningRuns()).map(({ id }) => id)).toEqual(['run2']);
    expect(await first.runsById(['run1'])).toMatchObject([{ status: 'COMPLETED' }]);
  });
});

describe('one process only', () => {
  it('begins a run at a time, and the other is told which', async () => {
    const results = await Promise.allSettled([begin(first, 'run1'), begin(second, 'run2')]);

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(RunInProgressError);
  });

  it('drives a run while its lease lives', async () => {
    await begin(first, 'run1');

    expect(await second.claimRun('run1')).toBe(false);
  });

  it('drives a run when another has taken it over: the first is refused', async () => {
    const run = await begin(first, 'run1');
    world.endLeases();
    expect(await second.claimRun('run1')).toBe(true);

    await expect(append(first, run)).rejects.toBeInstanceOf(RunTakenOverError);

    await append(second, run);
    expect(await sequencesOf(first, 'run1')).toEqual([1]);
  });

  it('takes over a run when several try at once', async () => {
    await begin(first, 'run1');
    world.endLeases();
    const third = world.start().store;

    const claims = await Promise.all([second.claimRun('run1'), third.claimRun('run1')]);

    expect(claims.filter((claimed) => claimed)).toHaveLength(1);
  });

  it('holds a lease that another may have as soon as its store is closed', async () => {
    await begin(first, 'run1');

    await first.close();

    expect(await second.claimRun('run1')).toBe(true);
  });

  it('may claim a run, and nobody one that has ended', async () => {
    const run = await begin(first, 'run1');
    await append(first, run, ending(run));
    world.endLeases();

    expect(await second.claimRun('run1')).toBe(false);
  });
});

describe('a subscriber of another process', () => {
  it('sees every event once and in order, to the end', async () => {
    const clock = fixedClock(at);
    const [writing, reading] = [new RunLog(first, clock), new RunLog(second, clock)];
    let run = await begin(first, 'run1');
    const seen: number[] = [];
    const followed = (async () => {
      for await (const { event } of reading.follow('run1', 0, new AbortController().signal)) seen.push(event.sequence);
    })();

    for (let events = 0; events < 8; events += 1) run = await writing.append(run, step(run));
    await writing.append(run, ending(run));
    await followed;

    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('goes on from its cursor over requests that fail', async () => {
    const clock = fixedClock(at);
    let run = await begin(first, 'run1');
    for (let events = 0; events < 4; events += 1) run = await append(first, run);
    await append(first, run, ending(run));
    for (const [skip, [, fault]] of faults.entries()) {
      world.arangod.inject({ ...fault, skip, match: { body: /e\.sequence > @after/ } });
    }
    const seen: number[] = [];

    for await (const { event } of new RunLog(second, clock).follow('run1', 2, new AbortController().signal)) {
      seen.push(event.sequence);
    }

    expect(seen).toEqual([3, 4, 5]);
  });
});
