// The API on ArangoDB: the same operations, and what only a cluster can tell.
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Run } from '../../src/services/model/run.js';
import { openArangoStore } from '../../src/services/store/arango/open.js';
import { settingsFor } from '../services/store/arango/open-store.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { type Arangod, startArangod } from '../support/arangod/arangod.js';

let arangod: Arangod;
let api: TestApi;

beforeEach(async () => {
  arangod = await startArangod();
  api = await openTestApi({
    open: (clock) => Promise.resolve(openArangoStore(settingsFor(arangod, { clock, movePollMs: 1 }), 'camelCase')),
  });
});

afterEach(async () => {
  await api.close();
  await arangod.close();
});

const addTwo = `mutation {
  addTenants(input: { tenants: [{ name: "Acme Corp" }, { name: "Globex", scaleFactor: 2 }] }) {
    ... on AddTenantsPayload { outcomes { tenant { name documents } error { message } } }
  }
}`;

async function planId(): Promise<string> {
  arangod.addServer();
  const { data } = await api.ask<{ simulateRebalance: { plan: { id: string } } }>(
    'mutation { simulateRebalance(input: {}) { ... on SimulateRebalancePayload { plan { id } } } }',
  );
  return data.simulateRebalance.plan.id;
}

/** Applies a plan and returns its run at the end. */
async function apply(id: string): Promise<Run> {
  const { data } = await api.ask<{ applyRebalance: { message?: string } }>(
    'mutation ($id: ID!) { applyRebalance(input: { planId: $id }) { ... on ApplyRebalancePayload { run { id } } ... on Error { message } } }',
    { id },
  );
  if (data.applyRebalance.message) throw new Error(data.applyRebalance.message);
  const [newest] = (await api.services.runs.page({}, { limit: 1, after: null, before: null, fromEnd: false })).items;
  let run = newest!.item;
  for await (const { run: now } of api.services.runs.follow(run.id, 0, new AbortController().signal)) run = now;
  return run;
}

it('says that the cluster is ArangoDB, and that bytes of shards are derived', async () => {
  await api.ask(addTwo);

  const { data } = await api.ask(
    '{ cluster { deployment version bytesBasis totals { tenants documents collections shardGroups } } }',
  );

  expect(data.cluster).toEqual({
    deployment: 'ARANGODB_CLUSTER',
    version: '3.12.5',
    bytesBasis: 'DERIVED',
    totals: { tenants: 2, documents: 3285, collections: 11, shardGroups: 12 },
  });
});

it('walks from a tenant to its devices, their software and its neighbours in one query', async () => {
  await api.ask(addTwo);

  const { data, errors } = await api.ask<{ tenant: { devices: { edges: { node: { tenant: object } }[] } } }>(
    `{ tenant(by: { name: "acme corp" }) {
      shardGroup { leader { shortName tenants { name } } }
      devices(first: 500) { totalCount edges { node { name expired isCurrent tenant { name } location { name }
        software { name history { isCurrent } } connectsTo { bandwidthCapacity } history { isCurrent } } } }
    } }`,
  );

  expect(errors).toBeUndefined();
  expect(data.tenant.devices).toMatchObject({ totalCount: 20 });
  expect(data.tenant.devices.edges[0]?.node).toMatchObject({ expired: null, isCurrent: true });
});

it('finds nothing wrong with the isolation of what it stored, and finds what was planted', async () => {
  await api.ask(addTwo);
  const check = '{ checkIsolation { status documentsChecked edgesChecked findings { check message } } }';

  const before = await api.ask<{ checkIsolation: object }>(check);
  const [planted] = arangod.documents('network_assets_test', 'Location');
  arangod.plant('network_assets_test', 'Location', { ...planted!, _key: 'nobody:1', tenantId: 'nobody' });
  const after = await api.ask<{ checkIsolation: { status: string } }>(check);

  expect(before.data.checkIsolation).toMatchObject({ status: 'PASS', documentsChecked: 3285 });
  expect(after.data.checkIsolation.status).toBe('FAIL');
});

