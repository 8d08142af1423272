// What the embedded store says of a data file that somebody else has damaged, one fault at a time.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Driver from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type CheckResult, worstOf } from '../../../../src/services/model/check.js';
import { applyEvent, runBeforeEvents, type RunEvent } from '../../../../src/services/model/run.js';
import type { Store } from '../../../../src/services/store/port.js';
import { addTenant, device } from '../contract/samples.js';
import { compiledMaintenance, openStore } from './open-store.js';

const at = '2026-08-01T12:00:00.000Z';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-integrity-'));
  path = join(folder, 'shardbook.db');
  const store = await openStore(path);
  await addTenant(
    store,
    {},
    Array.from({ length: 500 }, (_, index) => device(`device${index}`)),
  );
  await keepRun(store);
  await store.close();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Keeps a run of three events that has ended. */
async function keepRun(store: Store): Promise<void> {
  const input = { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' } as const;
  let run = runBeforeEvents({ id: 'run1', kind: 'DEMO', input, startedAt: at });
  await store.createRun(run);
  const bodies = [
    { type: 'RunStarted', message: 'Begins', steps: [] },
    { type: 'StepStarted', message: 'Step', step: 'S', total: 1, unit: 'moves' },
    { type: 'RunCompleted', message: 'Done', reportId: null },
  ] as const;
  for (const [index, body] of bodies.entries()) {
    const event: RunEvent = { ...body, runId: 'run1', sequence: index + 1, at };
    run = applyEvent(run, event);
    await store.appendEvent(event, run);
  }
}

/** Changes the closed file behind the store's back. */
function damage(sql: string): void {
  const driver = new Driver(path);
  driver.exec(sql);
  driver.close();
}

async function examined(maintenance: URL | null = compiledMaintenance): Promise<readonly CheckResult[]> {
  const store = await openStore(path, {}, maintenance);
  try {
    return await store.examineIntegrity();
  } finally {
    await store.close();
  }
}

function failed(checks: readonly CheckResult[]): readonly string[] {
  return checks.filter(({ status }) => status === 'FAIL').map(({ code, evidence }) => `${code}: ${evidence}`);
}

describe('the integrity of a data file', () => {
  it.each([
    ['with a maintenance thread', compiledMaintenance],
    ['on one thread', null],
  ])('is told of every page, index entry, log and reference: %s', async (_name, maintenance) => {
    const checks = await examined(maintenance);

    expect(worstOf(checks)).toBe('PASS');
    expect(checks.map(({ status }) => status)).not.toContain('SKIPPED');
    expect(checks[0]!.evidence).toMatch(/^\d+ pages, 0\.\d MiB: all pages and index entries looked at/);
    expect(checks[4]!.evidence).toBe('3 events of 1 run counted, no gap');
  });

  it.each([
    [
      'a document of no tenant',
      `insert into document (tenant, kind, key, shard_group, body) values (99, 0, 'stray', 1, '{}')`,
      /^REFERENCES: documents of 1 tenant not there, e\.g\. stray$/,
    ],
    [
      'events of no run',
      `update event set run = 'lost' where sequence > 0`,
      /^REFERENCES: 1 event log of no run: lost$/,
    ],
    ['a tenant of no shard group', 'update tenant set shard_group = 77', /^REFERENCES: 1 tenant of no shard group: /],
    [
      'a shard group too few',
      'delete from shard where shard_group = 12; delete from shard_group where id = 12',
      /^SMART_GRAPH: network_assets has 11 of 12 shard groups$/,
    ],
    [
      'a shard too few',
      'delete from shard where shard_group = 12 and kind = 3',
      /^SMART_GRAPH: network_assets\/11 has 10 of 11 shards$/,
    ],
    [
      'rows that an index does not have',
      `pragma writable_schema = on; update sqlite_schema set sql = replace(sql, ' where to_id is not null', '') where name = 'document_to'`,
      /^STORE_FILE: \d+ pages, .* MiB: .*missing from index document_to.* and \d+ more$/,
    ],
    ['an index too few', 'drop index document_from', /^INDEXES: 1 of \d+ tables and indexes .*missing: document_from$/],
    [
      'an event too few',
      'delete from event where sequence = 2',
      /^EVENT_LOGS: run run1 has 2 events, and the last is number 3$/,
    ],
    [
      'the last event too few',
      'delete from event where sequence = 3',
      /^EVENT_LOGS: run run1 is told up to event 3, and its log has 2$/,
    ],
  ])('shows %s, and says what to do', async (_name, sql, message) => {
    damage(sql);

    const checks = await examined();

    expect(failed(checks)).toContainEqual(expect.stringMatching(message));
    expect(checks.filter(({ status, remedy }) => status === 'FAIL' && remedy === null)).toEqual([]);
  });

  it('is skipped for pages, with the reason, where looking at them would hold the event loop', async () => {
    const store = await openStore(':memory:');
    const large = Array.from({ length: 300 }, (_, index) => device(`device${index}`, { note: 'x'.repeat(20_000) }));
    await addTenant(store, {}, large);

    const [file, ...others] = await store.examineIntegrity();

    expect(file).toMatchObject({
      status: 'SKIPPED',
      evidence: expect.stringContaining('on a thread of its own') as string,
    });
    expect(worstOf(others)).toBe('PASS');
    await store.close();
  });

  it('shows pages that were overwritten while the store is open', async () => {
    const store = await openStore(path, {}, compiledMaintenance);
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    // All pages of documents, but not the first ones, which tell what is where.
    await file.write(Buffer.alloc(size / 2, 0xee), 0, size / 2, size / 2);

    const checks = await store.examineIntegrity();

    expect(checks[0]).toMatchObject({ code: 'STORE_FILE', status: 'FAIL' });
    expect(checks[0]!.remedy).toContain('put back a copy of the data file');
    await file.close();
    await store.close().catch(() => undefined);
  });
});
