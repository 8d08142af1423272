/** Checks that the parts of a topology document fit together: names that exist, ids that are unique, sets that make sense. */
import { grouped } from '../../base/lists.js';
import { inFigures } from '../../base/wording.js';
import { topologyLimits } from '../../model/request-limits.js';
import type { FileDocument, FileGroup, FileTenant } from './format.js';
import type { Problems } from './problems.js';

type FileCollection = FileDocument['collections'][number];

/** What groups and tenants may refer to, built up while they are read in order. */
export interface References {
  readonly servers: ReadonlySet<string>;
  readonly collections: ReadonlyMap<string, FileCollection>;
  /** Collections of each SmartGraph or single collection: prototypes first, then by name. */
  readonly owners: ReadonlyMap<string, readonly FileCollection[]>;
  readonly groupIds: Set<string>;
  readonly places: Set<string>;
  readonly shardIds: Set<string>;
  readonly tenantKeys: Set<string>;
  /** Of the groups that were read so far. */
  readonly counts: {
    shards: number;
    documents: number;
    /** Shard groups of each owner: each index once, none out of range. */
    readonly groups: Map<string, number>;
  };
}

/** Checks servers and collections, and returns what the rest may refer to. */
export function referencesOf({ servers, collections }: FileDocument, problems: Problems): References {
  const serverIds = new Set<string>();
  servers.forEach(({ serverId }, at) => {
    if (serverIds.has(serverId)) problems.add(`servers[${at}].serverId`, `is "${serverId}" a second time`);
    serverIds.add(serverId);
  });
  const byName = new Map<string, FileCollection>();
  collections.forEach((collection, at) => {
    if (byName.has(collection.name)) problems.add(`collections[${at}].name`, `is "${collection.name}" a second time`);
    byName.set(collection.name, collection);
  });
  const owners = grouped(collections, ({ graph, name }) => graph ?? name);
  // Whatever order the document lists them in, the same cluster is read.
  for (const owned of owners.values()) owned.sort(prototypesFirst);
  collections.forEach(({ distributeShardsLike: like, replicationFactor, writeConcern }, at) => {
    const path = `collections[${at}]`;
    if (like != null && !byName.has(like))
      problems.add(`${path}.distributeShardsLike`, `is "${like}", which is not a collection of this document`);
    if (replicationFactor < 1) problems.add(`${path}.replicationFactor`, 'is 0, but the leader counts as 1');
    if (writeConcern > replicationFactor) {
      problems.add(
        `${path}.writeConcern`,
        `is ${writeConcern}, more than its replicationFactor of ${replicationFactor}`,
      );
    }
  });
  const empty = (): Set<string> => new Set<string>();
  return {
    ...{ servers: serverIds, collections: byName, owners },
    ...{ groupIds: empty(), places: empty(), shardIds: empty(), tenantKeys: empty() },
    counts: { shards: 0, documents: 0, groups: new Map() },
  };
}

function prototypesFirst(a: FileCollection, b: FileCollection): number {
  const follows = Number(a.distributeShardsLike != null) - Number(b.distributeShardsLike != null);
  return follows || (a.name < b.name ? -1 : 1);
}

/** Returns the name of a group: its own, or that of its graph and index. */
export function groupIdOf({ groupId, graph, index }: FileGroup): string {
  return groupId ?? `${graph}/${index}`;
}