it('counts shards to find documents that lie in another shard group than their tenant', async () => {
  await api.ask(addTwo);
  const check = '{ checkIsolation { checks { code status evidence } findings { check message } } }';
  interface Reply {
    checkIsolation: { checks: { code: string; status: string; evidence: string }[]; findings: { check: string }[] };
  }
  const placement = (reply: Reply): unknown =>
    reply.checkIsolation.checks.find(({ code }) => code === 'ONE_SHARD_GROUP')?.status;

  const before = await api.ask<Reply>(check);
  const [location] = arangod.documents('network_assets_test', 'Location');
  arangod.plant('network_assets_test', 'Location', { ...location!, _key: 'nobody:1', tenantId: 'nobody' });
  const after = await api.ask<Reply>(check);

  expect(placement(before.data)).toBe('PASS');
  expect(placement(after.data)).toBe('FAIL');
});

it('asks the cluster where a tenant with a known key would land, and adds a tenant where least is', async () => {
  await api.ask(addTwo);
  const tenantKey = '0123456789ab';
  const [groupId] = await api.store.responsibleGroups('camelCase', [tenantKey]);

  const forecast = await api.ask<{ forecastTenantPlacement: { candidates: { group: { groupId: string } }[] } }>(
    `{ forecastTenantPlacement(input: { tenantKey: "${tenantKey}" }) { candidates { group { groupId } } } }`,
  );
  const added = await api.ask<{ addTenant: { tenant: { neighbours: object[] } } }>(
    `mutation { addTenant(input: { name: "Alone", placement: LEAST_LOADED }) {
      ... on AddTenantPayload { tenant { neighbours { name } } } ... on Error { message } } }`,
  );

  expect(forecast.data.forecastTenantPlacement.candidates).toEqual([{ group: { groupId } }]);
  expect(added.data.addTenant.tenant.neighbours).toEqual([]);
});

it("sets ArangoDB's own proposal beside a plan", async () => {
  await api.ask(addTwo);

  const { data, errors } = await api.ask<{ compareWithArangoDb: Record<string, unknown> }>(
    `query ($id: ID!) { compareWithArangoDb(planId: $id) {
      sentence proposedMoves countedMoves bytesMoved scoresNow { leaders shards } scoresAfter { leaders shards }
      balanceAfter { measure maxOverMean } plan { moves { index } } } }`,
    { id: await planId() },
  );

  expect(errors).toBeUndefined();
  const { sentence, scoresNow, scoresAfter } = data.compareWithArangoDb as {
    sentence: string;
    scoresNow: { shards: number };
    scoresAfter: { shards: number };
  };
  expect(sentence).toMatch(/^ArangoDB proposes \d+ moves?, .* The plan has \d+ moves?/);
  expect(scoresAfter.shards).toBeLessThan(scoresNow.shards);
});

it('applies a plan on the cluster, and the cluster is where the plan said', async () => {
  await api.ask(addTwo);
  const id = await planId();

  const last = await apply(id);
  const state = await api.ask<{ node: { after: { fingerprint: string } }; cluster: { fingerprint: string } }>(
    'query ($id: ID!) { node(id: $id) { ... on RebalancePlan { after { fingerprint } } } cluster { fingerprint } }',
    { id },
  );

  expect(last).toMatchObject({ status: 'COMPLETED', failure: null });
  expect(state.data.cluster.fingerprint).toBe(state.data.node.after.fingerprint);
});

it('asks the cluster for the moves of a wave together', async () => {
  const tenants = Array.from({ length: 10 }, (_, index) => `{ name: "Tenant ${index}" }`).join(', ');
  await api.ask(
    `mutation { addTenants(input: { tenants: [${tenants}] }) { ... on AddTenantsPayload { outcomes { name } } } }`,
  );
  const id = await planId();
  const { data } = await api.ask<{ node: { moves: object[]; waves: object[] } }>(
    'query ($id: ID!) { node(id: $id) { ... on RebalancePlan { moves { index } waves { index } } } }',
    { id },
  );
  arangod.resetRequests();

  await apply(id);

  const asked = arangod.requests.filter(({ path }) => path === '/_admin/cluster/rebalance/execute').length;
  expect(data.node.moves.length).toBeGreaterThan(data.node.waves.length);
  expect(asked).toBeLessThan(data.node.moves.length);
});

it('says how a person adds servers, instead of adding them', async () => {
  const { data } = await api.ask<{ addSimulatedServers: { code: string; manualSteps: string[] } }>(
    'mutation { addSimulatedServers(input: { count: 2 }) { ... on SimulationOnlyError { code manualSteps } } }',
  );

  expect(data.addSimulatedServers.code).toBe('SIMULATION_ONLY');
  expect(data.addSimulatedServers.manualSteps.join(' ')).toMatch(/web console/);
});
