/** Plans that take back what a run moved, in the cluster as it is now. Nothing here changes the cluster. */
import { counted } from '../base/wording.js';
import {
  InfeasiblePlanError,
  MovedSinceError,
  NothingToUndoError,
  RunInProgressError,
  UnknownPlanError,
  UnknownRunError,
} from '../errors/errors.js';
import { movesMade } from '../model/move-states.js';
import type { Move, RebalancePlan } from '../model/plan.js';
import { isOpen, type Run } from '../model/run.js';
import type { StepFacts } from '../model/step-facts.js';
import { type ClusterTopology, replicasOf, type TopologyGroup } from '../model/topology.js';
import type { Store } from '../store/port.js';
import type { PlanOfMoves } from './answers/plan.js';
import { inverseOf, topologyAfter } from './answers/plan-body.js';
import { goBackOptions } from './question/options.js';
import type { PlannerQueue } from './queue/planner-queue.js';

export interface UndoDependencies {
  readonly store: Pick<Store, 'runsById' | 'runPage' | 'plansById' | 'snapshotsById' | 'readTopology'>;
  readonly queue: PlannerQueue;
  readonly seed: number;
}

/** What a run did to the placement. */
interface Done {
  readonly run: Run;
  readonly plan: RebalancePlan;
  /** In the plan's order, each to the server that took it; at least one. */
  readonly moves: readonly Move[];
  /** The cluster before the first of them. */
  readonly before: ClusterTopology;
  readonly afterSnapshotId: string | null;
}

type DemoFacts = Extract<StepFacts, { readonly kind: 'SHARD_REBALANCING' }>;

/** Shard groups and servers named in a message; the others are counted. */
const maxNamed = 3;

/** Runs looked at for the newest one that moved something, and how many of them are read at a time. */
const [maxRuns, runsInPage] = [500, 20];

/**
 * Resolves with the plan that takes back what the run moved; it has neither id nor time yet. Throws UnknownRunError,
 * RunInProgressError while the run has not ended, NothingToUndoError, InfeasiblePlanError when a server has left or
 * failed or a limit stands in the way, MovedSinceError when shard groups are not where the run left them, and what the
 * queue throws.
 */
export async function planUndo(runId: string, { store, queue, seed }: UndoDependencies): Promise<PlanOfMoves> {
  const done = await doneBy(runId, store);
  const request = { moves: inverseOf(done.moves), options: goBackOptions(done.plan.options) };
  return queue.ask({ kind: 'MOVES', request, seed }, async () => {
    const now = await store.readTopology('FRESH');
    requireServers(done, now);
    requireAsLeft(done, now);
    return now;
  });
}

/** The cluster as it is now, but with some shard groups where a run left them. */
export interface StateLeft {
  readonly topology: ClusterTopology;
  /** The snapshot that was taken when the run had made its moves; null when there is none. */
  readonly afterSnapshotId: string | null;
}

/** Resolves with the state that the run left these shard groups in. Throws as `planUndo` does for a run that moved nothing. */
export async function stateLeftBy(
  runId: string,
  groupIds: readonly string[],
  { store }: Pick<UndoDependencies, 'store'>,
): Promise<StateLeft> {
  const { moves, before, afterSnapshotId } = await doneBy(runId, store);
  const left = new Map(topologyAfter(before, moves).groups.map((group) => [group.groupId, group]));
  return { topology: withGroups(await store.readTopology('FRESH'), groupIds, left), afterSnapshotId };
}

/** Resolves with the newest run that has ended and moved something, of the last 500 there are; null when none has. */
export async function newestThatMoved({ store }: Pick<UndoDependencies, 'store'>): Promise<Run | null> {
  let after: string | null = null;
  for (let seen = 0; seen < maxRuns; seen += runsInPage) {
    const page = await store.runPage({}, { limit: runsInPage, after, before: null, fromEnd: false });
    const found = page.items.find(({ item }) => !isOpen(item) && movesOf(item) > 0);
    if (found) return found.item;
    if (!page.hasNext) return null;
    after = page.items.at(-1)?.position ?? null;
  }
  return null;
}

function movesOf(run: Run): number {
  return run.rebalance?.movesMade ?? demoFactsOf(run)?.movesMade ?? 0;
}

/** What a demo's rebalancing found. It is there once all moves are made, also when the step failed after that. */
function demoFactsOf({ steps }: Run): DemoFacts | null {
  for (const { facts } of steps) if (facts?.kind === 'SHARD_REBALANCING') return facts;
  return null;
}

