/** Where a new tenant would land, how big it would be there, and who would be its neighbours. Changes nothing. */
import { compare, grouped } from '../../base/lists.js';
import { counted, inBytes, inPercent } from '../../base/wording.js';
import { InvalidInputError } from '../../errors/errors.js';
import type { PlacementCandidate, PlacementForecast, ServerForecast, ServerStanding } from '../../model/advice.js';
import { documentsOfTenant, type NamingConvention, scaleFactorRange } from '../../model/asset.js';
import type { MeasureBalance } from '../../model/plan.js';
import type { PlacementStrategy } from '../../model/tenant.js';
import { type ClusterTopology, groupSize, type TopologyGroup } from '../../model/topology.js';
import { leastLoadedGroup } from '../../tenants/placement.js';
import { allBalances } from '../measure/balance.js';
import { standingsOf } from '../measure/standing.js';
import { graphOfNaming, sizeOfNewTenant } from '../question/new-tenant.js';
import { sortedTopology } from '../question/what-if.js';

/** A question about a tenant that does not exist yet; what is left out or null gets its default. */
export interface ForecastRequest {
  /** 1 to 1000; 1 when left out. */
  readonly scaleFactor?: number | null;
  /** HASH when left out. */
  readonly placement?: PlacementStrategy | null;
  /** camelCase when left out: decides which SmartGraph takes the tenant. */
  readonly naming?: NamingConvention | null;
  /** The group that the tenant's key gives, where the key is known already: the store tells it. */
  readonly groupId?: string | null;
}

/**
 * Returns where the tenant would land: one candidate where the key or LEAST_LOADED decides, else every group of the
 * graph with the same probability. Throws InvalidInputError for a scale factor or a group that there cannot be.
 */
export function forecastPlacement(topology: ClusterTopology, request: ForecastRequest = {}): PlacementForecast {
  const now = sortedTopology(topology);
  const scaleFactor = request.scaleFactor ?? scaleFactorRange.least;
  const { least, greatest } = scaleFactorRange;
  if (!Number.isInteger(scaleFactor) || scaleFactor < least || scaleFactor > greatest) {
    const remedy = `Give a whole number from ${least} to ${greatest}`;
    throw new InvalidInputError('scaleFactor', `scaleFactor is ${scaleFactor}`, remedy);
  }
  const strategy = request.placement ?? 'HASH';
  const documents = documentsOfTenant(scaleFactor);
  const { bytes, bytesBasis } = sizeOfNewTenant(now, documents);
  const groups = possibleGroups(now, strategy, request);
  const standings = standingsOf(now);
  const tenants = grouped(now.tenants, ({ groupId }) => groupId);
  const candidates = groups.map((group) => {
    const neighbours = (tenants.get(group.groupId) ?? []).map(({ key }) => key);
    return candidateOf(neighbours, standings, group, groups.length, documents, bytes);
  });
  const byFullest = [...candidates].sort((a, b) => compare(a.maxServerBytesAfter, b.maxServerBytesAfter));
  const balanceAfter = (candidate: PlacementCandidate | undefined): readonly MeasureBalance[] =>
    allBalances(candidate ? withTenant(now, candidate.groupId, documents, bytes) : now);
  return {
    strategy,
    scaleFactor,
    documents,
    bytes,
    bytesBasis,
    candidates,
    certainGroupId: groups.length === 1 ? (groups[0]?.groupId ?? null) : null,
    servers: serverForecasts(standings, groups, documents, bytes),
    balanceBefore: allBalances(now),
    balanceAfterBest: balanceAfter(byFullest[0]),
    balanceAfterWorst: balanceAfter(byFullest.at(-1)),
    warnings: warningsFor(standings, groups, bytes),
    sentence: sentenceFor(strategy, candidates, documents, bytes, now),
  };
}

function possibleGroups(
  topology: ClusterTopology,
  strategy: PlacementStrategy,
  { groupId = null, naming }: ForecastRequest,
): readonly TopologyGroup[] {
  if (groupId !== null) {
    const group = topology.groups.find((one) => one.groupId === groupId);
    if (!group)
      throw new InvalidInputError('groupId', `There is no shard group ${groupId}`, 'Use a shard group of the cluster');
    return [group];
  }
  const graph = graphOfNaming(topology, naming ?? 'camelCase');
  if (graph === null) return [];
  if (strategy === 'LEAST_LOADED') {
    const group = leastLoadedGroup(topology, graph);
    return group ? [group] : [];
  }
  return topology.groups.filter((group) => group.graph === graph);
}

