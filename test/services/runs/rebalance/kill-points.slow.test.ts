// A kill at every kind of event of a rebalance: what the file holds then is what the log says, and the next start carries on from it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { moveStatesOf } from '../../../../src/services/model/move-states.js';
import type { RebalancePlan } from '../../../../src/services/model/plan.js';
import { isFinal, type Run, type RunEvent } from '../../../../src/services/model/run.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { topologyAfter } from '../../../../src/services/planning/answers/plan-body.js';
import type { FollowedEvent } from '../../../../src/services/runs/log.js';
import { differingGroups } from '../../../../src/services/runs/rebalance/ending.js';
import { isMoveMade } from '../../../../src/services/runs/rebalance/next-attempt.js';
import { type KillPoint, type KillRecorder, killRecorder } from '../../../support/kill-points.js';
import { eventsOf, expectEveryDocument, expectNothingLost, planForMoreServers } from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

/** A move copies for some seconds, which pass at once. */
const cluster = { bandwidthBytesPerSecond: 800_000, dbServers: 4, replicationFactor: 3 };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-kill-points-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function open(path: string, options: { wrap?: KillRecorder['wrap']; start?: boolean } = {}): Promise<TestServices> {
  return openTestServices({ path, cluster, clock: fixedClock('2026-08-15T10:00:00.000Z'), ...options });
}

/** What somebody does when an event is told. */
type Reaction = (event: RunEvent, services: TestServices, plan: RebalancePlan) => Promise<unknown> | null;

interface Recorded {
  readonly points: readonly KillPoint[];
  readonly plan: RebalancePlan;
  readonly events: readonly RunEvent[];
  readonly documents: number;
}

/** Applies a plan once, with a person who reacts to what is told, and records every kill. */
async function recorded(react: Reaction): Promise<Recorded> {
  const path = join(folder, 'shardbook.db');
  const recorder = killRecorder(folder, path, ['MoveCompleted', 'RebalanceStopped']);
  const opened = await open(path, { wrap: recorder.wrap });
  const plan = await planForMoreServers(opened);
  const { documentsChecked: documents } = await opened.services.checks.isolation(null);
  const { id } = await opened.services.runs.applyRebalance(plan.id);
  const events: RunEvent[] = [];
  const reactions: Promise<unknown>[] = [];
  for await (const { event } of opened.services.runs.follow(id, 0, new AbortController().signal)) {
    events.push(event);
    reactions.push(Promise.resolve(react(event, opened, plan)));
  }
  await Promise.all(reactions);
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
  return { points: recorder.points, plan, events, documents };
}

/** Opens the file that a kill left, lets it go on to its end, and returns what the log says then. */
async function recovered(
  point: KillPoint,
  { points, plan, events, documents }: Recorded,
  expectPlaced: (run: Run, topology: ClusterTopology, plan: RebalancePlan) => void,
): Promise<FollowedEvent[]> {
  const next = await open(point.path, { start: false });
  const { items: runs } = await next.store.runPage({}, { limit: 1, after: null, before: null, fromEnd: false });
  const left = runs[0]!.item;
  const kept = left.lastSequence;
  expect(kept).toBeGreaterThanOrEqual(point.events);
  expect(kept).toBeLessThanOrEqual(point.maxEvents);
  expectPlaced(left, await next.store.readTopology(), plan);

  await next.services.start();
  const items: FollowedEvent[] = [];
  for await (const item of next.services.runs.follow(left.id, 0, new AbortController().signal)) {
    items.push(item);
    if (item.event.type === 'RunPaused' && item.event.sequence >= kept) await next.services.runs.resume(left.id);
  }
  expectPlaced(items.at(-1)!.run, await next.store.readTopology(), plan);
  await expectNothingLost(next);
  // Visiting every document takes longer than all the rest.
  if (point === points.at(-1)) await expectEveryDocument(next, documents);
  await next.services.stop();
  expect(next.unexpected).toEqual([]);
  expect(items.slice(0, kept).map(({ event }) => event)).toEqual(events.slice(0, kept));
  expectExplained(items, left);
  return items;
}