async function doneBy(runId: string, store: UndoDependencies['store']): Promise<Done> {
  const [run] = await store.runsById([runId]);
  if (!run) throw new UnknownRunError(runId);
  if (isOpen(run)) throw new RunInProgressError(runId);
  const facts = demoFactsOf(run);
  if (movesOf(run) === 0) throw nothingToUndo(run);
  const planId = facts?.planId ?? ('planId' in run.input ? run.input.planId : '');
  const [plan] = await store.plansById([planId]);
  if (!plan) throw new UnknownPlanError(planId);
  const beforeSnapshotId = facts?.beforeSnapshotId ?? run.beforeSnapshotId ?? '';
  const [before] = await store.snapshotsById([beforeSnapshotId]);
  if (!before) throw new RangeError(`Run ${runId} has no state before its first move`);
  return {
    run,
    plan,
    moves: run.rebalance ? movesMade(plan, run.rebalance) : plan.moves,
    before: before.topology,
    afterSnapshotId: facts?.afterSnapshotId ?? run.afterSnapshotId,
  };
}

function nothingToUndo(run: Run): NothingToUndoError {
  const hasTried = run.steps.some(({ name, status }) => name === 'SHARD_REBALANCING' && status !== 'PENDING');
  if (hasTried && !demoFactsOf(run)) {
    return new NothingToUndoError(
      run.id,
      `Run ${run.id} ended in the middle of its rebalance (${run.status}) and has no record of the moves that it made`,
      'See diff between the snapshots of the run, or make a new plan with simulateRebalance',
    );
  }
  return new NothingToUndoError(run.id, `Run ${run.id} moved no shard group, so there is nothing to undo`, null);
}

/** Throws an InfeasiblePlanError when a server that the moves name has left, or does not serve. */
function requireServers({ run, moves, before }: Done, now: ClusterTopology): void {
  const known = new Map([...before.servers, ...now.servers].map((server) => [server.serverId, server]));
  const present = new Map(now.servers.map(({ serverId, status }) => [serverId, status]));
  const missing = [...new Set(moves.flatMap(({ from, to }) => [from, to]))].flatMap((serverId) => {
    const status = present.get(serverId);
    const name = known.get(serverId)?.shortName ?? serverId;
    if (status === undefined) return [`${name} has left the cluster`];
    return status === 'GOOD' ? [] : [`${name} is ${status}`];
  });
  if (missing.length === 0) return;
  const more = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : '';
  throw new InfeasiblePlanError(
    `Run ${run.id} moved shard groups between servers that are not all available any more: ${missing.slice(0, maxNamed).join(', ')}${more}`,
    'Bring these DB-Servers back and try again, or make a plan for the existing servers with simulateRebalance',
  );
}

/** Throws a MovedSinceError when a group that was moved has other replicas or another leader than the moves gave it. */
function requireAsLeft({ run, moves, before }: Done, now: ClusterTopology): void {
  const moved = new Set(moves.map(({ groupId }) => groupId));
  const left = new Map(topologyAfter(before, moves).groups.map((group) => [group.groupId, group]));
  const present = new Map(now.groups.map((group) => [group.groupId, group]));
  const elsewhere = [...moved]
    .filter((groupId) => placementOf(left.get(groupId)) !== placementOf(present.get(groupId)))
    .sort();
  if (elsewhere.length === 0) return;
  const nameOf = new Map([...before.servers, ...now.servers].map(({ serverId, shortName }) => [serverId, shortName]));
  const shown = (group: TopologyGroup | undefined): string =>
    group
      ? replicasOf(group)
          .map((serverId) => nameOf.get(serverId) ?? serverId)
          .join(', ')
      : 'gone';
  const named = elsewhere
    .slice(0, maxNamed)
    .map(
      (groupId) =>
        `${groupId} was left on ${shown(left.get(groupId))} and is ${present.has(groupId) ? 'on ' : ''}${shown(present.get(groupId))}`,
    );
  const more = elsewhere.length > named.length ? `; and ${elsewhere.length - named.length} more` : '';
  throw new MovedSinceError(
    run.id,
    `${elsewhere.length} of ${counted(moved.size, 'shard group')} that run ${run.id} moved ${elsewhere.length === 1 ? 'is' : 'are'} not where it left them (leader first): ${named.join('; ')}${more}`,
    elsewhere,
  );
}

/** Whether followers are in sync does not matter here: limits see to that. */
function placementOf(group: TopologyGroup | undefined): string {
  return group ? `${group.leader}/${[...group.followers].sort().join(' ')}` : 'gone';
}

/** Returns the topology with these groups placed as in `left`; a group that is gone is added again. */
function withGroups(
  now: ClusterTopology,
  groupIds: readonly string[],
  left: ReadonlyMap<string, TopologyGroup>,
): ClusterTopology {
  const missing = new Set(groupIds);
  const groups = now.groups.map((group) => {
    if (!missing.delete(group.groupId)) return group;
    const { leader, followers, inSync } = left.get(group.groupId) ?? group;
    return { ...group, leader, followers, inSync };
  });
  return { ...now, groups: [...groups, ...[...missing].flatMap((groupId) => left.get(groupId) ?? [])] };
}
