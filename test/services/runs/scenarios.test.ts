import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { InvalidInputError } from '../../../src/services/errors/errors.js';
import type { DemoRequest, ScenarioRequest } from '../../../src/services/model/requests.js';
import type { Run } from '../../../src/services/model/run.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  opened = await openTestServices();
});

afterEach(() => opened.services.stop());

async function endOf({ id }: Run): Promise<Run> {
  let last: Run | null = null;
  for await (const { run } of opened.services.runs.follow(id, 0, new AbortController().signal)) last = run;
  if (!last) throw new Error(`run ${id} told nothing`);
  return last;
}

async function demo(request: DemoRequest): Promise<Run> {
  return endOf(await opened.services.runs.startDemo({ pace: 'INSTANT', ...request }));
}

async function reportOf({ reportId }: Run): Promise<string> {
  const [report] = await opened.services.reports.reportsById([reportId ?? '']);
  return report?.model ?? '';
}

async function live(): Promise<ClusterTopology> {
  return (await opened.services.topology.live()).topology;
}

describe('a scenario of the guide', () => {
  it('spreads replicas over the zones that it names: GEOGRAPHIC_EXPANSION', async () => {
    const run = await demo({ scenario: 'GEOGRAPHIC_EXPANSION' });

    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([
      ['INITIAL_STATE', 'COMPLETED'],
      ['TENANT_ADDITION', 'COMPLETED'],
      ['SERVER_ADDITION', 'COMPLETED'],
      ['SHARD_REBALANCING', 'COMPLETED'],
      ['VALIDATION', 'COMPLETED'],
    ]);
    expect(run.status).toBe('COMPLETED');
    const { servers, groups, tenants } = await live();
    expect(tenants).toHaveLength(4);
    const zoneOf = new Map(servers.map(({ serverId, zone }) => [serverId, zone]));
    const zones = servers.map(({ zone }) => zone).sort();
    expect(zones).toEqual(['APAC', 'APAC', 'EMEA', 'EMEA', 'HOME', 'HOME', 'HOME']);
    expect(groups.filter(({ leader, followers }) => zoneOf.get(leader) === zoneOf.get(followers[0] ?? ''))).toEqual([]);
    expect(await reportOf(run)).toContain('"title":"Geographic expansion"');
    expect(opened.unexpected).toEqual([]);
  });

  it('does without the steps that it does not need, in its report as well: BATCH_ONBOARDING', async () => {
    const run = await demo({ scenario: 'BATCH_ONBOARDING' });

    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([
      ['INITIAL_STATE', 'COMPLETED'],
      ['TENANT_ADDITION', 'COMPLETED'],
      ['VALIDATION', 'COMPLETED'],
    ]);
    expect(run.status).toBe('COMPLETED');
    expect((await live()).tenants).toHaveLength(5);
    expect((await live()).servers).toHaveLength(3);
    const model = await reportOf(run);
    expect(model).toContain('"title":"Batch onboarding"');
    expect([...model.matchAll(/"title":"(Step \d: [^"]+)"/g)].map(([, title]) => title)).toEqual([
      'Step 1: Initial state analysis',
      'Step 2: Dynamic tenant addition',
      'Step 3: Validation',
    ]);
    expect(opened.unexpected).toEqual([]);
  });
});