function withTenant(topology: ClusterTopology, groupId: string, documents: number, bytes: bigint): ClusterTopology {
  const groups = topology.groups.map((group) => {
    const [first, ...others] = group.shards;
    if (group.groupId !== groupId || !first) return group;
    const grown = { ...first, documents: first.documents + documents, bytes: first.bytes + bytes };
    return { ...group, shards: [grown, ...others] };
  });
  return { ...topology, groups };
}

function candidateOf(
  neighbours: readonly string[],
  standings: readonly ServerStanding[],
  group: TopologyGroup,
  possible: number,
  documents: number,
  bytes: bigint,
): PlacementCandidate {
  const size = groupSize(group);
  const most = standings.reduce((max, { serverId, bytes: held }) => {
    const after = holdsReplica(group, serverId) ? held + bytes : held;
    return after > max ? after : max;
  }, 0n);
  return {
    groupId: group.groupId,
    probability: 1 / possible,
    leader: group.leader,
    followers: group.followers,
    neighbours,
    bytesAfter: size.bytes + bytes,
    documentsAfter: size.documents + documents,
    maxServerBytesAfter: most,
  };
}

function holdsReplica({ leader, followers }: TopologyGroup, serverId: string): boolean {
  return leader === serverId || followers.includes(serverId);
}

function serverForecasts(
  standings: readonly ServerStanding[],
  groups: readonly TopologyGroup[],
  documents: number,
  bytes: bigint,
): readonly ServerForecast[] {
  const possible = Math.max(1, groups.length);
  return standings.map(({ serverId, shortName, bytes: held, documents: before }) => {
    const holds = groups.filter((group) => holdsReplica(group, serverId)).length;
    const leads = groups.filter(({ leader }) => leader === serverId).length;
    return {
      serverId,
      shortName,
      bytesBefore: held,
      bytesAfter: held + (bytes * BigInt(holds)) / BigInt(possible),
      documentsBefore: before,
      documentsAfter: before + Math.round((documents * holds) / possible),
      leadsProbability: leads / possible,
    };
  });
}

function warningsFor(
  standings: readonly ServerStanding[],
  groups: readonly TopologyGroup[],
  bytes: bigint,
): readonly string[] {
  return standings.flatMap((server) => {
    const { serverId, shortName, capacityBytes, bytes: held } = server;
    if (capacityBytes === null || held + bytes <= capacityBytes) return [];
    const holds = groups.filter((group) => holdsReplica(group, serverId)).length;
    if (holds === 0) return [];
    const chance = holds === groups.length ? '' : ` (probability ${inPercent(holds / groups.length)})`;
    return [`${shortName} would hold ${inBytes(held + bytes)} of ${inBytes(capacityBytes)}${chance}`];
  });
}

function sentenceFor(
  strategy: PlacementStrategy,
  candidates: readonly PlacementCandidate[],
  documents: number,
  bytes: bigint,
  now: ClusterTopology,
): string {
  const size = `${counted(documents, 'document')}, about ${inBytes(bytes)} a copy (modelled)`;
  const [first] = candidates;
  if (!first) return `${size}: there is no shard group for it yet; the first tenant of its SmartGraph creates them`;
  if (candidates.length > 1) {
    return `${size}: the hash of its key decides between ${candidates.length} shard groups, each with probability ${inPercent(1 / candidates.length)}`;
  }
  const leader = now.servers.find(({ serverId }) => serverId === first.leader)?.shortName ?? first.leader;
  const neighbours =
    first.neighbours.length === 0 ? 'without neighbours' : `with ${counted(first.neighbours.length, 'neighbour')}`;
  const why = strategy === 'LEAST_LOADED' ? 'the least loaded' : 'the one that its key gives';
  return `${size}: it lands in shard group ${first.groupId}, ${why}, led by ${leader}, ${neighbours}`;
}
