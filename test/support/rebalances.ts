/** Rebalances for tests: a small cluster with two new servers, its plan, and what its log says. */
import { expect } from 'vitest';

import type { Application } from '../../src/compose.js';
import type { RebalancePlan } from '../../src/services/model/plan.js';
import type { Run, RunEvent } from '../../src/services/model/run.js';
import { replicasOf } from '../../src/services/model/topology.js';
import type { FollowedEvent } from '../../src/services/runs/log.js';
import type { TestServices } from './services.js';

/** Adds two tenants and two empty DB-Servers, and returns a plan for them with at least one move. */
export async function planForMoreServers({ services }: TestServices, servers = 2): Promise<RebalancePlan> {
  await services.tenants.add({ name: 'Retail', scaleFactor: 1 });
  await services.tenants.add({ name: 'Bank', scaleFactor: 2 });
  await services.topology.addSimulatedServers(
    Array.from({ length: servers }, () => ({ capacityBytes: null, zone: null })),
  );
  const plan = await services.plans.simulate({});
  if (plan.moves.length < 3) throw new Error(`The plan has only ${plan.moves.length} moves`);
  return plan;
}

/** Follows a run to its end and returns everything that was told. */
export async function followed(services: Application, runId: string): Promise<FollowedEvent[]> {
  const all: FollowedEvent[] = [];
  for await (const item of services.runs.follow(runId, 0, new AbortController().signal)) all.push(item);
  return all;
}

/** Follows a run until an event of this type is told; throws when it ends without. */
export async function until(services: Application, runId: string, type: RunEvent['type']): Promise<FollowedEvent> {
  for await (const item of services.runs.follow(runId, 0, new AbortController().signal)) {
    if (item.event.type === type) return item;
  }
  throw new Error(`The run ended without ${type}`);
}

/** Returns the events of one type, in order. */
export function eventsOf<T extends RunEvent['type']>(
  items: readonly FollowedEvent[],
  type: T,
): Extract<RunEvent, { readonly type: T }>[] {
  return items.flatMap(({ event }) => (event.type === type ? [event as Extract<RunEvent, { readonly type: T }>] : []));
}

/** Returns the run as it is stored. */
export async function stored(services: Application, runId: string): Promise<Run> {
  const [run] = await services.runs.runsById([runId]);
  if (!run) throw new Error(`There is no run ${runId}`);
  return run;
}

/** Returns the largest number of moves under way that one server takes part in. */
export function mostOnOneServer({ moves }: RebalancePlan, { rebalance }: Run): number {
  const counts = new Map<string, number>();
  for (const { index, to } of rebalance?.underWay ?? []) {
    for (const server of [moves[index]?.from ?? '', to]) counts.set(server, (counts.get(server) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/**
 * Checks, once the cluster has repaired itself, that every group has a leader that serves and all its replicas in sync on
 * different servers that serve.
 */
export async function expectNothingLost({ store }: TestServices): Promise<void> {
  await store.settled();
  const { servers, collections, groups } = await store.readTopology();
  const serving = new Set(servers.filter(({ status }) => status === 'GOOD').map(({ serverId }) => serverId));
  for (const group of groups) {
    const holders = new Set(replicasOf(group));
    expect(holders.size).toBe(collections[0]!.replicationFactor);
    expect([...holders].filter((serverId) => !serving.has(serverId))).toEqual([]);
    expect(group.inSync.toSorted()).toEqual(group.followers.toSorted());
  }
}

/** Checks that every document can be read, is in its place and belongs to its tenant, and that there are so many. */
export async function expectEveryDocument({ services }: TestServices, documents: number): Promise<void> {
  expect(await services.checks.isolation(null)).toMatchObject({ status: 'PASS', documentsChecked: documents });
}