describe("a scenario of one's own", () => {
  it('does what it says, and no more', async () => {
    const own: ScenarioRequest = { title: 'One more', servers: [{ count: 1, zone: 'north' }], isRebalanced: false };

    const run = await demo({ own });

    expect(run.steps.map(({ name }) => name)).toEqual(['INITIAL_STATE', 'SERVER_ADDITION', 'VALIDATION']);
    expect((await live()).servers.flatMap(({ zone }) => zone ?? [])).toEqual(['north']);
    expect((await live()).servers).toHaveLength(4);
    expect(await reportOf(run)).toContain('"title":"One more"');
  });

  it('spells tenants as it says, and others as the run is asked to', async () => {
    const own: ScenarioRequest = { tenants: [{ name: 'Camel', naming: 'camelCase' }, { name: 'Snake' }] };

    await demo({ own, naming: 'snake_case' });

    const tenants = await opened.services.tenants.byName(['Camel', 'Snake']);
    expect(tenants.map((tenant) => tenant?.naming)).toEqual(['camelCase', 'snake_case']);
  });

  it.each<[string, ScenarioRequest, string]>([
    ['nothing to do', {}, 'tenants'],
    ['a tenant too large', { tenants: [{ name: 'A' }, { name: 'B', scaleFactor: 1001 }] }, 'tenants.1.scaleFactor'],
    ['one name twice', { tenants: [{ name: 'Same' }, { name: 'SAME' }] }, 'tenants.1.name'],
    ['no DB-Server', { servers: [{ count: 0 }] }, 'servers.0.count'],
    ['too many DB-Servers', { servers: [{ count: 60 }, { count: 60 }] }, 'servers'],
    ['an empty zone', { servers: [{ count: 1, zone: ' ' }] }, 'servers.0.zone'],
    ['no room', { servers: [{ count: 1, capacityBytes: 0n }] }, 'servers.0.capacityBytes'],
    ['a title without end', { title: 'x'.repeat(101), isRebalanced: true }, 'title'],
  ])('is refused before anything is changed: %s', async (_, own, field) => {
    const refused = opened.services.runs.startDemo({ own });

    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toMatchObject({ field });
    const page = await opened.services.runs.page({}, { limit: 1, after: null, before: null, fromEnd: false });
    expect(page.totalCount).toBe(0);
  });

  it('is asked for when OWN is named without it', async () => {
    await expect(opened.services.runs.startDemo({ scenario: 'OWN' })).rejects.toMatchObject({ field: 'ownScenario' });
  });
});

describe('a tenant batch', () => {
  async function batch(...tenants: readonly { name: string; scaleFactor?: number }[]): Promise<Run> {
    return endOf(await opened.services.runs.startTenantBatch(tenants));
  }

  function factsOf({ steps }: Run) {
    const facts = steps.find(({ name }) => name === 'TENANT_ADDITION')?.facts;
    if (facts?.kind !== 'TENANT_ADDITION') throw new Error('no facts');
    return facts;
  }

  it('adds its tenants while the others are probed, validates them, and makes a report', async () => {
    const run = await batch({ name: 'One', scaleFactor: 2 }, { name: 'Two' });

    expect(run).toMatchObject({ kind: 'TENANT_BATCH', status: 'COMPLETED' });
    expect(factsOf(run).tenants.map(({ name, documents }) => [name, documents])).toEqual([
      ['One', 2190],
      ['Two', 1095],
    ]);
    expect(factsOf(run).probe.failed).toBe(0);
    expect(await reportOf(run)).toContain('Tenant batch in three steps');
  });

  it('leaves a tenant of the same name and size as it is', async () => {
    const run = await batch({ name: 'acme corp', scaleFactor: 1 });

    expect(run.status).toBe('COMPLETED');
    expect(factsOf(run).tenants.map(({ name, outcome }) => [name, outcome])).toEqual([['Acme Corp', 'ALREADY_THERE']]);
  });

  it('adds and validates the others when one is refused, then fails and says which and why', async () => {
    const run = await batch({ name: 'Before' }, { name: 'Acme Corp', scaleFactor: 7 }, { name: 'After' });

    expect(run).toMatchObject({ status: 'FAILED', failure: { code: 'CHECK_FAILED' } });
    expect(factsOf(run).tenants.map(({ name }) => name)).toEqual(['Before', 'After']);
    expect(factsOf(run).notAdded).toMatchObject([{ name: 'Acme Corp', failure: { code: 'TENANT_NAME_TAKEN' } }]);
    expect((await live()).tenants).toHaveLength(4);
    expect(run.steps.map(({ name, status }) => [name, status])).toEqual([
      ['INITIAL_STATE', 'COMPLETED'],
      ['TENANT_ADDITION', 'COMPLETED'],
      ['VALIDATION', 'FAILED'],
    ]);
    expect(await reportOf(run)).toContain('Tenants that could not be added');
  });
});
