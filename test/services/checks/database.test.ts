// The integrity of the database: what each check says of a sound one, and of damage that was planted for it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { checkDatabase } from '../../../src/services/checks/database.js';
import { maxVisited } from '../../../src/services/checks/database/edges.js';
import { StoreUnavailableError } from '../../../src/services/errors/errors.js';
import type { CheckResult } from '../../../src/services/model/check.js';
import { runBeforeEvents } from '../../../src/services/model/run.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import type { Store } from '../../../src/services/store/port.js';
import { countCalls } from '../../support/counting-store.js';
import {
  acmeKey,
  globalKey,
  leaveOut,
  openEmptyStore,
  plantTenant,
  referenceTime,
} from '../../support/planted-tenants.js';

const clock = fixedClock(referenceTime);
const codes = [
  ...['STORE_FILE', 'REFERENCES', 'SMART_GRAPH', 'INDEXES', 'EVENT_LOGS'],
  ...['REPLICATION', 'TENANT_DOCUMENTS', 'TENANT_COUNTERS', 'COLLECTION_SUMS', 'EDGES', 'NO_UNFINISHED_TENANT', 'RUNS'],
];

let store: Store;

beforeEach(async () => {
  store = await openEmptyStore();
});

afterEach(() => store.close());

/** The results that are neither PASS nor SKIPPED, as `code STATUS: evidence`; each has to say what to do. */
async function faults(of: Store = store, drives = (): boolean => false): Promise<readonly string[]> {
  const { checks } = await checkDatabase({ store: of, clock, drives });
  const bad = checks.filter(({ status }) => status === 'FAIL' || status === 'WARN');
  expect(bad.filter(({ remedy }) => remedy === null)).toEqual([]);
  return bad.map(({ code, status, evidence }) => `${code} ${status}: ${evidence}`);
}

async function result(code: string, of: Store = store): Promise<CheckResult | undefined> {
  const { checks } = await checkDatabase({ store: of, clock, drives: () => false });
  return checks.find((check) => check.code === code);
}

/** The store with another topology than its own. */
function withTopology(edit: (topology: ClusterTopology) => ClusterTopology): Store {
  return { ...store, readTopology: async () => edit(await store.readTopology()) };
}

describe('the integrity of a database', () => {
  it('passes every check when all is well, with figures', async () => {
    await plantTenant(store, acmeKey);
    await plantTenant(store, globalKey, { naming: 'snake_case' });

    const { status, checkedAt, checks } = await checkDatabase({ store, clock, drives: () => false });

    expect([status, checkedAt]).toEqual(['PASS', referenceTime]);
    expect(checks.map(({ code }) => code)).toEqual(codes);
    expect(checks.filter((check) => check.status !== 'PASS')).toEqual([]);
    for (const { evidence } of checks) expect(evidence).toMatch(/\d/);
  });

  it('has nothing to count without tenants, and says so', async () => {
    const { status, checks } = await checkDatabase({ store, clock, drives: () => false });

    expect(status).toBe('PASS');
    const skipped = checks.filter((check) => check.status === 'SKIPPED').map(({ code }) => code);
    expect(skipped).toEqual(['TENANT_DOCUMENTS', 'TENANT_COUNTERS', 'EDGES']);
  });

  it('costs as many counts for thirty tenants as for two', async () => {
    const counted = countCalls();
    await plantTenant(store, acmeKey);
    await plantTenant(store, globalKey);
    await checkDatabase({ store: counted.wrap(store), clock, drives: () => false });
    const few = counted.take();
    for (let n = 10; n < 38; n += 1) await plantTenant(store, `cccccccccc${n}`, { planting: () => [] });

    await checkDatabase({ store: counted.wrap(store), clock, drives: () => false });

    const names = ['countDocuments', 'readTopology', 'examineIntegrity', 'unfinishedTenants', 'runningRuns'];
    const many = counted.take();
    expect(names.map((name) => [name, many[name]])).toEqual(names.map((name) => [name, few[name]]));
    expect(few.countDocuments).toBe(1);
  });

  it('reports what it could not read as failed, with the reason, and goes on', async () => {
    await plantTenant(store, acmeKey);
    const damaged: Store = {
      ...store,
      countDocuments: () =>
        Promise.reject(new StoreUnavailableError('The data file is damaged', 'Put back a copy', true)),
    };

    expect(await faults(damaged)).toEqual(
      ['TENANT_DOCUMENTS', 'TENANT_COUNTERS', 'COLLECTION_SUMS'].map(
        (code) => `${code} FAIL: The data file is damaged`,
      ),
    );
  });
});