/** The log has no gap and one end, tells why the run went on, and decides on no move twice. */
function expectExplained(items: readonly FollowedEvent[], left: Run): void {
  expect(items.map(({ event }) => event.sequence)).toEqual(items.map((_, index) => index + 1));
  expect(items.filter(({ event }) => isFinal(event))).toHaveLength(1);
  if (left.finishedAt === null) {
    expect(items[left.lastSequence]?.event).toMatchObject({
      type: 'RunResumed',
      cause: left.status === 'PAUSED' ? 'REQUEST' : 'RESTART',
    });
  }
  const decided = [...eventsOf(items, 'MoveCompleted'), ...eventsOf(items, 'MoveFailed')];
  expect(new Set(decided.map(({ index }) => index)).size).toBe(decided.length);
  for (const { index, sequence, elapsedMs } of eventsOf(items, 'MoveCompleted')) {
    if (elapsedMs === null) continue;
    const started = eventsOf(items, 'MoveStarted').filter(
      (event) => event.index === index && event.sequence < sequence,
    );
    expect(started.length).toBeGreaterThan(0);
  }
  expect(items.at(-1)!.run.rebalance!.underWay).toEqual([]);
}

/** Every group is where the moves that the log tells of have brought it; one that is under way has happened or has not. */
function expectAsTold({ rebalance }: Run, topology: ClusterTopology, plan: RebalancePlan): void {
  const made = rebalance
    ? moveStatesOf(plan, rebalance).filter(
        ({ status, underWay, move }) => status === 'COMPLETED' || (underWay && isMoveMade(topology, move)),
      )
    : [];
  const expected = topologyAfter(
    plan.before,
    made.map(({ move }) => move),
  );
  expect(differingGroups(expected, topology)).toEqual([]);
}

describe('a kill in a rebalance', () => {
  it('that is paused, goes on and is completed loses and doubles nothing, whatever has just been told', async () => {
    let isAsked = false;
    const rebalance = await recorded((event, { services }) => {
      if (event.type === 'RunPaused') return services.runs.resume(event.runId);
      if (event.type !== 'MoveCompleted' || isAsked) return null;
      isAsked = true;
      return services.runs.pause(event.runId);
    });

    const ends: string[] = [];
    for (const point of rebalance.points) {
      const items = await recovered(point, rebalance, expectAsTold);
      ends.push(items.at(-1)!.event.type);
      expect(eventsOf(items, 'MoveCompleted')).toHaveLength(rebalance.plan.moves.length);
    }

    expect(new Set(ends)).toEqual(new Set(['RunCompleted']));
    expect(rebalance.points.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['after RunStarted', 'after StepStarted', 'after WaveStarted', 'after MoveStarted', 'after MoveProgressed'],
        ...['before MoveCompleted', 'after MoveCompleted', 'after StepProgressed', 'after RunStopRequested'],
        ...['after RunPaused', 'after RunResumed', 'after AvailabilityProbed', 'after WaveCompleted'],
        ...['after StepCompleted', 'after RunCompleted'],
      ]),
    );
  });

  it('that is cancelled ends it at the next start once the request has been told', async () => {
    const rebalance = await recorded((event, { services }) =>
      event.type === 'MoveStarted' && event.index === 0 ? services.runs.cancel(event.runId) : null,
    );
    const points = rebalance.points.filter(({ name }) =>
      ['RunStopRequested', 'RebalanceStopped', 'RunCancelled'].some((type) => name.includes(type)),
    );

    for (const point of points) {
      const items = await recovered(point, rebalance, expectAsTold);
      expect(items.at(-1)!.event.type).toBe('RunCancelled');
      expect(items.at(-1)!.run.rebalance!.finishPlanId).not.toBeNull();
    }
    expect(points.map(({ name }) => name)).toEqual([
      ...['after RunStopRequested', 'before RebalanceStopped', 'after RebalanceStopped', 'after RunCancelled'],
    ]);
  });

  it('while servers fail, moves are tried elsewhere and replicas are rebuilt, leaves nothing half known', async () => {
    const failed = new Set<string>();
    const rebalance = await recorded((event, { services }, { moves }) => {
      const fail = (serverId: string): Promise<unknown> | null => {
        if (failed.has(event.type)) return null;
        failed.add(event.type);
        return services.topology.failSimulatedServer(serverId);
      };
      if (event.type === 'MoveStarted') return fail(event.to);
      return event.type === 'MoveRetried' ? fail(moves[event.index]!.from) : null;
    });
    const names = ['after repair', 'MoveRetried', 'MoveFailed', 'StepFailed', 'RebalanceStopped', 'RunFailed'];
    const points = rebalance.points.filter(({ name }) => names.some((part) => name.includes(part)));

    const ends: string[] = [];
    for (const point of points) ends.push((await recovered(point, rebalance, () => undefined)).at(-1)!.event.type);

    expect(new Set(ends)).toEqual(new Set(['RunFailed']));
    expect(points.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['after repair 1', 'after repair 2', 'after repair 3', 'after MoveRetried', 'after MoveFailed'],
        ...['before RebalanceStopped', 'after RebalanceStopped', 'after StepFailed', 'after RunFailed'],
      ]),
    );
  });
});
