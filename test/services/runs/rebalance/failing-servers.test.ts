// A DB-Server fails while a plan is carried out: moves go elsewhere or are given up with the reason, and nothing is lost.
import { afterEach, beforeEach, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import type { Move, RebalancePlan } from '../../../../src/services/model/plan.js';
import type { Run } from '../../../../src/services/model/run.js';
import { replicasOf } from '../../../../src/services/model/topology.js';
import type { FollowedEvent } from '../../../../src/services/runs/log.js';
import { eventsOf, expectNothingLost, followed, planForMoreServers, until } from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  // Slow enough that a copy is still under way when the first event of it is read; the time passes at once.
  const clock = fixedClock('2026-08-15T10:00:00.000Z');
  opened = await openTestServices({ cluster: { bandwidthBytesPerSecond: 500_000 }, clock });
});

afterEach(async () => {
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
});

interface Failed {
  readonly items: readonly FollowedEvent[];
  readonly run: Run;
}

/** Applies the plan and lets a server fail as soon as the first copy has begun. */
async function failDuring(plan: RebalancePlan, serverOf: (move: Move) => string): Promise<Failed> {
  const { services } = opened;
  const { id } = await services.runs.applyRebalance(plan.id);
  const { event } = await until(services, id, 'MoveStarted');
  const move = event.type === 'MoveStarted' ? plan.moves[event.index] : undefined;
  await services.topology.failSimulatedServer(serverOf(move!));
  const items = await followed(services, id);
  return { items, run: items.at(-1)!.run };
}

it('makes a move to another server when its target fails, and says that the prediction was not reached', async () => {
  const plan = await planForMoreServers(opened);

  const { items, run } = await failDuring(plan, ({ to }) => to);

  const retried = eventsOf(items, 'MoveRetried').filter(({ isElsewhere }) => isElsewhere);
  expect(retried.length).toBeGreaterThan(0);
  const isRetried = new Set(retried.map(({ index }) => index));
  const madeElsewhere = eventsOf(items, 'MoveCompleted').filter(({ index }) => isRetried.has(index));
  expect(madeElsewhere.length).toBeGreaterThan(0);
  expect(madeElsewhere.filter(({ index, to }) => to === plan.moves[index]!.to)).toEqual([]);
  expect(run).toMatchObject({ status: 'FAILED', steps: [{ status: 'FAILED', facts: { isReached: false } }] });
  expect(run.failure?.remedy).toContain('finishPlan');
  expect(run.reportId).not.toBeNull();
  await expectNothingLost(opened);
});

it('gives a move up, with the reason, when the server fails that gives the replica', async () => {
  const plan = await planForMoreServers(opened);

  const { items, run } = await failDuring(plan, ({ from }) => from);

  const failed = eventsOf(items, 'MoveFailed');
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]!.failure.message.length).toBeGreaterThan(10);
  expect(failed[0]!.failure.remedy).toContain('new plan');
  expect(run).toMatchObject({ status: 'FAILED', failure: { code: 'MOVES_NOT_MADE' } });
  expect(run.rebalance!.movesMade + run.rebalance!.notMade.length).toBe(plan.moves.length);
  await expectNothingLost(opened);
});

it('offers plans that fit the cluster as the failure left it', async () => {
  const { services } = opened;
  const plan = await planForMoreServers(opened);

  const { run } = await failDuring(plan, ({ to }) => to);

  const { finishPlanId, goBackPlanId } = run.rebalance!;
  const ids = [finishPlanId, goBackPlanId].filter((id) => id !== null);
  expect(ids.length).toBeGreaterThan(0);
  for (const offered of await services.plans.plansById(ids)) {
    const failedServers = offered!.before.servers.filter(({ status }) => status === 'FAILED');
    expect(failedServers).toHaveLength(1);
    expect(offered!.moves.some(({ to }) => to === failedServers[0]!.serverId)).toBe(false);
  }
  const next = await services.runs.applyRebalance(ids[0]!);
  expect((await followed(services, next.id)).at(-1)?.run.status).toBe('COMPLETED');
});

it('is completed when the server that failed has nothing to do with the plan', async () => {
  const { services } = opened;
  await planForMoreServers(opened, 3);
  const plan = await services.plans.simulate({ limits: { maximumNumberOfMoves: 1 } });
  const holders = new Set(plan.after.groups.flatMap(replicasOf));
  const spare = plan.before.servers.find(({ serverId }) => !holders.has(serverId))!;

  const { id } = await services.runs.applyRebalance(plan.id);
  await until(services, id, 'MoveStarted');
  await services.topology.failSimulatedServer(spare.serverId);

  expect((await followed(services, id)).at(-1)?.run.status).toBe('COMPLETED');
});
