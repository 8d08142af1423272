// Applying a plan over the API: the run and its events live, mistakes as data, pauses, failing servers.
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

import { openTestApi, subscribe, type TestApi } from '../support/api.js';
import { planForMoreServers } from '../support/rebalances.js';
import { start } from '../support/running-server.js';

let api: TestApi;

beforeEach(async () => {
  api = await openTestApi();
});

afterEach(async () => {
  expect(api.unexpected).toEqual([]);
  await api.close();
});

const apply = `mutation ($planId: ID!) { applyRebalance(input: { planId: $planId }) {
  __typename
  ... on ApplyRebalancePayload { run { id kind status } }
  ... on Error { code message remedy }
  ... on RunInProgressError { runId }
  ... on StalePlanError { plannedFingerprint currentFingerprint diff { isEmpty totals { servers tenants documents shardGroups } tenantsRemoved { key } serversAdded { shortName } serversChanged { changes { property before after } } } }
} }`;

const progress = `subscription ($runId: ID!) { runProgress(runId: $runId) {
  __typename sequence message
  ... on MoveStarted { index to stage totalBytes }
  ... on MoveCompleted { index bytes elapsedMs }
  ... on RunResumed { cause }
  runAsOf { status ... on RebalanceRun { movesMade movesPlanned stopRequested moves { status move { index } } } }
} }`;

interface Progress {
  readonly __typename: string;
  readonly sequence: number;
  readonly runAsOf: {
    readonly status: string;
    readonly movesMade: number;
    readonly movesPlanned: number;
    readonly moves: readonly { status: string; move: { index: number } }[];
  };
}

interface Applied {
  readonly applyRebalance: { readonly __typename: string; readonly run: { readonly id: string } } & Record<
    string,
    unknown
  >;
}

async function plan(input = ''): Promise<string> {
  const { data } = await api.ask<{ simulateRebalance: { plan: { id: string } } }>(
    `mutation { simulateRebalance(input: {${input}}) { ... on SimulateRebalancePayload { plan { id } } } }`,
  );
  return data.simulateRebalance.plan.id;
}

async function applied(planId: string): Promise<Applied['applyRebalance']> {
  return (await api.ask<Applied>(apply, { planId })).data.applyRebalance;
}

async function follow(runId: string): Promise<Progress[]> {
  const events: Progress[] = [];
  for await (const { data } of subscribe<{ runProgress: Progress }>(api, progress, { runId })) {
    events.push(data.runProgress);
  }
  return events;
}

describe('applyRebalance', () => {
  it('starts a run whose events show each move as it stood then', async () => {
    await planForMoreServers(api);

    const { run } = await applied(await plan());
    const events = await follow(run.id);

    expect(run).toMatchObject({ kind: 'REBALANCE', status: 'RUNNING' });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    for (const event of events) {
      const made = event.runAsOf.moves.filter(({ status }) => status === 'COMPLETED');
      expect(event.runAsOf.movesMade).toBe(made.length);
    }
    const last = events.at(-1)!;
    expect([last.__typename, last.runAsOf.status]).toEqual(['RunCompleted', 'COMPLETED']);
    expect(last.runAsOf.movesMade).toBe(last.runAsOf.movesPlanned);
  });

  it('tells the same over graphql-ws', async () => {
    await planForMoreServers(api);
    const server = await start(api.services);
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    try {
      const { run } = await applied(await plan());
      const overWs: unknown[] = [];
      for await (const { data } of client.iterate({ query: progress, variables: { runId: run.id } })) {
        overWs.push((data as { runProgress: unknown }).runProgress);
      }

      expect(overWs).toEqual(await follow(run.id));
      expect(overWs.length).toBeGreaterThan(10);
    } finally {
      await client.dispose();
      await server.stop();
    }
  });

  it('refuses a stale plan with what has changed', async () => {
    const planId = await plan();
    await api.ask('mutation { addSimulatedServers(input: {}) { __typename } }');

    expect(await applied(planId)).toMatchObject({
      __typename: 'StalePlanError',
      code: 'STALE_PLAN',
      diff: { isEmpty: false, serversAdded: [{ shortName: 'DBServer0004' }], serversChanged: [] },
    });
  });

  it('does not take the tenants that a plan imagines for a change', async () => {
    const planId = await plan('growth: { tenants: [{ count: 3, scaleFactor: 2 }] }');
    await api.ask('mutation { addSimulatedServers(input: {}) { __typename } }');
    await api.ask('mutation { addTenant(input: { name: "Late Ltd", scaleFactor: 1 }) { __typename } }');

    const { diff } = await applied(planId);

    expect(diff).toMatchObject({
      tenantsRemoved: [],
      totals: { servers: 1, tenants: 1, documents: 1095, shardGroups: 0 },
    });
  });

  it('does not take the servers that a plan drains for a change', async () => {
    await api.ask('mutation { addSimulatedServers(input: { count: 2 }) { __typename } }');
    const { data } = await api.ask<{ cluster: { servers: { serverId: string; shortName: string }[] } }>(
      '{ cluster { servers { serverId shortName } } }',
    );
    const drained = data.cluster.servers[0]!;
    const planId = await plan(`removeServers: ["${drained.serverId}"]`);
    await api.ask(`mutation { failSimulatedServer(input: { serverId: "${drained.serverId}" }) { __typename } }`);

    const { diff } = await applied(planId);

    expect(diff).toMatchObject({
      serversAdded: [],
      serversChanged: [{ changes: [{ property: 'status', before: 'GOOD', after: 'FAILED' }] }],
    });
  });

  it('refuses servers that do not exist, unknown plans and foreign ids', async () => {
    const imagined = await applied(await plan('addServers: { count: 2 }'));
    const unknown = await applied(Buffer.from('RebalancePlan:nothing').toString('base64url'));
    const foreign = await applied('nonsense');

    expect(imagined).toMatchObject({ __typename: 'PlanNotApplicableError', code: 'PLAN_NOT_APPLICABLE' });
    expect([unknown.code, foreign.code]).toEqual(['UNKNOWN_PLAN', 'INVALID_ID']);
  });
});