/** Checks one group and remembers it. */
export function checkGroup(group: FileGroup, path: string, references: References, problems: Problems): void {
  checkReplicas(group, path, references, problems);
  const { graph, index } = group;
  const { counts, owners, places } = references;
  const owned = owners.get(graph);
  if (!owned) problems.add(`${path}.graph`, `is "${graph}", which is neither a graph nor a single collection here`);
  const [prototype] = owned ?? [];
  if (prototype && index >= prototype.numberOfShards) {
    problems.add(
      `${path}.index`,
      `is ${index}, but ${prototype.name} has ${prototype.numberOfShards} shards, counted from 0`,
    );
  } else if (prototype && !places.has(`${graph} ${index}`))
    counts.groups.set(graph, (counts.groups.get(graph) ?? 0) + 1);
  remember(places, `${graph} ${index}`, `${path}.index`, `is ${index} a second time for ${graph}`, problems);
  const groupId = groupIdOf(group);
  remember(references.groupIds, groupId, `${path}.groupId`, `is "${groupId}" a second time`, problems);
  if (!group.shards && (group.documents === undefined || group.bytes === undefined)) {
    problems.add(path, 'has neither shards nor documents and bytes');
  }
  countShards(group, owned?.length ?? 0, references, problems);
  group.shards?.forEach(({ shardId, collection }, at) => {
    const place = `${path}.shards[${at}]`;
    remember(references.shardIds, shardId, `${place}.shardId`, `is "${shardId}" a second time`, problems);
    const known = references.collections.get(collection);
    if (!known) problems.add(`${place}.collection`, `is "${collection}", which is not a collection of this document`);
    else if ((known.graph ?? known.name) !== graph)
      problems.add(`${place}.collection`, `is "${collection}", which does not belong to ${graph}`);
  });
}

/** A group without shards of its own has one of each collection that it belongs to. */
function countShards(
  { shards, documents = 0 }: FileGroup,
  collections: number,
  { counts }: References,
  problems: Problems,
): void {
  const [shardsBefore, documentsBefore] = [counts.shards, counts.documents];
  counts.shards += shards?.length ?? collections;
  counts.documents += shards?.reduce((sum, each) => sum + each.documents, 0) ?? documents;
  const { shards: maxShards } = topologyLimits;
  if (shardsBefore <= maxShards && counts.shards > maxShards) {
    problems.add('groups', `has more than ${inFigures(maxShards)} shards in all, the most that are read`);
  }
  if (documentsBefore <= Number.MAX_SAFE_INTEGER && counts.documents > Number.MAX_SAFE_INTEGER) {
    problems.add('groups', 'has more than 2^53 - 1 documents in all');
  }
}

function checkReplicas(
  { leader, followers, inSync }: FileGroup,
  path: string,
  { servers }: References,
  problems: Problems,
): void {
  if (!servers.has(leader)) problems.add(`${path}.leader`, `is "${leader}", which is not a server of this document`);
  const holders = new Set([leader]);
  followers.forEach((follower, at) => {
    const place = `${path}.followers[${at}]`;
    if (!servers.has(follower)) problems.add(place, `is "${follower}", which is not a server of this document`);
    if (holders.has(follower)) problems.add(place, `is "${follower}", which already holds a replica`);
    holders.add(follower);
  });
  inSync?.forEach((follower, at) => {
    if (follower === leader || !holders.has(follower))
      problems.add(`${path}.inSync[${at}]`, `is "${follower}", which is not a follower of the group`);
  });
}

/**
 * Checks that every shard of every collection has its group: tenants are hashed over all of them. All groups have to be
 * read by now. Takes as many steps as there are groups, whatever number of shards a collection claims.
 */
export function checkComplete({ owners, places, counts }: References, problems: Problems): void {
  for (const [owner, [prototype]] of owners) {
    const shards = prototype?.numberOfShards ?? 0;
    const found = counts.groups.get(owner) ?? 0;
    if (found === shards) continue;
    let missing = 0;
    while (places.has(`${owner} ${missing}`)) missing += 1;
    problems.add('groups', `has ${found} of the ${shards} shard groups of ${owner}; the first missing is ${missing}`);
  }
}

/** Checks one tenant and remembers it. All groups have to be known by now. */
export function checkTenant(tenant: FileTenant, path: string, references: References, problems: Problems): void {
  remember(references.tenantKeys, tenant.key, `${path}.key`, `is "${tenant.key}" a second time`, problems);
  if (!references.groupIds.has(tenant.groupId)) {
    problems.add(`${path}.groupId`, `is "${tenant.groupId}", which is not a shard group of this document`);
  }
  if (tenant.scaleFactor < 1) problems.add(`${path}.scaleFactor`, 'is 0: the smallest tenant has 1');
}

function remember(known: Set<string>, name: string, path: string, sentence: string, problems: Problems): void {
  if (known.has(name)) problems.add(path, sentence);
  known.add(name);
}
