/**
 * The cluster with tenants that are still to come: each lands where the forecast says, with the documents that the data
 * model gives it and modelled bytes. The same growth always gives the same keys and the same places.
 */
import { sha256 } from '../../base/canonical.js';
import { foldCase } from '../../base/fold.js';
import { grouped } from '../../base/lists.js';
import { InvalidInputError, PlacementNotFoundError } from '../../errors/errors.js';
import { assetKinds, documentsOfTenant, documentsPerScale, nameIn } from '../../model/asset.js';
import type { Growth, TenantGrowth } from '../../model/plan.js';
import { shardPosition } from '../../model/sharding.js';
import {
  type ClusterTopology,
  groupSize,
  type TopologyGroup,
  type TopologyShard,
  type TopologyTenant,
} from '../../model/topology.js';
import { loadLedger } from '../../tenants/placement.js';
import { graphOfNaming, sizeOfNewTenant } from './new-tenant.js';

/** Keys tried for one tenant: with 1,000 shard groups each is missed once in 10^43 tries of so many. */
const maxKeys = 100_000;

/** Tenant keys have 12 hexadecimal digits. */
const keySpace = 16n ** 12n;

/** What tenants bring to one shard group. */
interface Arrival {
  readonly tenant: TopologyTenant;
  readonly growth: TenantGrowth;
}

/**
 * Returns the topology with the tenants of a growth, in the order in which they are named. A key is a function of the
 * tenant's name: HASH takes the first that is free, LEAST_LOADED the first whose hash falls on the least loaded group.
 * Measured load of a group grows with its documents. Throws InvalidInputError for a name that is taken and for a naming
 * convention that no SmartGraph has, and PlacementNotFoundError when no key falls on the least loaded group.
 */
export function grown(topology: ClusterTopology, { tenants: wishes, bytesPerDocument }: Growth): ClusterTopology {
  const names = new Set(topology.tenants.map(({ name }) => foldCase(name)));
  const keys = new Set(topology.tenants.map(({ key }) => key));
  const ledger = loadLedger(topology);
  const groupAt = new Map(topology.groups.map((group) => [`${group.graph} ${group.index}`, group]));
  const arrivals: Arrival[] = [];
  wishes.forEach((growth, at) => {
    const graph = requireGraph(topology, growth, at);
    const groups = topology.groups.filter((group) => group.graph === graph).length;
    const documents = documentsOfTenant(growth.scaleFactor);
    const { bytes } = sizeOfNewTenant(topology, documents, bytesPerDocument);
    for (let number = 1; number <= growth.count; number += 1) {
      const name = growth.count === 1 ? growth.name : `${growth.name} ${number}`;
      requireFreeName(names, name, at);
      const wanted = growth.placement === 'LEAST_LOADED' ? ledger.leastLoaded(graph) : null;
      const key = keyFor(name, keys, groups, wanted);
      const group = groupAt.get(`${graph} ${shardPosition(key, groups)}`);
      if (!group) throw new RangeError(`${graph} has no shard group ${shardPosition(key, groups)}`);
      ledger.add(group, bytes);
      const { naming, scaleFactor } = growth;
      const tenant = { key, name, naming, scaleFactor, groupId: group.groupId, documents, bytes };
      arrivals.push({ growth, tenant: { ...tenant, isImagined: true } });
    }
  });
  return withArrivals(topology, arrivals);
}

function requireGraph(topology: ClusterTopology, { naming }: TenantGrowth, at: number): string {
  const graph = graphOfNaming(topology, naming);
  if (graph !== null) return graph;
  throw new InvalidInputError(
    `growth.tenants[${at}].naming`,
    `The cluster has no SmartGraph for ${naming} tenants yet, so they have no shard group to grow in`,
    'Add the first tenant of that naming convention, or choose the other one',
  );
}

function requireFreeName(names: Set<string>, name: string, at: number): void {
  const folded = foldCase(name);
  if (names.has(folded)) {
    throw new InvalidInputError(
      `growth.tenants[${at}].name`,
      `A tenant named "${name}" already exists`,
      'Name only tenants that do not exist yet, each once',
    );
  }
  names.add(folded);
}

function keyFor(name: string, keys: Set<string>, groups: number, wanted: TopologyGroup | null): string {
  const first = BigInt(`0x${sha256(`tenant to come: ${name}`).slice(0, 12)}`);
  for (let attempt = 0; attempt < maxKeys; attempt += 1) {
    const key = ((first + BigInt(attempt)) % keySpace).toString(16).padStart(12, '0');
    if (keys.has(key) || (wanted !== null && shardPosition(key, groups) !== wanted.index)) continue;
    keys.add(key);
    return key;
  }
  throw new PlacementNotFoundError(wanted?.groupId ?? '', maxKeys);
}

