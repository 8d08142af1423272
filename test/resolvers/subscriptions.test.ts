// What can be followed live, over SSE in process: replay from any cursor, the story so far, and letting go.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { runCursor } from '../../src/schema/cursor.js';
import { decodeId, encodeId } from '../../src/schema/global-id.js';
import { type EventReply, openTestApi, startDemo, subscribe, type TestApi } from '../support/api.js';

let api: TestApi;

async function open(): Promise<void> {
  api = await openTestApi();
}

const close = (): Promise<void> => api.close();

const progress = `subscription ($runId: ID!, $after: String, $types: [RunEventType!]) {
  runProgress(runId: $runId, after: $after, types: $types) {
    __typename cursor sequence message isFinal
    runAsOf { id status lastCursor steps { name status done total } events(last: 500) { sequence } }
  }
}`;

interface Progress extends EventReply {
  readonly isFinal: boolean;
  readonly runAsOf: {
    readonly id: string;
    readonly status: string;
    readonly lastCursor: string;
    readonly steps: { status: string; done: number; total: number }[];
    readonly events: { sequence: number }[];
  };
}

async function follow(runId: string, after?: string, types?: readonly string[]): Promise<Progress[]> {
  const events: Progress[] = [];
  for await (const { data } of subscribe<{ runProgress: Progress }>(api, progress, { runId, after, types })) {
    events.push(data.runProgress);
  }
  return events;
}

