// Taking back a run over the API: the plan with its run, and refusals as data that say what is different.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, type TestApi } from '../support/api.js';
import { followed, planForMoreServers } from '../support/rebalances.js';

let api: TestApi;
let moved: readonly string[];

beforeAll(async () => {
  api = await openTestApi();
  const plan = await planForMoreServers(api);
  moved = [...new Set(plan.moves.map(({ groupId }) => groupId))].sort();
  await followed(api.services, (await api.services.runs.applyRebalance(plan.id)).id);
});

afterAll(async () => {
  expect(api.unexpected).toEqual([]);
  await api.close();
});

const undo = `mutation ($runId: ID!) { simulateUndo(input: { runId: $runId }) {
  __typename
  ... on SimulateUndoPayload { run { id kind } plan { id isStale moves { reason { code } group { groupId } } } }
  ... on Error { code message remedy }
  ... on MovedSinceError { runId groupIds diff { groupsMoved { after { groupId } leaderChanged } serversAdded { id } tenantsAdded { id } } }
} }`;

interface Reply {
  readonly simulateUndo: {
    readonly __typename: string;
    readonly code?: string;
    readonly run: { readonly id: string };
    readonly plan: { readonly id: string; readonly moves: readonly { group: { groupId: string } }[] };
  };
}

async function asked(runId: string): Promise<Reply['simulateUndo']> {
  const reply = await api.ask<Reply>(undo, { runId });
  expect(reply.errors).toBeUndefined();
  return reply.data.simulateUndo;
}

describe('simulateUndo', () => {
  it('returns a plan that applyRebalance takes, and the run that it takes back', async () => {
    const { run, plan } = await asked('latest');

    expect([...new Set(plan.moves.map(({ group }) => group.groupId))].sort()).toEqual(moved);
    expect(plan).toMatchObject({ isStale: false });
    expect(plan.moves[0]).toMatchObject({ reason: { code: 'UNDOES_MOVE' } });
    const { data } = await api.ask<{ applyRebalance: { run: { id: string } } }>(
      `mutation { applyRebalance(input: { planId: "${plan.id}" }) { ... on ApplyRebalancePayload { run { id } } } }`,
    );
    const undoing = data.applyRebalance.run.id;
    await followed(api.services, Buffer.from(undoing, 'base64url').toString().split(':')[1]!);
    await api.ask('mutation { addTenant(input: { name: "Late Ltd" }) { __typename } }');

    const again = await asked(run.id);
    const newest = await asked('latest');

    expect(again).toMatchObject({ __typename: 'MovedSinceError', code: 'MOVED_SINCE', runId: run.id, groupIds: moved });
    expect(again).toMatchObject({ diff: { serversAdded: [], tenantsAdded: [] } });
    const { groupsMoved } = (again as unknown as { diff: { groupsMoved: { after: { groupId: string } }[] } }).diff;
    expect(groupsMoved.map(({ after }) => after.groupId).sort()).toEqual(moved);
    expect(newest.run.id).toBe(undoing);
  });

  it('tells of runs that are not there, and of ids that name no run', async () => {
    const unknown = await asked(Buffer.from('RebalanceRun:nothing').toString('base64url'));
    const foreign = await asked('nonsense');

    expect([unknown.code, foreign.code]).toEqual(['UNKNOWN_RUN', 'INVALID_ID']);
  });
});
