// While a rebalance moves shards, a probe keeps querying existing tenants: the run, its last event and its report tell what it saw.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ReportModel } from '../../../../src/reports/model.js';
import { StoreUnavailableError } from '../../../../src/services/errors/errors.js';
import { joinedProbes, type ProbeFigures } from '../../../../src/services/model/check.js';
import type { Store } from '../../../../src/services/store/port.js';
import { eventsOf, followed, planForMoreServers, stored, until } from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

let folder: string;
let path: string;
let opened: TestServices;
/** Pages that were asked for: nobody but the probe asks for any. */
let asked: number;

/** Counts what the probe asks for, and answers `every`-th question with an error; 0: none. */
function counting(every: number): (store: Store) => Store {
  return (store) => ({
    ...store,
    assetPages(requests) {
      asked += 1;
      if (every > 0 && asked % every === 0) throw new StoreUnavailableError('The store is away', 'Wait', true);
      return store.assetPages(requests);
    },
  });
}

async function open(every = 0): Promise<void> {
  // Slow enough that the first copy is still under way when its event is read.
  opened = await openTestServices({ path, wrap: counting(every), cluster: { bandwidthBytesPerSecond: 8_000_000 } });
}

beforeEach(async () => {
  asked = 0;
  folder = await mkdtemp(join(tmpdir(), 'shardbook-availability-'));
  path = join(folder, 'shardbook.db');
});

afterEach(async () => {
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

async function reportOf(runId: string): Promise<ReportModel> {
  return JSON.parse((await opened.services.reports.generateForRun(runId)).model) as ReportModel;
}

it('is probed in a rebalance, and told in its facts, its last event and its report', async () => {
  await open();
  const { services } = opened;
  const plan = await planForMoreServers(opened);

  const { id } = await services.runs.applyRebalance(plan.id);
  const items = await followed(services, id);

  const { steps, rebalance } = await stored(services, id);
  const probe = rebalance!.probe!;
  expect(probe).toMatchObject({ probes: asked, failed: 0, failures: [], tenantsProbed: 4 });
  expect(probe.maxMs).toBeGreaterThan(0);
  expect(steps[0]!.facts).toMatchObject({ kind: 'REBALANCE', probe });
  expect(eventsOf(items, 'AvailabilityProbed')).toHaveLength(plan.waves.length);
  expect(items.at(-1)!.event.message).toContain(`; ${asked} probes of existing tenants, 0 failed, the slowest answer`);
  const { figures, sections, cells } = await reportOf(id);
  expect(figures.find(({ id: name }) => name === 'probes')).toMatchObject({ value: '0', note: `of ${asked} probes` });
  expect(sections.find(({ id: name }) => name === 'zero-downtime')).toMatchObject({ mark: 'PASS' });
  const table = cells.find(({ id: name }) => name === 'zero-downtime-probes');
  if (table?.kind !== 'TABLE') throw new Error('The report has no table of probes');
  expect(table.rows.map((row) => row.slice(0, 4).map(({ value }) => value))).toEqual([
    ['Shards were moved', 4, asked, 0],
  ]);
});

it('shows the probes that failed, with the first reasons', async () => {
  await open(3);
  const { services } = opened;
  const plan = await planForMoreServers(opened);

  const { id } = await services.runs.applyRebalance(plan.id);
  const items = await followed(services, id);

  const { probe } = items.at(-1)!.run.rebalance!;
  expect(probe).toMatchObject({ probes: asked, failed: Math.floor(asked / 3) });
  expect(probe!.failures[0]).toContain('The store is away');
  expect(items.at(-1)!.event.message).toContain(`${probe!.failed} failed`);
  expect((await reportOf(id)).sections.find(({ id: name }) => name === 'zero-downtime')).toMatchObject({
    mark: 'FAIL',
  });
});

it('is counted through a pause and a restart of the server, and not while the run is paused', async () => {
  await open();
  const plan = await planForMoreServers(opened);
  const { id } = await opened.services.runs.applyRebalance(plan.id);
  await until(opened.services, id, 'MoveStarted');
  const paused = await opened.services.runs.pause(id);
  expect(paused.rebalance!.probe).toMatchObject({ probes: asked, failed: 0 });
  await opened.services.runs.resume(id);
  await until(opened.services, id, 'RunResumed');
  await opened.services.stop();
  const beforeRestart = asked;

  await open();
  const items = await followed(opened.services, id);

  expect(items.at(-1)!.run.status).toBe('COMPLETED');
  expect(beforeRestart).toBeGreaterThan(paused.rebalance!.probe!.probes);
  expect(asked).toBeGreaterThan(beforeRestart);
  expect(items.at(-1)!.run.rebalance!.probe).toMatchObject({ probes: asked, failed: 0, tenantsProbed: 4 });
});

it('joins the figures of two parts so that their percentiles still hold', () => {
  const part = (probes: number, failures: string[], [p50Ms, p95Ms, maxMs]: (number | null)[]): ProbeFigures =>
    ({ tenantsProbed: probes, probes, failed: failures.length, failures, p50Ms, p95Ms, maxMs }) as ProbeFigures;

  expect(joinedProbes(null, part(1, [], [1, 2, 3]))).toEqual(part(1, [], [1, 2, 3]));
  expect(joinedProbes(part(2, ['a', 'b', 'c'], [1, 9, 9]), part(3, ['d', 'e', 'f'], [2, 3, 8]))).toEqual({
    ...part(3, [], [2, 9, 9]),
    ...{ probes: 5, failed: 6, failures: ['a', 'b', 'c', 'd', 'e'] },
  });
  expect(joinedProbes(part(0, [], [null, null, null]), part(1, [], [1, 1, 1])).p50Ms).toBe(1);
});
