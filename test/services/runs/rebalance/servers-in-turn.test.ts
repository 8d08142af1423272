// DB-Servers fail one after the other, or come back, at different moments of a rebalance: whatever it was, nothing is lost.
import { afterEach, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { documentsOfTenant } from '../../../../src/services/model/asset.js';
import type { Move } from '../../../../src/services/model/plan.js';
import type { RunEvent } from '../../../../src/services/model/run.js';
import type { TopologyGroup } from '../../../../src/services/model/topology.js';
import type { FollowedEvent } from '../../../../src/services/runs/log.js';
import { sample } from '../../../support/cases.js';
import {
  eventsOf,
  expectEveryDocument,
  expectNothingLost,
  mostOnOneServer,
  planForMoreServers,
} from '../../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../../support/services.js';

/** The four tenants have 6 times the documents of scale factor 1. */
const documents = 6 * documentsOfTenant(1);

let opened: TestServices;

afterEach(async () => {
  await opened.services.stop();
  expect(opened.unexpected).toEqual([]);
});

/** A server that fails or comes back when an event of this type is told for the next time. */
interface Incident {
  readonly at: RunEvent['type'];
  readonly action: 'failSimulatedServer' | 'recoverSimulatedServer';
  readonly server: (move: Move, group: TopologyGroup) => string;
}

const [fail, recover] = ['failSimulatedServer', 'recoverSimulatedServer'] as const;
const source = ({ from }: Move): string => from;
const target = ({ to }: Move): string => to;
const follower =
  (at: number) =>
  (_move: Move, { followers }: TopologyGroup): string =>
    followers[at] ?? '';

/** Each begins when a move starts; what follows comes with the next events. */
const stories: Readonly<Record<string, readonly Incident[]>> = {
  'the source fails': [{ at: 'MoveStarted', action: fail, server: source }],
  'the target fails': [{ at: 'MoveStarted', action: fail, server: target }],
  'both followers fail in turn': [
    { at: 'MoveStarted', action: fail, server: follower(0) },
    { at: 'MoveCompleted', action: fail, server: follower(1) },
  ],
  'the target fails and comes back': [
    { at: 'MoveStarted', action: fail, server: target },
    { at: 'MoveCompleted', action: recover, server: target },
  ],
  'source and target fail and come back': [
    { at: 'MoveStarted', action: fail, server: source },
    { at: 'MoveStarted', action: fail, server: target },
    { at: 'MoveCompleted', action: recover, server: source },
    { at: 'MoveStarted', action: recover, server: target },
  ],
};

async function open(replicationFactor: number): Promise<void> {
  // A copy takes a second or more, which passes at once.
  opened = await openTestServices({
    cluster: { bandwidthBytesPerSecond: 500_000, dbServers: 4, replicationFactor },
    clock: fixedClock('2026-08-15T10:00:00.000Z'),
  });
}

/** Applies a plan and lets the story happen from the `moment`-th start of a move on; returns what was told. */
async function told(story: readonly Incident[], moment: number): Promise<readonly FollowedEvent[]> {
  const { services } = opened;
  const plan = await planForMoreServers(opened);
  const { id } = await services.runs.applyRebalance(plan.id);
  const items: FollowedEvent[] = [];
  const incidents = [...story];
  let starts = 0;
  let move: Move | undefined;
  for await (const item of services.runs.follow(id, 0, new AbortController().signal)) {
    items.push(item);
    const { event, run } = item;
    expect(mostOnOneServer(plan, run)).toBeLessThanOrEqual(plan.options.limits.concurrentMovesPerServer);
    if (event.type === 'MoveStarted' && (starts += 1) === moment) move = plan.moves[event.index];
    const [next] = incidents;
    if (!move || next?.at !== event.type) continue;
    const { groupId } = move;
    const group = plan.before.groups.find((each) => each.groupId === groupId);
    await services.topology[next.action](next.server(move, group!));
    incidents.shift();
  }
  expect(incidents).toEqual([]);
  return items;
}

it.each(Object.keys(stories).flatMap((name) => sample([4, 1]).map((moment) => [name, moment] as const)))(
  'when %s at start %d of a move, every move is made or reported, and every document can be read',
  async (name, moment) => {
    await open(3);

    const items = await told(stories[name]!, moment);

    const { run } = items.at(-1)!;
    const decided = [...eventsOf(items, 'MoveCompleted'), ...eventsOf(items, 'MoveFailed')].map(({ index }) => index);
    expect(decided.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: run.rebalance!.moves }, (_, index) => index),
    );
    expect(run.rebalance).toMatchObject({ underWay: [], probe: { failed: 0 } });
    for (const { failure } of eventsOf(items, 'MoveFailed')) {
      expect(failure.message.length).toBeGreaterThan(10);
      expect(failure.remedy).not.toBeNull();
    }
    const isAsPlanned = run.rebalance!.notMade.length + run.rebalance!.elsewhere.length === 0;
    if (!isAsPlanned) expect(run).toMatchObject({ status: 'FAILED', steps: [{ facts: { isReached: false } }] });
    await expectNothingLost(opened);
    await expectEveryDocument(opened, documents);
  },
);

it('leaves a group without a replica in sync to its server, which brings it back', async () => {
  await open(2);
  const { services, store } = opened;

  const items = await told(
    [
      { at: 'MoveStarted', action: fail, server: (_move, { leader }) => leader },
      { at: 'MoveStarted', action: fail, server: follower(0) },
    ],
    1,
  );
  await store.settled();
  const { servers } = await store.readTopology();
  const failed = servers.filter(({ status }) => status === 'FAILED');
  expect(failed).toHaveLength(2);
  for (const { serverId } of failed) await services.topology.recoverSimulatedServer(serverId);

  expect(items.at(-1)!.run.status).toBe('FAILED');
  await expectNothingLost(opened);
  await expectEveryDocument(opened, documents);
});
