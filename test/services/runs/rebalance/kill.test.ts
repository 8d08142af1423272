// A rebalance survives a kill at any point: no move is lost, made twice or half known.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Application } from '../../../../src/compose.js';
import { createServices } from '../../../../src/compose.js';
import { systemClock } from '../../../../src/services/base/clock.js';
import { packageFile } from '../../../../src/services/base/package-root.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { fingerprint } from '../../../../src/services/model/fingerprint.js';
import type { RebalancePlan } from '../../../../src/services/model/plan.js';
import { isFinal, type Run } from '../../../../src/services/model/run.js';
import type { FollowedEvent } from '../../../../src/services/runs/log.js';
import type { Store } from '../../../../src/services/store/port.js';
import { sample } from '../../../support/cases.js';
import { dyingStore } from '../../../support/dying-store.js';
import { eventsOf, followed, planForMoreServers } from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

let opened: TestServices;
let plan: RebalancePlan;
let seed = 100;

beforeAll(async () => {
  opened = await openTestServices({ cluster: { bandwidthBytesPerSecond: 1e12 } });
  plan = await planForMoreServers(opened);
});

afterAll(() => opened.services.stop());

/** Application as another process would have them, on the same data. */
function servicesOn(store: Store): Application {
  seed += 1;
  const settings = { clock: systemClock(), random: seededRandom(seed), seed: 0, version: '0.0.0-test' };
  return createServices({ store, ...settings, onUnexpected: (error) => opened.unexpected.push(error) });
}

async function latestRun(): Promise<Run | null> {
  const page = await opened.store.runPage({}, { limit: 1, after: null, before: null, fromEnd: false });
  return page.items[0]?.item ?? null;
}

/** Brings every shard group back to where the plan found it. */
async function undo(): Promise<void> {
  for (const move of plan.inverse) await opened.store.executeMove(move, () => undefined, new AbortController().signal);
  expect(fingerprint(await opened.store.readTopology())).toBe(plan.baseFingerprint);
}

function expectOneOfEverything(items: readonly FollowedEvent[]): void {
  expect(items.map(({ event }) => event.sequence)).toEqual(items.map((_, index) => index + 1));
  const made = eventsOf(items, 'MoveCompleted').map(({ index }) => index);
  expect(made.toSorted((a, b) => a - b)).toEqual(plan.moves.map(({ index }) => index));
  const waves = plan.waves.map(({ index }) => index);
  expect(eventsOf(items, 'WaveStarted').map(({ wave }) => wave)).toEqual(waves);
  expect(eventsOf(items, 'WaveCompleted').map(({ wave }) => wave)).toEqual(waves);
  expect(items.filter(({ event }) => isFinal(event)).map(({ event }) => event.type)).toEqual(['RunCompleted']);
  expect(items.at(-1)?.run.reportId).not.toBeNull();
}

async function expectPredicted(): Promise<void> {
  expect(fingerprint(await opened.store.readTopology())).toBe(fingerprint(plan.after));
}

/** Applies the plan with a process that dies at its n-th write; false when it came to its end before. */
async function applyAndDie(deathAt: number, when: 'BEFORE' | 'AFTER'): Promise<boolean> {
  const dying = dyingStore(opened.store, deathAt, when);
  const services = servicesOn(dying.store);
  const ended = services.runs.applyRebalance(plan.id).then((run) => followed(services, run.id));
  return Promise.race([dying.died.then(() => true), ended.then(() => false)]);
}

describe('a rebalance whose process is killed', () => {
  // Just before a write is the same state as just after the one before it, but for what else was under way.
  const writes = [
    ['after any', 'AFTER', 1],
    ['before some', 'BEFORE', 5],
  ] as const;

  it.each(writes)('%s of its writes goes on at the next start to the predicted end', async (_name, when, step) => {
    let points = 0;
    for (let deathAt = 1; await applyAndDie(deathAt, when); deathAt += step) {
      points += 1;
      const services = servicesOn(opened.store);
      await services.start();
      // Before the first write there is no run yet.
      if (when === 'BEFORE' && deathAt === 1) continue;
      const run = await latestRun();
      if (!run) throw new Error('The run was lost');
      expectOneOfEverything(await followed(services, run.id));
      await expectPredicted();
      await undo();
    }
    await undo();

    // Every event and every move is a write, so there are far more points than moves.
    expect(points * step).toBeGreaterThan(plan.moves.length * 3);
    expect(opened.unexpected).toEqual([]);
  });

  it('again and again still makes every move once', async () => {
    await applyAndDie(9, 'AFTER');
    let kills = 1;
    let run = await latestRun();
    while (run?.finishedAt === null) {
      const { id } = run;
      const dying = dyingStore(opened.store, 9, kills % 2 === 0 ? 'AFTER' : 'BEFORE');
      const services = servicesOn(dying.store);
      const ended = services.start().then(() => followed(services, id));
      await Promise.race([dying.died, ended]);
      run = await latestRun();
      kills += 1;
    }

    expect(kills).toBeGreaterThan(2);
    expectOneOfEverything(await followed(opened.services, run?.id ?? ''));
    await expectPredicted();
    await undo();
  });
});

describe('a real process', () => {
  // In the middle of a wave, after the first events, and near the end.
  it.each(sample([9, 2, 20]))(
    'that kills itself after event %d leaves a run that the next one completes',
    async (events) => {
      const folder = await mkdtemp(join(tmpdir(), 'shardbook-kill-'));
      const path = join(folder, 'shardbook.db');
      try {
        const script = join(import.meta.dirname, 'killed-rebalance.mjs');
        const child = spawn(process.execPath, [script, packageFile('dist/src'), path, String(events)], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
        expect(signal).toBe('SIGKILL');

        const next = await openTestServices({ path });
        const { items } = await next.services.runs.page({}, { limit: 1, after: null, before: null, fromEnd: false });
        const run = items[0]!.item;
        const told = await followed(next.services, run.id);
        const [made] = await next.services.plans.plansById(['planId' in run.input ? run.input.planId : '']);
        const reached = fingerprint(await next.store.readTopology());
        await next.services.stop();

        expect(told.at(-1)?.run.status).toBe('COMPLETED');
        expect(eventsOf(told, 'RunResumed').map(({ cause }) => cause)).toEqual(['RESTART']);
        const indexes = eventsOf(told, 'MoveCompleted').map(({ index }) => index);
        expect(indexes.toSorted((a, b) => a - b)).toEqual(made!.moves.map(({ index }) => index));
        expect(reached).toBe(fingerprint(made!.after));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
