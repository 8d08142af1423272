import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { RunAlreadyEndedError, RunInProgressError, UnknownRunError } from '../../../src/services/errors/errors.js';
import type { RunInput, RunStep } from '../../../src/services/model/run.js';
import type { FollowedEvent } from '../../../src/services/runs/log.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;

async function open(): Promise<void> {
  opened = await openTestServices();
}

const close = (): Promise<void> => opened.services.stop();

async function followToEnd(runId: string): Promise<FollowedEvent[]> {
  const followed: FollowedEvent[] = [];
  for await (const item of opened.services.runs.follow(runId, 0, new AbortController().signal)) followed.push(item);
  return followed;
}

async function demo(input: Partial<RunInput> = {}): Promise<FollowedEvent[]> {
  const { id } = await opened.services.runs.startDemo({ pace: 'INSTANT', ...input });
  return followToEnd(id);
}

function stepOf(followed: readonly FollowedEvent[], name: string): RunStep {
  const step = followed.at(-1)?.run.steps.find((candidate) => candidate.name === name);
  if (!step) throw new Error(`no step ${name}`);
  return step;
}

describe('the demo', () => {
  let followed: readonly FollowedEvent[];

  beforeAll(async () => {
    await open();
    followed = await demo();
  });

  afterAll(close);

  it('goes from 2 tenants and 3,285 documents to 5 and 7,665 in five completed steps', async () => {
    const run = followed.at(-1)?.run;

    expect(run?.status).toBe('COMPLETED');
    expect(run?.steps.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'COMPLETED'));
    const ids = [run?.beforeSnapshotId ?? '', run?.afterSnapshotId ?? ''];
    const sums = (await opened.services.topology.snapshotsById(ids)).map((snapshot) => [
      snapshot?.topology.tenants.length,
      snapshot?.topology.tenants.reduce((sum, tenant) => sum + tenant.documents, 0),
      snapshot?.topology.servers.length,
    ]);
    expect(sums).toEqual([
      [2, 3285, 3],
      [5, 7665, 5],
    ]);
    expect(opened.unexpected).toEqual([]);
  });

  it('has exactly one final event, and it is the last', () => {
    const types = followed.map(({ event }) => event.type);

    const finals = types.filter((type) => ['RunCompleted', 'RunFailed', 'RunCancelled'].includes(type));
    expect(finals).toEqual(['RunCompleted']);
    expect(types.at(-1)).toBe('RunCompleted');
    expect(types[0]).toBe('RunStarted');
  });

  it('numbers its events without a gap', () => {
    const sequences = followed.map(({ event }) => event.sequence);

    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('probes the existing tenants while it adds others and while shards move', () => {
    for (const name of ['TENANT_ADDITION', 'SHARD_REBALANCING']) {
      const { facts } = stepOf(followed, name);
      if (facts?.kind !== 'TENANT_ADDITION' && facts?.kind !== 'SHARD_REBALANCING') throw new Error('no probe');
      expect(facts.probe.probes).toBeGreaterThanOrEqual(facts.probe.tenantsProbed);
      expect(facts.probe.failed).toBe(0);
    }
  });

  it('reaches exactly the placement that its plan predicted, with less on the fullest DB-Server', () => {
    const { facts } = stepOf(followed, 'SHARD_REBALANCING');

    if (facts?.kind !== 'SHARD_REBALANCING') throw new Error('no facts');
    expect(facts.reachedFingerprint).toBe(facts.predictedFingerprint);
    expect(facts.movesMade).toBeGreaterThan(0);
    expect(facts.after[0]?.max).toBeLessThan(facts.before[0]?.max ?? 0);
  });

  it('makes a report of itself', async () => {
    const reportId = followed.at(-1)?.run.reportId ?? '';

    const [report] = await opened.services.reports.reportsById([reportId]);
    expect(report?.runId).toBe(followed.at(-1)?.run.id);
  });

  it('cannot be cancelled once it has ended', async () => {
    await expect(opened.services.runs.cancel(followed.at(-1)?.run.id ?? '')).rejects.toThrow(RunAlreadyEndedError);
  });
});

describe('a demo', () => {
  beforeEach(open);
  afterEach(close);

  it('adds snake_case tenants when asked to', async () => {
    await demo({ naming: 'snake_case' });

    const [tenant] = await opened.services.tenants.byName(['Global Retail Chain']);
    expect(tenant?.naming).toBe('snake_case');
  });

  it('leaves its tenants as they are when it runs a second time', async () => {
    await demo();
    const followed = await demo();

    const { facts } = stepOf(followed, 'TENANT_ADDITION');
    if (facts?.kind !== 'TENANT_ADDITION') throw new Error('no facts');
    expect(facts.tenants.map(({ outcome }) => outcome)).toEqual(['ALREADY_THERE', 'ALREADY_THERE', 'ALREADY_THERE']);
    expect(followed.at(-1)?.run.status).toBe('COMPLETED');
  });

  it('fails, with the evidence, when a tenant reaches into another', async () => {
    const [acme, global] = await opened.services.tenants.byName(['Acme Corp', 'Global Enterprises']);
    const key = `${acme?.key ?? ''}:connection9999:${acme?.key ?? ''}`;
    await opened.store.importDocuments(acme?.key ?? '', [
      {
        kind: 'hasConnection',
        fields: {
          _key: key,
          _from: `DeviceProxyOut/${acme?.key ?? ''}:device1`,
          _to: `DeviceProxyIn/${global?.key ?? ''}:device1`,
          _fromType: 'DeviceProxyOut',
          _toType: 'DeviceProxyIn',
          tenantId: acme?.key ?? '',
          [`tenant_${acme?.key ?? ''}_attr`]: acme?.key ?? '',
          connectionType: 'fiber',
          bandwidthCapacity: '1Mbps',
          networkLatency: '1ms',
          created: 1,
          expired: 9223372036854775807n,
        },
      },
    ]);

    const followed = await demo();

    const run = followed.at(-1)?.run;
    expect(run).toMatchObject({ status: 'FAILED', failure: { code: 'CHECK_FAILED' } });
    const { facts, status } = stepOf(followed, 'VALIDATION');
    expect(status).toBe('FAILED');
    expect(facts?.kind === 'VALIDATION' && facts.isolation.findings.map(({ documentId }) => documentId)).toContain(
      `hasConnection/${key}`,
    );
    expect(run?.reportId).not.toBeNull();
  });
});

describe('two runs', () => {
  beforeEach(open);
  afterEach(close);

  it('do not change the cluster at the same time: the second is refused with the id of the first', async () => {
    const first = await opened.services.runs.startDemo({ pace: 'PRESENTER' });

    const second = opened.services.runs.startDemo({});

    await expect(second).rejects.toThrow(RunInProgressError);
    await expect(second).rejects.toMatchObject({ runId: first.id });
  });
});

describe('cancelling', () => {
  beforeEach(open);
  afterEach(close);

  it('stops between two units of work and leaves no half tenant', async () => {
    const { id } = await opened.services.runs.startDemo({ pace: 'PRESENTER' });

    const cancelled = await opened.services.runs.cancel(id);

    expect(cancelled.status).toBe('CANCELLED');
    expect((await followToEnd(id)).at(-1)?.event.type).toBe('RunCancelled');
    expect(await opened.store.unfinishedTenants()).toEqual([]);
  });

  it('is refused for a run that is not there', async () => {
    await expect(opened.services.runs.cancel('nothing')).rejects.toThrow(UnknownRunError);
  });
});