describe('pauseRun, resumeRun and cancelRun', () => {
  it('stop a rebalance between two moves, let it go on, and end it with plans to finish and to go back', async () => {
    await planForMoreServers(api);
    const { run } = await applied(await plan());
    const input = `(input: { runId: "${run.id}" })`;

    const paused = await api.ask(`mutation { pauseRun${input} { ... on PauseRunPayload { run { id status } } } }`);
    const second = await applied(await plan());
    const cancelled = await api.ask<{ cancelRun: { run: Record<string, unknown> } }>(
      `mutation { cancelRun${input} { ... on CancelRunPayload { run { status before { fingerprint } after { fingerprint } report { title downloads { format url } }
        ... on RebalanceRun { plan { id } movesPlanned movesMade movesNotMade bytesMoved wavesDone finishPlan { isStale moves { index } } goBackPlan { isStale moves { reason { code } } } } } } } }`,
    );
    const again = await api.ask(`mutation { resumeRun${input} { ... on Error { code } } }`);

    expect(paused.data).toEqual({ pauseRun: { run: { id: run.id, status: 'PAUSED' } } });
    expect(second).toMatchObject({ code: 'RUN_IN_PROGRESS', runId: run.id });
    expect(cancelled.errors).toBeUndefined();
    const ended = cancelled.data.cancelRun.run;
    expect(ended).toMatchObject({
      status: 'CANCELLED',
      finishPlan: { isStale: false },
      goBackPlan: { isStale: false },
      report: { title: 'Rebalance of a cluster' },
    });
    expect(again.data).toEqual({ resumeRun: { code: 'RUN_ALREADY_ENDED' } });
  });

  it('refuse to pause a demo', async () => {
    await api.ask('mutation { startDemo(input: { pace: PRESENTER }) { __typename } }');

    const { data } = await api.ask(
      'mutation { pauseRun(input: { runId: "latest" }) { ... on InvalidInputError { field message } } }',
    );

    expect(data).toEqual({ pauseRun: { field: 'runId', message: 'Only a rebalance can be paused' } });
  });
});

describe('a failing server', () => {
  it('is FAILED, loses its leaders at once, and comes back', async () => {
    const { data } = await api.ask<{ cluster: { servers: { id: string }[] } }>('{ cluster { servers { id } } }');
    const { id } = data.cluster.servers[0]!;
    const fields = 'cluster { health { status } servers { id status leaderCount } }';

    const failed = await api.ask<{ failSimulatedServer: { cluster: { health: object; servers: object[] } } }>(
      `mutation { failSimulatedServer(input: { serverId: "${id}" }) { ... on FailSimulatedServerPayload { ${fields} } } }`,
    );
    await api.store.settled();
    const back = await api.ask<{ recoverSimulatedServer: { cluster: { health: object } } }>(
      `mutation { recoverSimulatedServer(input: { serverId: "${id}" }) { ... on RecoverSimulatedServerPayload { ${fields} } } }`,
    );
    const unknown = await api.ask(
      'mutation { failSimulatedServer(input: { serverId: "nobody" }) { ... on UnknownServerError { code serverId } } }',
    );

    expect(failed.data.failSimulatedServer.cluster.health).toEqual({ status: 'BAD' });
    expect(failed.data.failSimulatedServer.cluster.servers[0]).toEqual({ id, status: 'FAILED', leaderCount: 0 });
    expect(back.data.recoverSimulatedServer.cluster.health).toEqual({ status: 'GOOD' });
    expect(unknown.data).toEqual({ failSimulatedServer: { code: 'UNKNOWN_SERVER', serverId: 'nobody' } });
  });

  it('is told to those who follow the cluster, and so is each replica that is rebuilt', async () => {
    const { data } = await api.ask<{ cluster: { servers: { id: string }[] } }>('{ cluster { servers { id } } }');
    const changes = subscribe<{ clusterChanged: { health: { findings: { code: string }[] } } }>(
      api,
      'subscription { clusterChanged { health { findings { code } } } }',
    );
    await changes.next();
    const next = changes.next();

    await api.services.topology.failSimulatedServer((await api.services.topology.live()).topology.servers[0]!.serverId);
    const { value } = await next;
    await changes.return();

    expect(data.cluster.servers).toHaveLength(3);
    expect(value?.data.clusterChanged.health.findings.map(({ code }) => code)).toContain('SERVER_NOT_GOOD');
  });
});
