/** Reads a topology from its JSON form in turns, so that other work gets in however large it is. */
import type { z } from 'zod';

import { parseInTurns } from '../../base/json-in-turns.js';
import { InvalidInputError } from '../../errors/errors.js';
import type {
  ClusterTopology,
  TopologyCollection,
  TopologyGroup,
  TopologyServer,
  TopologyShard,
  TopologyTenant,
} from '../../model/topology.js';
import { documentOf, isReplies } from './arangodb.js';
import {
  documentShape,
  type FileDocument,
  type FileGroup,
  type FileTenant,
  groupShape,
  tenantShape,
} from './format.js';
import { pathOf, Problems } from './problems.js';
import { checkComplete, checkGroup, checkTenant, groupIdOf, type References, referencesOf } from './references.js';

/**
 * The largest document, in UTF-16 code units. A cluster of 50,000 shards has 14 million in groups of one shard and three
 * replicas, and 5 million in groups of 11: room for twice as many, and 300 MB of memory at most.
 */
export const mostCharacters = 32 * 1024 * 1024;

/** Items checked before other work gets its turn: about 5 ms. */
const itemsInOneTurn = 200;

/**
 * Returns the topology in a document of `docs/topology-format.md`, sorted as every topology is; replies of ArangoDB are
 * taken too. Throws an InvalidInputError that names the paths of the first problems.
 */
export async function readTopologyFile(json: string): Promise<ClusterTopology> {
  const problems = new Problems();
  const parsed = await parse(json);
  const given = isReplies(parsed) ? await documentOf(parsed, problems) : parsed;
  problems.throwIfAny();
  const document = check(documentShape, given, [], problems);
  problems.throwIfAny();
  if (!document) throw new RangeError('A document without problems has a value');
  const references = referencesOf(document, problems);
  const groups = await eachInTurns(document.groups, 'groups', groupShape, problems, (group, path) => {
    checkGroup(group, path, references, problems);
    return groupOf(group, references);
  });
  checkComplete(references, problems);
  const tenants = await eachInTurns(document.tenants, 'tenants', tenantShape, problems, (tenant, path) => {
    checkTenant(tenant, path, references, problems);
    return tenantOf(tenant);
  });
  problems.throwIfAny();
  return {
    deployment: document.deployment,
    version: document.databaseVersion ?? null,
    servers: document.servers.map(serverOf).sort(by(({ serverId }) => serverId)),
    collections: document.collections.map(collectionOf),
    groups: groups.sort((a, b) => (a.graph < b.graph ? -1 : a.graph > b.graph ? 1 : a.index - b.index)),
    tenants: tenants.sort(by(({ key }) => key)),
  };
}

async function parse(json: string): Promise<unknown> {
  if (json.length > mostCharacters) {
    throw new InvalidInputError(
      'json',
      `json has ${json.length} characters; at most ${mostCharacters} are read`,
      'Leave out what the plan does not need: give documents and bytes of each group instead of its shards',
    );
  }
  try {
    return await parseInTurns(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError('json', `json cannot be read: ${reason}`, 'Pass one JSON document');
  }
}

function check<T extends z.ZodType>(
  shape: T,
  value: unknown,
  path: readonly PropertyKey[],
  problems: Problems,
): z.output<T> | null {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const place = pathOf([...path, ...issue.path]);
    if (issue.code === 'unrecognized_keys')
      problems.add(place, `has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which is not known`);
    else problems.add(place, /^(is|has) /.test(issue.message) ? issue.message : `is wrong: ${issue.message}`);
  }
  return null;
}

async function eachInTurns<T extends z.ZodType, R>(
  items: readonly unknown[],
  list: string,
  shape: T,
  problems: Problems,
  use: (item: z.output<T>, path: string) => R,
): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    const read = check(shape, item, [list, index], problems);
    if (read !== null) results.push(use(read, `${list}[${index}]`));
    if (index % itemsInOneTurn === itemsInOneTurn - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return results;
}

function serverOf({
  serverId,
  shortName,
  zone,
  status,
  capacityBytes,
}: FileDocument['servers'][number]): TopologyServer {
  return {
    serverId,
    shortName: shortName ?? serverId,
    zone: zone ?? null,
    status,
    capacityBytes: capacityBytes ?? null,
  };
}

function collectionOf({ collectionId, ...given }: FileDocument['collections'][number]): TopologyCollection {
  return {
    ...given,
    ...(collectionId === undefined ? {} : { collectionId }),
    graph: given.graph ?? null,
    smartGraphAttribute: given.smartGraphAttribute ?? null,
    distributeShardsLike: given.distributeShardsLike ?? null,
  };
}

function groupOf(group: FileGroup, references: References): TopologyGroup {
  const { graph, index, leader, followers, inSync, measuredLoad, isReadOnly } = group;
  return {
    ...{ groupId: groupIdOf(group), graph, index, leader, followers },
    inSync: inSync ?? followers,
    shards: group.shards ?? wholeGroup(group, references),
    measuredLoad: measuredLoad ?? null,
    ...(isReadOnly === true && { isReadOnly }),
  };
}

/**
 * Where only the sum is known, the prototype holds all of it and the coupled ones are empty. The names of such shards say
 * so, and are the same whatever order the groups come in; a real cluster has none that begins so.
 */
function wholeGroup(group: FileGroup, { owners }: References): readonly TopologyShard[] {
  const { graph, documents = 0, bytes = 0n } = group;
  return (owners.get(graph) ?? []).map(({ name }, at) => ({
    shardId: `unnamed-${groupIdOf(group)}-${name}`,
    collection: name,
    documents: at === 0 ? documents : 0,
    bytes: at === 0 ? bytes : 0n,
  }));
}

function tenantOf({ createdAt, ...given }: FileTenant): TopologyTenant {
  return { ...given, ...(createdAt === undefined ? {} : { createdAt }) };
}

function by<T>(keyOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : 1);
}
