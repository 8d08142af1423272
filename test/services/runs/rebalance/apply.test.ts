// Applying a plan: what is refused, what is made, what the log says, and what it looks like at the end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import {
  PlanNotApplicableError,
  RunInProgressError,
  StalePlanError,
  UnknownPlanError,
} from '../../../../src/services/errors/errors.js';
import { moveStatesOf } from '../../../../src/services/model/move-states.js';
import { isFinal } from '../../../../src/services/model/run.js';
import { differingGroups } from '../../../../src/services/runs/rebalance/ending.js';
import { eventsOf, followed, mostOnOneServer, planForMoreServers, stored, until } from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  opened = await openTestServices();
});

afterEach(async () => {
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
});

describe('applying a plan', () => {
  it('makes every move once and ends exactly where the plan predicted', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);

    const { id } = await services.runs.applyRebalance(plan.id);
    const items = await followed(services, id);

    const made = eventsOf(items, 'MoveCompleted').map(({ index }) => index);
    expect(made.toSorted((a, b) => a - b)).toEqual(plan.moves.map(({ index }) => index));
    expect(items.map(({ event }) => event.sequence)).toEqual(items.map((_, index) => index + 1));
    expect(items.filter(({ event }) => isFinal(event)).map(({ event }) => event.type)).toEqual(['RunCompleted']);
    const { topology } = await services.topology.live();
    expect(differingGroups(plan.after, topology)).toEqual([]);
    expect(items.at(-1)?.run).toMatchObject({
      kind: 'REBALANCE',
      status: 'COMPLETED',
      input: { planId: plan.id },
      steps: [{ name: 'REBALANCE', status: 'COMPLETED', done: plan.moves.length, facts: { isReached: true } }],
      rebalance: { movesMade: plan.moves.length, bytesMoved: plan.summary.bytesMoved, underWay: [], notMade: [] },
    });
  });

  it('runs wave after wave, and the moves of a wave at the same time', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);

    const { id } = await services.runs.applyRebalance(plan.id);
    const items = await followed(services, id);

    const order = items.flatMap(({ event }) => {
      if (event.type === 'WaveStarted') return [`wave ${event.wave}`];
      if (event.type === 'WaveCompleted') return [`end of ${event.wave}`];
      return event.type === 'MoveStarted' ? [`move in ${plan.moves[event.index]!.wave}`] : [];
    });
    const expected = plan.waves.flatMap(({ index, moves }) => [
      `wave ${index}`,
      ...moves.map(() => `move in ${index}`),
      `end of ${index}`,
    ]);
    expect(order).toEqual(expected);
    const most = Math.max(...items.map(({ run }) => run.rebalance?.underWay.length ?? 0));
    expect(most).toBe(Math.max(...plan.waves.map(({ moves }) => moves.length)));
  });

  it('never has more moves under way on one server than the plan allows', async () => {
    const { services } = opened;
    await planForMoreServers(opened);
    const plan = await services.plans.simulate({ limits: { concurrentMovesPerServer: 1 } });

    const { id } = await services.runs.applyRebalance(plan.id);
    const items = await followed(services, id);

    expect(Math.max(...items.map(({ run }) => mostOnOneServer(plan, run)))).toBe(1);
    expect(Math.max(...items.map(({ run }) => run.rebalance?.underWay.length ?? 0))).toBeGreaterThan(1);
  });

  it('tells bytes, rate and time left of a copy, and keeps the steps for those who know nothing else', async () => {
    await opened.services.stop();
    opened = await openTestServices({
      cluster: { bandwidthBytesPerSecond: 800_000 },
      // The seconds of a copy pass at once.
      clock: fixedClock('2026-08-15T10:00:00.000Z'),
    });
    const { services } = opened;
    const plan = await planForMoreServers(opened);

    const { id } = await services.runs.applyRebalance(plan.id);
    const { event, run } = await until(services, id, 'MoveProgressed');
    await services.runs.cancel(id);

    if (event.type !== 'MoveProgressed') throw new Error('another event');
    expect(event.copiedBytes).toBeGreaterThan(0n);
    expect(event.totalBytes).toBeGreaterThan(event.copiedBytes);
    expect(event.bytesPerSecond).toBeGreaterThan(0);
    expect(event.secondsLeft).toBeGreaterThan(0);
    const state = moveStatesOf(plan, run.rebalance!)[event.index];
    expect(state).toMatchObject({ status: 'COPYING', copiedBytes: event.copiedBytes });
    const types = (await followed(services, id)).map((item) => item.event.type);
    expect(types.slice(0, 3)).toEqual(['RunStarted', 'StepStarted', 'WaveStarted']);
    expect(types).toContain('StepProgressed');
  });

  it('keeps the state before and after, and makes a report of itself', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);

    const { id } = await services.runs.applyRebalance(plan.id);
    await followed(services, id);

    const run = await stored(services, id);
    const [before, after] = await services.topology.snapshotsById([run.beforeSnapshotId!, run.afterSnapshotId!]);
    expect(before?.fingerprint).toBe(plan.baseFingerprint);
    expect(differingGroups(plan.after, after!.topology)).toEqual([]);
    const again = await services.reports.generateForRun(id);
    expect(again.id).toBe(run.reportId);
    expect(again.title).toBe('Rebalance of a cluster');
  });

  it('is refused for a plan that is not there', async () => {
    await expect(opened.services.runs.applyRebalance('nothing')).rejects.toThrow(UnknownPlanError);
  });

  it('is refused, with both fingerprints, once the cluster has changed', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    await services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);

    const applied = services.runs.applyRebalance(plan.id);

    await expect(applied).rejects.toThrow(StalePlanError);
    await expect(applied).rejects.toMatchObject({ plannedFingerprint: plan.baseFingerprint });
    expect((await services.runs.page({}, { limit: 1, after: null, before: null, fromEnd: false })).totalCount).toBe(0);
  });

  it('is refused for servers that do not exist, with what to do first', async () => {
    const { services } = opened;
    const plan = await services.plans.simulate({ addServers: { count: 2 } });

    const applied = services.runs.applyRebalance(plan.id);

    await expect(applied).rejects.toThrow(PlanNotApplicableError);
    await expect(applied).rejects.toMatchObject({ remedy: expect.stringContaining('addSimulatedServers') as string });
  });

  it('is refused while a demo or another rebalance is under way, even a paused one', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const demo = await services.runs.startDemo({ pace: 'PRESENTER' });

    await expect(services.runs.applyRebalance(plan.id)).rejects.toMatchObject({ runId: demo.id });
    await services.runs.cancel(demo.id);
    const { id } = await services.runs.applyRebalance(plan.id);
    await services.runs.pause(id);

    await expect(services.runs.applyRebalance(plan.id)).rejects.toThrow(RunInProgressError);
    await expect(services.runs.startDemo({})).rejects.toMatchObject({ runId: id });
    await expect(services.topology.reset()).rejects.toMatchObject({ runId: id });
  });
});

describe('a plan without moves', () => {
  it('is completed at once', async () => {
    const { services } = opened;
    const plan = await services.plans.simulate({ limits: { maximumNumberOfMoves: 0 } });

    const { id } = await services.runs.applyRebalance(plan.id);

    expect((await followed(services, id)).at(-1)?.run.status).toBe('COMPLETED');
  });
});
