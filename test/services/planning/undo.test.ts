// Taking back a run: the plan leads where the cluster was, or the refusal says what is different now.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  InfeasiblePlanError,
  MovedSinceError,
  NothingToUndoError,
  RunInProgressError,
  UnknownRunError,
} from '../../../src/services/errors/errors.js';
import type { Run } from '../../../src/services/model/run.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import { differingGroups } from '../../../src/services/runs/rebalance/ending.js';
import { followed, planForMoreServers, stored, until } from '../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  opened = await openTestServices();
});

afterEach(async () => {
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
});

async function live(): Promise<ClusterTopology> {
  return (await opened.services.topology.live()).topology;
}

/** Applies a plan to its end. */
async function applied(planId: string): Promise<Run> {
  const { services } = opened;
  const { id } = await services.runs.applyRebalance(planId);
  await followed(services, id);
  return stored(services, id);
}

/** The services on a cluster slow enough that a run can be stopped on its way. */
async function reopenedSlow(): Promise<void> {
  await opened.services.stop();
  opened = await openTestServices({ cluster: { bandwidthBytesPerSecond: 8_000_000 } });
}

describe('the undo of a run', () => {
  it('that is completed leads back to the placement before it', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const start = await live();
    const run = await applied(plan.id);

    const undo = await services.plans.simulateUndo(run.id);
    const untouched = await live();
    const undone = await applied(undo.id);

    expect(differingGroups(plan.after, untouched)).toEqual([]);
    expect(undo.moves.map(({ groupId }) => groupId).sort()).toEqual(plan.moves.map(({ groupId }) => groupId).sort());
    expect(undo.moves[0]!.reason.code).toBe('UNDOES_MOVE');
    expect(undone.status).toBe('COMPLETED');
    expect(differingGroups(start, await live())).toEqual([]);
  });

  it('can itself be taken back, as any other run', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const run = await applied(plan.id);
    const undone = await applied((await services.plans.simulateUndo(run.id)).id);

    await applied((await services.plans.simulateUndo(undone.id)).id);

    expect(differingGroups(plan.after, await live())).toEqual([]);
  });

  it('is not hindered by tenants and servers that came since', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const start = await live();
    const run = await applied(plan.id);
    await services.tenants.add({ name: 'Late Ltd', scaleFactor: 4 });
    await services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);

    const undo = await services.plans.simulateUndo(run.id);
    await applied(undo.id);

    expect(undo.before.tenants.map(({ name }) => name)).toContain('Late Ltd');
    expect(differingGroups(start, await live())).toEqual([]);
  });

  it('that was cancelled takes back the moves that were made', async () => {
    await reopenedSlow();
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const start = await live();
    const { id } = await services.runs.applyRebalance(plan.id);
    await until(services, id, 'MoveStarted');
    await services.runs.pause(id);

    await expect(services.plans.simulateUndo(id)).rejects.toThrow(RunInProgressError);
    const { rebalance } = await services.runs.cancel(id);
    const undo = await services.plans.simulateUndo(id);

    expect(undo.moves).toHaveLength(rebalance!.movesMade);
    expect(rebalance!.movesMade).toBeLessThan(plan.moves.length);
    expect(differingGroups(start, undo.after)).toEqual([]);
  });

  it('of a demo takes back its rebalancing', async () => {
    const { services } = opened;
    const { id } = await services.runs.startDemo({ pace: 'INSTANT' });
    await followed(services, id);
    const facts = (await stored(services, id)).steps.flatMap((step) => step.facts ?? []);
    const rebalancing = facts.find(({ kind }) => kind === 'SHARD_REBALANCING') as { beforeSnapshotId: string };
    const [before] = await services.topology.snapshotsById([rebalancing.beforeSnapshotId]);

    const undo = await services.plans.simulateUndo((await services.plans.newestRunThatMoved())!.id);
    await applied(undo.id);

    expect(undo.moves.length).toBeGreaterThan(0);
    expect(differingGroups(before!.topology, await live())).toEqual([]);
  });
});

describe('taking back is refused', () => {
  it('when shard groups are not where the run left them, with those that differ', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const run = await applied(plan.id);
    await applied((await services.plans.simulateUndo(run.id)).id);

    const error = await services.plans.simulateUndo(run.id).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(MovedSinceError);
    const { message, groupIds, remedy } = error as MovedSinceError;
    const moved = new Set(plan.moves.map(({ groupId }) => groupId));
    expect(groupIds).toEqual([...moved].sort());
    expect(message).toMatch(
      new RegExp(`^${moved.size} of ${moved.size} shard groups .* network_assets/\\d+ was left on DBServer000\\d`),
    );
    expect(remedy).toContain('newer runs first');
  });

  it('when a DB-Server that took part has left or failed', async () => {
    const { services, store } = opened;
    const plan = await planForMoreServers(opened);
    const run = await applied(plan.id);
    await services.topology.failSimulatedServer(plan.moves[0]!.to);
    await store.settled();

    const failed = services.plans.simulateUndo(run.id);
    await expect(failed).rejects.toThrow(InfeasiblePlanError);
    await expect(failed).rejects.toThrow(/DBServer000\d is FAILED/);
    await services.topology.reset();
    await expect(services.plans.simulateUndo(run.id)).rejects.toThrow(/DBServer000\d has left the cluster/);
  });

  it('when the servers to go back to have become too full', async () => {
    await opened.services.stop();
    opened = await openTestServices({ cluster: { capacityBytes: 2_200_000n } });
    const { services } = opened;
    const run = await applied((await planForMoreServers(opened)).id);
    await services.tenants.addMany(Array.from({ length: 12 }, (_, n) => ({ name: `Late ${n}` })));

    await expect(services.plans.simulateUndo(run.id)).rejects.toThrow(/has room for/);
  });

  it('of a run that moved nothing, and of one that is not there', async () => {
    const { services } = opened;
    const { moves, id } = await services.plans.simulate({ limits: { maximumNumberOfMoves: 0 } });
    const run = await applied(id);

    expect(moves).toEqual([]);
    expect(await services.plans.newestRunThatMoved()).toBeNull();
    await expect(services.plans.simulateUndo(run.id)).rejects.toThrow(NothingToUndoError);
    await expect(services.plans.simulateUndo('nothing')).rejects.toThrow(UnknownRunError);
  });

  it('of a demo that was stopped while it moved shards', async () => {
    await reopenedSlow();
    const { services } = opened;
    const { id } = await services.runs.startDemo({ pace: 'INSTANT' });
    for await (const { run } of services.runs.follow(id, 0, new AbortController().signal)) {
      if (run.steps.some(({ name, status }) => name === 'SHARD_REBALANCING' && status === 'RUNNING')) break;
    }
    await services.runs.cancel(id);

    await expect(services.plans.simulateUndo(id)).rejects.toThrow(/ended in the middle of its rebalance/);
  });
});
