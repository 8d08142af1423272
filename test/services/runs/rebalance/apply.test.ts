// Applying a plan: what is refused, what is made, what the log says, and what it looks like at the end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  InvalidInputError,
  PlanNotApplicableError,
  RunAlreadyEndedError,
  RunInProgressError,
  StalePlanError,
  UnknownPlanError,
} from '../../../../src/services/errors.js';
import { moveStatesOf } from '../../../../src/services/model/move-states.js';
import { isFinal } from '../../../../src/services/model/run.js';
import { differingGroups } from '../../../../src/services/runs/rebalance/reached.js';
import { eventsOf, followed, planForMoreServers, stored, until } from '../../../support/rebalances.js';
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

  it('tells bytes, rate and time left of a copy, and keeps the steps for those who know nothing else', async () => {
    await opened.services.stop();
    opened = await openTestServices({ cluster: { bandwidthBytesPerSecond: 800_000 } });
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

describe('pausing', () => {
  it('finishes the moves under way, begins no other, and goes on when asked to', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);

    const { id } = await services.runs.applyRebalance(plan.id);
    const paused = await services.runs.pause(id);
    const resumed = await services.runs.resume(id);
    const items = await followed(services, id);

    expect(paused).toMatchObject({ status: 'PAUSED', finishedAt: null });
    expect(paused.rebalance!.movesMade).toBeLessThan(plan.moves.length);
    expect(paused.rebalance!.underWay).toEqual([]);
    expect(resumed.status).toBe('RUNNING');
    expect(items.at(-1)?.run.status).toBe('COMPLETED');
    expect(eventsOf(items, 'MoveCompleted')).toHaveLength(plan.moves.length);
    const types = items.map(({ event }) => event.type).filter((type) => type.startsWith('Run'));
    expect(types).toEqual(['RunStarted', 'RunStopRequested', 'RunPaused', 'RunResumed', 'RunCompleted']);
  });

  it('of a paused run, and resuming of one that is under way, change nothing', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const { id } = await services.runs.applyRebalance(plan.id);
    const first = await services.runs.pause(id);

    expect(await services.runs.pause(id)).toEqual(first);
    const [one, two] = await Promise.all([services.runs.resume(id), services.runs.resume(id)]);

    expect([one.status, two.status]).toEqual(['RUNNING', 'RUNNING']);
    expect(eventsOf(await followed(services, id), 'RunResumed')).toHaveLength(1);
  });

  it('is refused for a demo and for a run that has ended', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const { id } = await services.runs.applyRebalance(plan.id);
    await followed(services, id);
    const demo = await services.runs.startDemo({ pace: 'PRESENTER' });

    await expect(services.runs.pause(demo.id)).rejects.toThrow(InvalidInputError);
    await expect(services.runs.pause(id)).rejects.toThrow(RunAlreadyEndedError);
    await expect(services.runs.resume(id)).rejects.toThrow(RunAlreadyEndedError);
  });
});

describe('cancelling', () => {
  it('offers a plan that finishes and one that goes back, and both lead where they say', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const { topology: start } = await services.topology.live();

    const { id } = await services.runs.applyRebalance(plan.id);
    await services.runs.pause(id);
    const cancelled = await services.runs.cancel(id);

    const { finishPlanId, goBackPlanId, movesMade } = cancelled.rebalance!;
    expect(cancelled).toMatchObject({ status: 'CANCELLED', steps: [{ status: 'CANCELLED' }] });
    const [finish, goBack] = await services.plans.plansById([finishPlanId!, goBackPlanId!]);
    expect(finish!.moves).toHaveLength(plan.moves.length - movesMade);
    expect(goBack!.moves).toHaveLength(movesMade);
    await followed(services, (await services.runs.applyRebalance(finishPlanId!)).id);
    expect(differingGroups(plan.after, (await services.topology.live()).topology)).toEqual([]);
    expect(differingGroups(start, goBack!.after)).toEqual([]);
  });

  it('lets the go-back plan undo what was done', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const { topology: start } = await services.topology.live();
    const { id } = await services.runs.applyRebalance(plan.id);
    await services.runs.pause(id);
    const { rebalance } = await services.runs.cancel(id);

    const back = await services.runs.applyRebalance(rebalance!.goBackPlanId!);
    await followed(services, back.id);

    expect(differingGroups(start, (await services.topology.live()).topology)).toEqual([]);
  });

  it('of a run that is under way finishes the moves under way', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const { id } = await services.runs.applyRebalance(plan.id);

    const cancelled = await services.runs.cancel(id);

    const items = await followed(services, id);
    expect(eventsOf(items, 'MoveStarted')).toHaveLength(eventsOf(items, 'MoveCompleted').length);
    expect(items.at(-1)?.event.type).toBe('RunCancelled');
    expect((await services.reports.generateForRun(id)).id).toBe(cancelled.reportId);
  });
});
