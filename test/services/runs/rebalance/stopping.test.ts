// Pausing and cancelling: what is under way is finished, nothing else begins, and the plans that are offered lead where they say.
import { EventEmitter, once } from 'node:events';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { InvalidInputError, RunAlreadyEndedError } from '../../../../src/services/errors/errors.js';
import type { RebalancePlan } from '../../../../src/services/model/plan.js';
import { differingGroups } from '../../../../src/services/runs/rebalance/ending.js';
import type { Store } from '../../../../src/services/store/port.js';
import { eventsOf, followed, planForMoreServers, until } from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  // Slow enough that the first copy is still under way when its event is read.
  opened = await openTestServices({ cluster: { bandwidthBytesPerSecond: 8_000_000 } });
});

afterEach(async () => {
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
});

/** Opens the services again with something between them and the store. */
async function reopened(wrap: (store: Store) => Store): Promise<void> {
  await opened.services.stop();
  opened = await openTestServices({ wrap });
}

/** Applies the plan and returns the run's id once its first move is under way. */
async function underWay(plan: RebalancePlan): Promise<string> {
  const { services } = opened;
  const { id } = await services.runs.applyRebalance(plan.id);
  await until(services, id, 'MoveStarted');
  return id;
}

describe('pausing', () => {
  it('finishes the moves under way, begins no other, and goes on when asked to', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);

    const id = await underWay(plan);
    const paused = await services.runs.pause(id);
    const resumed = await services.runs.resume(id);
    const items = await followed(services, id);

    expect(paused).toMatchObject({ status: 'PAUSED', finishedAt: null });
    expect(paused.rebalance!.movesMade).toBeGreaterThan(0);
    expect(paused.rebalance!.movesMade).toBeLessThan(plan.moves.length);
    expect(paused.rebalance!.underWay).toEqual([]);
    expect(resumed.status).toBe('RUNNING');
    expect(items.at(-1)?.run.status).toBe('COMPLETED');
    expect(eventsOf(items, 'MoveCompleted')).toHaveLength(plan.moves.length);
    const types = items.map(({ event }) => event.type).filter((type) => type.startsWith('Run'));
    expect(types).toEqual(['RunStarted', 'RunStopRequested', 'RunPaused', 'RunResumed', 'RunCompleted']);
  });

  it.each(['pause', 'cancel'] as const)('and cancelling begin no further move of a wave: %s', async (ask) => {
    const moment = new EventEmitter();
    const held = once(moment, 'held');
    const letGo = once(moment, 'letGo');
    await reopened((store) => ({
      ...store,
      async appendEvent(event, after) {
        // Everything else that the run has to tell waits behind this event.
        if (event.type === 'MoveStarted') {
          moment.emit('held');
          await letGo;
        }
        await store.appendEvent(event, after);
      },
    }));
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    expect(plan.waves[0]!.moves.length).toBeGreaterThan(1);

    const { id } = await services.runs.applyRebalance(plan.id);
    await held;
    const asked = services.runs[ask](id);
    // The run is read before it is asked; whoever reads after that comes later, and one more turn lets the asker act.
    await services.runs.runsById([id]);
    await new Promise((resolve) => setImmediate(resolve));
    moment.emit('letGo');
    const stopped = await asked;

    expect(stopped).toMatchObject({
      status: ask === 'pause' ? 'PAUSED' : 'CANCELLED',
      rebalance: { movesMade: 1, underWay: [] },
    });
    if (ask === 'pause') await services.runs.resume(id);
    const items = await followed(services, id);
    const [request] = eventsOf(items, 'RunStopRequested');
    expect(request!.message).toContain('1 move under way is finished first');
    expect(eventsOf(items, 'MoveStarted').filter(({ sequence }) => sequence < request!.sequence)).toHaveLength(1);
    expect(eventsOf(items, 'MoveCompleted')).toHaveLength(ask === 'pause' ? plan.moves.length : 1);
  });

  it('of a paused run, and resuming of one that is under way, change nothing', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const id = await underWay(plan);
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

    const id = await underWay(plan);
    await services.runs.pause(id);
    const cancelled = await services.runs.cancel(id);

    const { finishPlanId, goBackPlanId, movesMade } = cancelled.rebalance!;
    const types = (await followed(services, id)).map(({ event }) => event.type);
    expect(types.slice(types.indexOf('RunPaused') + 1)).toEqual([
      'RunStopRequested',
      'RebalanceStopped',
      'RunCancelled',
    ]);
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
    const id = await underWay(plan);
    await services.runs.pause(id);
    const { rebalance } = await services.runs.cancel(id);

    const back = await services.runs.applyRebalance(rebalance!.goBackPlanId!);
    await followed(services, back.id);

    expect(differingGroups(start, (await services.topology.live()).topology)).toEqual([]);
  });

  it('of a run that is under way finishes the moves under way', async () => {
    const { services } = opened;
    const plan = await planForMoreServers(opened);
    const id = await underWay(plan);

    const cancelled = await services.runs.cancel(id);

    const items = await followed(services, id);
    expect(eventsOf(items, 'MoveStarted')).toHaveLength(eventsOf(items, 'MoveCompleted').length);
    expect(items.at(-1)?.event.type).toBe('RunCancelled');
    expect((await services.reports.generateForRun(id)).id).toBe(cancelled.reportId);
  });
});
