// Scenarios and tenant batches through the API: what they are called, how they are started, and what their runs tell.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, subscribe, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

interface Started {
  readonly run?: { readonly id: string; readonly __typename: string };
  readonly message?: string;
  readonly remedy?: string;
}

const startDemo = `mutation ($input: StartDemoInput!) { startDemo(input: $input) {
  ... on StartDemoPayload { run { id __typename } } ... on Error { message remedy } } }`;

const startBatch = `mutation ($input: StartTenantBatchInput!) { startTenantBatch(input: $input) {
  ... on StartTenantBatchPayload { run { id __typename } } ... on Error { message remedy } } }`;

async function toTheEnd(runId: string): Promise<void> {
  for await (const { errors } of subscribe(
    api,
    'subscription ($runId: ID!) { runProgress(runId: $runId) { message } }',
    {
      runId,
    },
  )) {
    if (errors) throw new Error(errors[0]?.message);
  }
}

describe('scenarios', () => {
  it('lists those of the guide with their tenants and DB-Servers', async () => {
    const { data } = await api.ask<{ scenarios: { name: string; tenants: unknown[]; servers: unknown[] }[] }>(
      '{ scenarios { name title description tenants { name scaleFactor } servers { count zone } isRebalanced } }',
    );

    expect(data.scenarios.map(({ name, tenants, servers }) => [name, tenants.length, servers.length])).toEqual([
      ['DEMO', 3, 1],
      ['RAPID_GROWTH', 10, 1],
      ['ENTERPRISE_ONBOARDING', 1, 1],
      ['GEOGRAPHIC_EXPANSION', 2, 2],
      ['BATCH_ONBOARDING', 3, 0],
    ]);
  });

  it("are told by the run that follows one's own", async () => {
    const ownScenario = { title: 'Mine', tenants: [{ name: 'Own', scaleFactor: 1 }] };
    const { data } = await api.ask<{ startDemo: Started }>(startDemo, { input: { ownScenario, pace: 'INSTANT' } });
    const runId = data.startDemo.run?.id ?? '';
    await toTheEnd(runId);

    const { data: after } = await api.ask<{ node: object }>(
      `query ($id: ID!) { node(id: $id) { ... on DemoRun { status scenario scenarioDetails { title tenants { name } }
        report { title } } } }`,
      { id: runId },
    );
    expect(after.node).toEqual({
      status: 'COMPLETED',
      scenario: 'OWN',
      scenarioDetails: { title: 'Mine', tenants: [{ name: 'Own' }] },
      report: { title: 'Mine' },
    });
  });

  it('refuses a scenario that would do nothing, and says what to give', async () => {
    const { data } = await api.ask<{ startDemo: Started }>(startDemo, { input: { ownScenario: {} } });

    expect(data.startDemo.message).toContain('There is nothing to do');
    expect(data.startDemo.remedy).toContain('Give at least one tenant');
  });
});

describe('startTenantBatch', () => {
  it('returns a run of its own type that tells what became of each tenant', async () => {
    const tenants = [
      { name: 'Batch', scaleFactor: 1 },
      { name: 'Acme Corp', scaleFactor: 4 },
    ];
    const { data } = await api.ask<{ startTenantBatch: Started }>(startBatch, { input: { tenants } });
    const runId = data.startTenantBatch.run?.id ?? '';
    await toTheEnd(runId);

    expect(data.startTenantBatch.run?.__typename).toBe('TenantBatchRun');
    const { data: after } = await api.ask<{ node: object }>(
      `query ($id: ID!) { node(id: $id) { ... on TenantBatchRun { kind status tenantsPlanned
        added { name outcome tenant { name } } notAdded { name failure { code } } } } }`,
      { id: runId },
    );
    expect(after.node).toEqual({
      kind: 'TENANT_BATCH',
      status: 'FAILED',
      tenantsPlanned: 2,
      added: [{ name: 'Batch', outcome: 'ADDED', tenant: { name: 'Batch' } }],
      notAdded: [{ name: 'Acme Corp', failure: { code: 'TENANT_NAME_TAKEN' } }],
    });
  });

  it('says which tenant of a list is not allowed', async () => {
    const tenants = [{ name: 'Fine' }, { name: '' }];
    const { data } = await api.ask<{ startTenantBatch: Started }>(startBatch, { input: { tenants } });

    expect(data.startTenantBatch.message).toContain('Tenant 2: name is empty');
  });
});
