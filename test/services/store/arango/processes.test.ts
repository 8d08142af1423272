// Several Shardbooks on one cluster: runs that one drives and another follows, pauses, cancels or takes up.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Application, createServices } from '../../../../src/compose.js';
import { fixedClock, systemClock } from '../../../../src/services/base/clock.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { RunTakenOverError } from '../../../../src/services/errors/errors.js';
import type { RebalancePlan } from '../../../../src/services/model/plan.js';
import { runBeforeEvents } from '../../../../src/services/model/run.js';
import { differingGroups } from '../../../../src/services/runs/rebalance/ending.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import { dyingStore } from '../../../support/dying-store.js';
import { eventsOf, followed, stored, until } from '../../../support/rebalances.js';
import { settingsFor } from './open-store.js';

const at = '2026-08-01T12:00:00.000Z';

let arangod: Arangod;
let serverNow: number;
let seed = 0;
let unexpected: unknown[];
/** Resolves with the first failure that the services did not expect. */
let firstUnexpected: Promise<unknown>;
let tellUnexpected: (error: unknown) => void;
const running: Application[] = [];

beforeEach(async () => {
  serverNow = Date.parse(at);
  unexpected = [];
  firstUnexpected = new Promise((resolve) => {
    tellUnexpected = resolve;
  });
  arangod = await startArangod({ now: () => new Date(serverNow) });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((services) => services.stop()));
  await arangod.close();
});

interface Process {
  readonly services: Application;
  readonly store: Store;
}

/** A Shardbook that does not look for what others left, unless it is started. */
function processOn(wrap: (store: Store) => Store = (store) => store): Process {
  const opened = openArangoStore(settingsFor(arangod), 'camelCase');
  const store = wrap(opened);
  const services = createServices({
    store,
    // A started one looks again after 15 s, which nobody waits for.
    clock: systemClock(),
    random: seededRandom((seed += 1)),
    seed: 0,
    version: '0.0.0-test',
    onUnexpected: (error) => {
      unexpected.push(error);
      tellUnexpected(error);
    },
  });
  running.push(services);
  return { services, store };
}

/** A plan for two new DB-Servers, with moves. */
async function planOn({ services }: Process): Promise<RebalancePlan> {
  await services.tenants.add({ name: 'Retail' });
  await services.tenants.add({ name: 'Bank' });
  arangod.addServer();
  arangod.addServer();
  const plan = await services.plans.simulate({});
  expect(plan.moves.length).toBeGreaterThan(2);
  return plan;
}

/** The server's clock goes on by more than the 30 s of a lease. */
function endLeases(): void {
  serverNow += 31_000;
}