describe('tenants and collections', () => {
  it('fail when a tenant has a document too few, with the collection and both figures', async () => {
    await plantTenant(store, acmeKey, { planting: leaveOut('Location', `${acmeKey}:location1`) });
    await plantTenant(store, globalKey);

    expect(await faults()).toEqual([
      expect.stringMatching(
        /^TENANT_DOCUMENTS FAIL: 2,189 documents of 2 tenants counted, 1 figure of 22 wrong: Tenant aaaaaaaaaaaa .* has 4 documents in Location, but scale factor 1 requires 5$/,
      ),
      expect.stringMatching(/^EDGES FAIL: .*which does not exist/),
    ]);
  });

  it('fail when the counters of a tenant, or the sums of collections, are not what was counted', async () => {
    await plantTenant(store, acmeKey);
    const miscounting: Store = {
      ...store,
      countDocuments: async (keys) => (await store.countDocuments(keys)).map((counts) => ({ ...counts, Device: 121 })),
    };

    const found = await faults(miscounting);

    expect(found.map((fault) => fault.split(':')[0])).toEqual([
      'TENANT_DOCUMENTS FAIL',
      'TENANT_COUNTERS FAIL',
      'COLLECTION_SUMS FAIL',
    ]);
    expect(found[1]).toContain('has 121 documents in Device, but its counter says 120');
    expect(found[2]).toMatch(/1 sum wrong: Device contains 120, but its tenants have 121$/);
  });

  it('do not compare sums while tenants are being added, and warn of what is half there', async () => {
    await plantTenant(store, acmeKey);
    await plantTenant(store, globalKey, { unfinished: true });

    expect(await faults()).toEqual([
      expect.stringMatching(/^NO_UNFINISHED_TENANT WARN: 1 active tenant, 1 unfinished/),
    ]);
    expect(await result('COLLECTION_SUMS')).toMatchObject({ status: 'SKIPPED' });
  });

  it('leave the ends of edges to the command that visits every document when there are many', async () => {
    await plantTenant(store, acmeKey);
    const large = withTopology((topology) => ({
      ...topology,
      tenants: topology.tenants.map((tenant) => ({ ...tenant, documents: maxVisited + 1 })),
    }));

    const edges = await result('EDGES', large);

    expect(edges).toMatchObject({ status: 'SKIPPED', remedy: expect.stringContaining('shardbook validate') as string });
  });
});

describe('replicas', () => {
  const [first, lagging, missing, down] = [
    (topology: ClusterTopology) => topology.groups[0]!,
    (topology: ClusterTopology) => ({
      ...topology,
      groups: topology.groups.with(0, { ...first(topology), inSync: [] }),
    }),
    (topology: ClusterTopology) => ({
      ...topology,
      groups: topology.groups.with(0, { ...first(topology), followers: [], inSync: [] }),
    }),
    (topology: ClusterTopology, status: 'FAILED' | 'UNCLEAR') => ({
      ...topology,
      servers: topology.servers.map((server) =>
        server.serverId === first(topology).leader ? { ...server, status } : server,
      ),
    }),
  ] as const;

  it.each([
    ['a follower is out of sync', lagging, 'have followers out of sync'],
    ['a replica is missing', missing, 'have fewer replicas than the replication factor requires'],
    ['a leader is on a server that has failed', (t: ClusterTopology) => down(t, 'FAILED'), 'have their leader on'],
    ['a leader is on a server of which little is known', (t: ClusterTopology) => down(t, 'UNCLEAR'), 'that is UNCLEAR'],
  ])('fail when %s', async (_name, edit, evidence) => {
    await plantTenant(store, acmeKey);

    const found = await faults(withTopology(edit));

    expect(found).toEqual([expect.stringMatching(/^REPLICATION FAIL: /)]);
    expect(found[0]).toContain(evidence);
  });
});

describe('runs', () => {
  beforeEach(async () => {
    const input = { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' } as const;
    await store.createRun(runBeforeEvents({ id: 'run1', kind: 'DEMO', input, startedAt: referenceTime }));
  });

  it('fail when one is RUNNING that nobody drives, and pass when somebody does', async () => {
    expect(await faults()).toEqual([
      `RUNS FAIL: 1 run RUNNING without a process that drives it: DEMO run run1, started ${referenceTime}`,
    ]);
    expect(await faults(store, () => true)).toEqual([]);
  });

  it('only warn where another process may drive it', async () => {
    expect(await faults({ ...store, isShared: true })).toEqual([
      expect.stringMatching(/^RUNS WARN: 1 run not driven by this process: DEMO run run1/),
    ]);
  });
});