describe('the run of a demo', () => {
  let runId: string;
  let events: readonly Progress[];

  beforeAll(async () => {
    await open();
    runId = await startDemo(api);
    events = await follow(runId);
  });

  afterAll(close);

  it('tells the whole demo without gap and ends after exactly one final event', () => {
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(0)?.__typename).toBe('RunStarted');
    expect(events.filter(({ __typename }) => /^Run(Completed|Failed|Cancelled)$/.test(__typename))).toHaveLength(1);
    expect(events.at(-1)?.__typename).toBe('RunCompleted');
    expect(events.map(({ isFinal }) => isFinal)).toEqual(events.map((_event, at) => at === events.length - 1));
  });

  it('shows with each event the run as it was right after it', () => {
    for (const { sequence, cursor, runAsOf } of events) {
      expect(runAsOf.lastCursor).toBe(cursor);
      expect(runAsOf.events.map((event) => event.sequence)).toEqual(
        Array.from({ length: sequence }, (_, at) => at + 1),
      );
    }
    const open = events.slice(0, -1).map(({ runAsOf }) => runAsOf.status);
    expect(new Set(open)).toEqual(new Set(['RUNNING']));
    expect(events.at(0)?.runAsOf.steps.map(({ status }) => status)).toEqual(Array(5).fill('PENDING'));
    expect(
      events.at(-1)?.runAsOf.steps.every(({ status, done, total }) => status === 'COMPLETED' && done === total),
    ).toBe(true);
  });

  it('goes on after any cursor with exactly what is missing', async () => {
    for (const at of [0, 1, Math.floor(events.length / 2), events.length - 2]) {
      expect(await follow(runId, events[at]!.cursor)).toEqual(events.slice(at + 1));
    }
  });

  it('gives the last event again to whoever resumes at the end', async () => {
    expect(await follow(runId, events.at(-1)!.cursor)).toEqual(events.slice(-1));
  });

  it('gives only the selected types of events, and always the last one', async () => {
    const types = ['StepStarted', 'StepCompleted', 'RunCompleted'];

    const selected = await follow(runId, undefined, ['STEP_STARTED', 'STEP_COMPLETED']);

    expect(selected).toEqual(events.filter(({ __typename }) => types.includes(__typename)));
  });

  it('shows with every event the run as it is now, so that a cache never goes back', async () => {
    const replies = subscribe<{ runProgress: { run: unknown } }>(
      api,
      'subscription ($runId: ID!) { runProgress(runId: $runId) { run { id status } } }',
      { runId },
    );
    const runs: unknown[] = [];
    for await (const { data } of replies) runs.push(data.runProgress.run);

    expect(runs).toEqual(events.map(() => ({ id: runId, status: 'COMPLETED' })));
  });

  it('gives the run as it was an id of its own, by which it can be fetched again', async () => {
    const ids = events.map(({ runAsOf }) => runAsOf.id);
    const { data } = await api.ask<{ nodes: { id: string; status: string; steps: unknown }[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Run { status steps { name status done total } } } }',
      { ids: ids.slice(-3) },
    );

    expect(new Set([runId, ...ids]).size).toBe(events.length + 1);
    expect(data.nodes).toEqual(events.slice(-3).map(({ runAsOf: { id, status, steps } }) => ({ id, status, steps })));
    const { data: none } = await api.ask('query ($id: ID!) { node(id: $id) { id } }', {
      id: encodeId('DemoRun', `${decodeId(runId).id}@${events.length + 1}`),
    });
    expect(none).toEqual({ node: null });
  });

  it('shows the same run as it was with events that are read from the run', async () => {
    const { data } = await api.ask<{ node: { events: { runAsOf: unknown; run: unknown }[] } }>(
      `query ($runId: ID!) { node(id: $runId) { ... on Run { events(last: 3) {
        runAsOf { id status steps { name status done total } } run { id status }
      } } } }`,
      { runId },
    );

    expect(data.node.events).toEqual(
      events.slice(-3).map(({ runAsOf: { id, status, steps } }) => ({
        runAsOf: { id, status, steps },
        run: { id: runId, status: 'COMPLETED' },
      })),
    );
  });

  it('takes the word latest for the run that was started last', async () => {
    expect(await follow('latest')).toEqual(events);
  });

  it.each([
    ['a forged cursor', () => 'Zm9yZ2Vk', 'INVALID_CURSOR'],
    ['the cursor of another run', () => runCursor('another', 1), 'INVALID_CURSOR'],
  ])('refuses %s', async (_name, cursor, code) => {
    const replies = [];
    for await (const reply of subscribe(api, progress, { runId, after: cursor() })) replies.push(reply);

    expect(replies.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([code]);
  });

  it('tells the facts of every step, and leads to its report', async () => {
    const { data, errors } = await api.ask<{ node: Record<string, unknown>; runs: { totalCount: number } }>(
      `query ($runId: ID!) {
        runs(filter: { status: COMPLETED, kind: DEMO }) { totalCount nodes { id } }
        node(id: $runId) { ... on DemoRun {
          pace scenario naming before { totals { tenants documents } } after { totals { tenants documents dbServers } }
          report { title runId outcome { mark } cells { __typename cellId section title ... on TableCell { rows { values { text } } } ... on OperationCell { operation variables graphiqlPath } } downloads { format url bytes sha256 fileName } }
          steps { facts { __typename
            ... on InitialStateFacts { cluster { totals { tenants } } health { status } }
            ... on TenantAdditionFacts { tenants { name outcome tenant { name } before { documents } after { documents } } probe { probes failed } }
            ... on ServerAdditionFacts { addedServerIds manualSteps }
            ... on ShardRebalancingFacts { plan { planHash } predictedFingerprint reachedFingerprint balanceBefore { measure max } balanceAfter { measure max } }
            ... on ValidationFacts { isolation { status } integrity { title status } performance { overall { p95Ms } } }
          } }
        } }
      }`,
      { runId },
    );

    expect(errors).toBeUndefined();
    expect(data.runs.totalCount).toBe(1);
    expect(data.node).toMatchObject({
      pace: 'INSTANT',
      before: { totals: { tenants: 2, documents: 3285 } },
      after: { totals: { tenants: 5, documents: 7665, dbServers: 5 } },
      report: { runId, outcome: { mark: 'PASS' } },
    });
    const { cells } = data.node.report as { cells: Record<string, string | null>[] };
    const { operation, variables, graphiqlPath } =
      cells.find(({ cellId }) => cellId === 'tenant-addition-operation') ?? {};
    expect([...new URL(graphiqlPath ?? '', 'http://localhost').searchParams]).toEqual([
      ['query', operation],
      ['variables', variables],
    ]);
    expect((data.node.steps as { facts: { __typename: string } }[]).map(({ facts }) => facts.__typename)).toEqual([
      'InitialStateFacts',
      'TenantAdditionFacts',
      'ServerAdditionFacts',
      'ShardRebalancingFacts',
      'ValidationFacts',
    ]);
  });
});