describe('a rebalance', () => {
  it('that one process drives is followed by another to its end', async () => {
    const [driver, watcher] = [processOn(), processOn()];
    const plan = await planOn(driver);

    const { id } = await driver.services.runs.applyRebalance(plan.id);
    const items = await followed(watcher.services, id);

    expect(items.map(({ event }) => event.sequence)).toEqual(items.map((_, index) => index + 1));
    expect(items.at(-1)?.run).toMatchObject({ status: 'COMPLETED', rebalance: { movesMade: plan.moves.length } });
    const { topology } = await watcher.services.topology.live();
    expect(differingGroups(plan.after, topology)).toEqual([]);
  });

  it('that another process drives cannot be cancelled, paused or resumed here', async () => {
    const [driver, other] = [processOn(), processOn()];
    const plan = await planOn(driver);
    arangod.setBytesPerMovePoll(1);
    const { id } = await driver.services.runs.applyRebalance(plan.id);

    const { runs } = other.services;
    const results = await Promise.allSettled([runs.cancel(id), runs.pause(id), runs.resume(id)]);

    for (const result of results) expect(result).toMatchObject({ reason: { code: 'RUN_TAKEN_OVER' } });
    arangod.setBytesPerMovePoll(null);
    await followed(driver.services, id);
  });

  it('that one process has paused goes on when another is asked to', async () => {
    const [first, second] = [processOn(), processOn()];
    const plan = await planOn(first);
    const { id } = await first.services.runs.applyRebalance(plan.id);
    expect(await first.services.runs.pause(id)).toMatchObject({ status: 'PAUSED' });

    await second.services.runs.resume(id);

    const items = await followed(first.services, id);
    expect(items.at(-1)?.run).toMatchObject({ status: 'COMPLETED', rebalance: { movesMade: plan.moves.length } });
  });

  it('of a process that died goes on in another one, and no move is made twice or lost', async () => {
    let death: Promise<void> = Promise.resolve();
    const dying = processOn((store) => {
      // Some moves are under way by then.
      const mortal = dyingStore(store, 9, 'AFTER');
      death = mortal.died;
      return mortal.store;
    });
    running.pop();
    const heir = processOn();
    const plan = await planOn(heir);
    void dying.services.runs.applyRebalance(plan.id);
    await death;
    const [left] = await heir.store.runningRuns();
    endLeases();

    await heir.services.start();

    const items = await followed(heir.services, left?.id ?? '');
    expect(items.map(({ event }) => event.sequence)).toEqual(items.map((_, index) => index + 1));
    expect(eventsOf(items, 'RunResumed')).toHaveLength(1);
    expect(items.at(-1)?.run).toMatchObject({ status: 'COMPLETED', rebalance: { movesMade: plan.moves.length } });
  });

  it('of a process that was only slow is refused its next event, and the other one completes it', async () => {
    const [slow, heir] = [processOn(), processOn()];
    const plan = await planOn(slow);
    arangod.setBytesPerMovePoll(1);
    const { id } = await slow.services.runs.applyRebalance(plan.id);
    await until(heir.services, id, 'MoveStarted');
    endLeases();
    await heir.services.start();
    await until(heir.services, id, 'RunResumed');
    arangod.setBytesPerMovePoll(null);

    const items = await followed(heir.services, id);

    expect(items.at(-1)?.run).toMatchObject({ status: 'COMPLETED', rebalance: { movesMade: plan.moves.length } });
    expect(unexpected.every((error) => error instanceof RunTakenOverError)).toBe(true);
  });

  it('goes on after an outage in the middle of its moves', async () => {
    const driver = processOn();
    const plan = await planOn(driver);
    arangod.setBytesPerMovePoll(1);
    const { id } = await driver.services.runs.applyRebalance(plan.id);
    await until(driver.services, id, 'MoveStarted');
    arangod.inject({ kind: 'RESET', times: 1e9, match: { path: /shardDistribution/ } });
    expect(await firstUnexpected).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    arangod.clearFaults();
    arangod.setBytesPerMovePoll(null);

    await driver.services.runs.resume(id);
    const items = await followed(driver.services, id);

    expect(items.at(-1)?.run).toMatchObject({ status: 'COMPLETED', rebalance: { movesMade: plan.moves.length } });
  });
});

describe('a demo', () => {
  const demo = runBeforeEvents({
    id: 'run1',
    kind: 'DEMO',
    input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
    startedAt: at,
  });

  it('of a process that died is marked as interrupted by another one, once its lease is over', async () => {
    const dead = openArangoStore(settingsFor(arangod, { clock: fixedClock(at) }), 'camelCase');
    await dead.createRun(demo);
    const heir = processOn();
    endLeases();

    await heir.services.start();

    const items = await followed(heir.services, 'run1');
    expect(items.at(-1)?.event).toMatchObject({ type: 'RunFailed', failure: { code: 'RUN_INTERRUPTED' } });
    await dead.close();
  });

  it('that another process drives is left alone', async () => {
    const driver = processOn();
    await driver.store.createRun(demo);
    const other = processOn();

    await expect(other.services.runs.cancel('run1')).rejects.toBeInstanceOf(RunTakenOverError);

    expect(await stored(other.services, 'run1')).toMatchObject({ status: 'RUNNING', lastSequence: 0 });
  });
});