function withArrivals(topology: ClusterTopology, arrivals: readonly Arrival[]): ClusterTopology {
  const byGroup = grouped(arrivals, ({ tenant }) => tenant.groupId);
  const loadPerDocument = meanLoadPerDocument(topology);
  return {
    ...topology,
    tenants: [...topology.tenants, ...arrivals.map(({ tenant }) => tenant)],
    groups: topology.groups.map((group) => {
      const arrived = byGroup.get(group.groupId);
      return arrived ? withTenants(group, arrived, loadPerDocument) : group;
    }),
  };
}

function withTenants(group: TopologyGroup, arrived: readonly Arrival[], loadPerDocument: number | null): TopologyGroup {
  const before = groupSize(group).documents;
  const shards = arrived.reduce((sized, { tenant }) => withTenant(sized, tenant, 1), group.shards);
  const after = shards.reduce((sum, { documents }) => sum + documents, 0);
  const own = group.measuredLoad !== null && before > 0 ? group.measuredLoad / before : loadPerDocument;
  return { ...group, shards, measuredLoad: own === null ? group.measuredLoad : own * after };
}

/** `sign`: 1 when the tenant comes, -1 when it leaves. */
function withTenant(shards: readonly TopologyShard[], tenant: TopologyTenant, sign: 1 | -1): readonly TopologyShard[] {
  const parts = partsOf(tenant, shards);
  return shards.map((shard, at) => ({
    ...shard,
    documents: shard.documents + sign * (parts[at]?.documents ?? 0),
    bytes: shard.bytes + BigInt(sign) * (parts[at]?.bytes ?? 0n),
  }));
}

/**
 * Returns what a tenant brings to each shard of its group. Documents go to the collection of their kind; kinds without a
 * collection here go to the first one.
 */
function partsOf(
  { naming, scaleFactor, documents: wholeDocuments, bytes: wholeBytes }: TopologyTenant,
  shards: readonly TopologyShard[],
): readonly Pick<TopologyShard, 'documents' | 'bytes'>[] {
  const perCollection = new Map<string, number>(
    assetKinds.map((kind) => [nameIn(naming, kind), documentsPerScale[kind] * scaleFactor]),
  );
  const documents = shards.map(({ collection }) => perCollection.get(collection) ?? 0);
  const restDocuments = wholeDocuments - documents.reduce((sum, count) => sum + count, 0);
  const bytes = documents.map((count) => (wholeBytes * BigInt(count)) / BigInt(wholeDocuments));
  const restBytes = wholeBytes - bytes.reduce((sum, part) => sum + part, 0n);
  return shards.map((_, at) => ({
    documents: (documents[at] ?? 0) + (at === 0 ? restDocuments : 0),
    bytes: (bytes[at] ?? 0n) + (at === 0 ? restBytes : 0n),
  }));
}

/**
 * Returns a topology without the tenants that `grown` added to it and what they brought to its shard groups. Measured
 * load shrinks with the documents, as it grew.
 */
export function ungrown(topology: ClusterTopology): ClusterTopology {
  const imagined = topology.tenants.filter(({ isImagined }) => isImagined);
  const leaving = grouped(imagined, ({ groupId }) => groupId);
  if (leaving.size === 0) return topology;
  return {
    ...topology,
    tenants: topology.tenants.filter(({ isImagined }) => !isImagined),
    groups: topology.groups.map((group) => {
      const tenants = leaving.get(group.groupId) ?? [];
      const shards = tenants.reduce((sized, tenant) => withTenant(sized, tenant, -1), group.shards);
      return shards === group.shards ? group : { ...group, shards, measuredLoad: loadWith(group, shards) };
    }),
  };
}

/** null for a group that imagined tenants only had given data: it was not measured. */
function loadWith(group: TopologyGroup, shards: readonly TopologyShard[]): number | null {
  const documents = shards.reduce((sum, shard) => sum + shard.documents, 0);
  if (group.measuredLoad === null || documents === 0) return null;
  return (group.measuredLoad * documents) / groupSize(group).documents;
}

/** null unless every group with data was measured: then load is modelled from documents anyway. */
function meanLoadPerDocument({ groups }: ClusterTopology): number | null {
  let load = 0;
  let documents = 0;
  for (const group of groups) {
    const size = groupSize(group).documents;
    if (size === 0) continue;
    if (group.measuredLoad === null) return null;
    load += group.measuredLoad;
    documents += size;
  }
  return documents > 0 ? load / documents : null;
}