describe('a run', () => {
  beforeEach(open);
  afterEach(close);

  it('refuses a second one with its own id, and can be cancelled', async () => {
    const { data } = await api.ask<{ startDemo: { run: { id: string } } }>(
      'mutation { startDemo(input: { pace: PRESENTER }) { ... on StartDemoPayload { run { id } } } }',
    );
    const runId = data.startDemo.run.id;

    const second = await api.ask('mutation { startDemo(input: {}) { ... on RunInProgressError { code runId } } }');
    const cancelled = await api.ask(
      `mutation { cancelRun(input: { runId: "${runId}" }) { ... on CancelRunPayload { run { id status } } } }`,
    );
    const again = await api.ask(
      'mutation { cancelRun(input: { runId: "latest" }) { ... on RunAlreadyEndedError { code runId status } } }',
    );

    expect(second.data.startDemo).toEqual({ code: 'RUN_IN_PROGRESS', runId });
    expect(cancelled.data.cancelRun).toEqual({ run: { id: runId, status: 'CANCELLED' } });
    expect(again.data.cancelRun).toEqual({ code: 'RUN_ALREADY_ENDED', runId, status: 'CANCELLED' });
  });

  it('refuses the latest run when there is none', async () => {
    const replies = [];
    for await (const reply of subscribe(api, progress, { runId: 'latest' })) replies.push(reply);

    expect(replies.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['UNKNOWN_RUN']);
  });

  it('lets a listener leave while the run goes on to its end', async () => {
    const runId = await startDemo(api);
    for await (const { data } of subscribe<{ runProgress: Progress }>(api, progress, { runId })) {
      if (data.runProgress.sequence === 2) break;
    }

    const events = await follow(runId);

    expect(events.at(-1)?.__typename).toBe('RunCompleted');
    expect(api.unexpected).toEqual([]);
  });
});

describe('clusterChanged', () => {
  beforeEach(open);
  afterEach(close);

  interface State {
    readonly clusterChanged: { readonly cursor: string; readonly totals: { readonly tenants: number } };
  }

  const query = 'subscription ($after: String) { clusterChanged(after: $after) { cursor totals { tenants } } }';

  const addTenant = (name: string) => api.ask(`mutation { addTenant(input: { name: "${name}" }) { __typename } }`);

  it('begins with the current state, and yields the new one when a tenant is added', async () => {
    const changes = subscribe<State>(api, query);
    const first = await changes.next();
    const next = changes.next();

    await addTenant('EMEA Division');
    const { value } = await next;
    await changes.return();

    expect(first.value?.data.clusterChanged.totals).toEqual({ tenants: 2 });
    expect(value?.data.clusterChanged.totals).toEqual({ tenants: 3 });
  });

  it('waits while the cluster is as it was at the cursor, and begins with the state since then otherwise', async () => {
    const { data } = await api.ask<{ cluster: { cursor: string } }>('{ cluster { cursor } }');
    const waiting = subscribe<State>(api, query, { after: data.cluster.cursor });
    const next = waiting.next();
    await addTenant('EMEA Division');
    const { value: afterWaiting } = await next;
    await waiting.return();
    const late = subscribe<State>(api, query, { after: data.cluster.cursor });
    const { value: atOnce } = await late.next();
    await late.return();

    expect(afterWaiting?.data.clusterChanged.totals).toEqual({ tenants: 3 });
    expect(atOnce).toEqual(afterWaiting);
    expect(afterWaiting?.data.clusterChanged.cursor).not.toBe(data.cluster.cursor);
  });

  it('refuses a cursor that is none of its own', async () => {
    const { value } = await subscribe(api, query, { after: runCursor('run', 1) }).next();

    expect(value?.errors?.[0]?.extensions.code).toBe('INVALID_CURSOR');
  });
});
