// Plans that take a while, over the API: it answers meanwhile, shows how far they are, and ends them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { encodeId } from '../../src/schema/global-id.js';
import type { ClusterTopology } from '../../src/services/model/topology.js';
import { openTestApi, subscribe, type TestApi } from '../support/api.js';
import { demoCluster } from '../support/clusters.js';
import { benchCluster, compiledPlanner } from '../support/planner-thread.js';

let api: TestApi;

afterEach(() => api.close());

interface Planning {
  readonly id: string;
  readonly question: string;
  readonly stage: string;
  readonly evaluatedMoves: number;
  readonly budget: number;
}

const fields = '{ id question stage evaluatedMoves budget startedAt }';
const progress = `subscription { planningProgress ${fields} }`;
const simulate = `mutation ($input: SimulateRebalanceInput!) { simulateRebalance(input: $input) {
  ... on SimulateRebalancePayload { plan { planHash summary { moves budget evaluatedMoves isBudgetSpent } } }
  ... on Error { __typename code message remedy }
} }`;
const cancel = `mutation ($id: ID!) { cancelPlanning(input: { id: $id }) {
  ... on CancelPlanningPayload { planning { id stage } } ... on Error { code message }
} }`;

/** Keeps a topology as a snapshot and returns the input that plans for it. */
async function planFor(topology: ClusterTopology): Promise<Record<string, unknown>> {
  const id = `snapshot-${topology.groups.length}`;
  const takenAt = '2026-08-01T12:00:00.000Z';
  await api.store.saveSnapshot({ id, label: id, takenAt, fingerprint: 'f', topology });
  return { input: { snapshotId: encodeId('Snapshot', id) } };
}

/** Reads states until one satisfies the condition, and returns it. */
async function stateWith(isWanted: (state: readonly Planning[]) => boolean): Promise<readonly Planning[]> {
  for await (const { data } of subscribe<{ planningProgress: Planning[] }>(api, progress)) {
    if (isWanted(data.planningProgress)) return data.planningProgress;
  }
  throw new Error('The stream ended');
}

describe('a long plan', () => {
  beforeEach(async () => {
    api = await openTestApi({ planner: compiledPlanner });
  });

  it('leaves the API free to answer, also with short plans, and can be cancelled', async () => {
    let isDone = false;
    const long = api.ask(simulate, await planFor(benchCluster(4000))).finally(() => (isDone = true));
    const [planning] = await stateWith((state) => state.some(({ evaluatedMoves }) => evaluatedMoves > 0));

    const totals = await api.ask('{ cluster { totals { tenants } } }');
    const short = await api.ask(simulate, await planFor(demoCluster()));
    const { data } = await api.ask<{ planning: Planning[] }>(`{ planning ${fields} }`);

    expect(isDone).toBe(false);
    expect(totals).toEqual({ data: { cluster: { totals: { tenants: 2 } } } });
    expect(short).toMatchObject({ data: { simulateRebalance: { plan: { summary: { isBudgetSpent: false } } } } });
    expect(data.planning).toMatchObject([{ id: planning!.id, question: 'A plan for the servers there are' }]);
    expect(await api.ask(cancel, { id: planning!.id })).toMatchObject({
      data: { cancelPlanning: { planning: { id: planning!.id } } },
    });
    expect(await long).toMatchObject({
      data: { simulateRebalance: { __typename: 'PlanningCancelledError', code: 'PLANNING_CANCELLED' } },
    });
    expect(await api.ask('{ planning { id } }')).toEqual({ data: { planning: [] } });
  });

  it('is followed from its first stage to its end, with more and more candidates', async () => {
    const seen: Planning[] = [];
    const following = stateWith((state) => {
      seen.push(...state);
      return seen.length > 0 && state.length === 0;
    });
    const { data } = await api.ask<{ simulateRebalance: { plan: { summary: { evaluatedMoves: number } } } }>(
      simulate,
      await planFor(benchCluster(200)),
    );
    await following;

    const counts = seen.map(({ evaluatedMoves }) => evaluatedMoves);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(seen.map(({ stage }) => stage)).toContain('EVENING_OUT');
    expect(seen.at(-1)).toMatchObject({
      stage: 'EXPLAINING',
      evaluatedMoves: data.simulateRebalance.plan.summary.evaluatedMoves,
    });
  });
});

describe('cancelPlanning', () => {
  beforeEach(async () => {
    api = await openTestApi();
  });

  it('says that nothing with that id is being planned', async () => {
    expect(await api.ask(cancel, { id: 'x' })).toMatchObject({
      data: {
        cancelPlanning: { code: 'UNKNOWN_PLANNING', message: 'No plan with the id x is being made' },
      },
    });
  });
});

describe('a budget', () => {
  beforeEach(async () => {
    api = await openTestApi();
  });

  it('ends the search of simulateRebalance, and the plan says so', async () => {
    const { input } = await planFor(benchCluster(60));

    const { data } = await api.ask(simulate, { input: { ...(input as object), budget: 500 } });

    expect(data).toMatchObject({
      simulateRebalance: { plan: { summary: { budget: 500, isBudgetSpent: true } } },
    });
  });

  it('holds for each plan of compareRebalancePlans, ten times as large for the thorough one', async () => {
    const { data } = await api.ask<{ compareRebalancePlans: unknown }>(
      `mutation { compareRebalancePlans(input: { budget: 70 }) { ... on CompareRebalancePlansPayload {
        comparison { outcomes { variant plan { summary { budget } } } } } } }`,
    );

    expect(data.compareRebalancePlans).toEqual({
      comparison: {
        outcomes: ['LEADERSHIP_ONLY', 'GENTLE', 'BALANCED', 'THOROUGH'].map((variant) => ({
          variant,
          plan: { summary: { budget: variant === 'THOROUGH' ? 700 : 70 } },
        })),
      },
    });
  });

  it('is refused when it is negative', async () => {
    const reply = await api.ask(simulate, { input: { budget: -1 } });

    expect(JSON.stringify(reply)).toMatch(/budget.*is negative/);
  });
});
