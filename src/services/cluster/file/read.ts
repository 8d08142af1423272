/** Reads a topology from its JSON form. Takes seconds for a large one, so it belongs on a thread of its own: `reader.ts`. */
import type { z } from 'zod';

import { inFigures } from '../../base/wording.js';
import { InvalidInputError } from '../../errors/errors.js';
import { topologyLimits } from '../../model/request-limits.js';
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
import { check, Problems } from './problems.js';
import { checkComplete, checkGroup, checkTenant, groupIdOf, type References, referencesOf } from './references.js';

/**
 * Returns the topology in a document of `docs/topology-format.md`, sorted as every topology is; replies of ArangoDB are
 * taken too. Throws an InvalidInputError that names the paths of the first problems, or the limit that the document is
 * over. The work is in proportion to the length of the document, whatever numbers are in it.
 */
export function readTopologyFile(json: string): ClusterTopology {
  const problems = new Problems();
  const parsed = parse(json);
  const given = isReplies(parsed) ? documentOf(parsed, problems) : parsed;
  problems.throwIfAny();
  const document = check(documentShape, given, [], problems);
  problems.throwIfAny();
  if (!document) throw new RangeError('A document without problems has a value');
  const references = referencesOf(document, problems);
  const groups = eachOf(document.groups, 'groups', groupShape, problems, (group, path) => {
    checkGroup(group, path, references, problems);
    return groupOf(group, references);
  });
  checkComplete(references, problems);
  const tenants = eachOf(document.tenants, 'tenants', tenantShape, problems, (tenant, path) => {
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

const smaller = 'Leave out what the plan does not need: give documents and bytes of each group instead of its shards';

function parse(json: string): unknown {
  const { bytes, values } = topologyLimits;
  if (json.length > bytes) {
    throw new InvalidInputError('json', `json has ${json.length} characters; at most ${bytes} are read`, smaller);
  }
  // Three bytes of text can be a value of a hundred bytes in memory, so they are counted before there are any.
  if (valuesIn(json) > values) {
    throw new InvalidInputError(
      'json',
      `json has more than ${inFigures(values)} values, the most that are read`,
      smaller,
    );
  }
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError('json', `json cannot be read: ${reason}`, 'Pass one JSON document');
  }
}

/** Counts what begins a list or an object, and what stands between two values; stops when there are too many. */
function valuesIn(json: string): number {
  let values = 1;
  let isInText = false;
  for (let at = 0; at < json.length && values <= topologyLimits.values; at += 1) {
    switch (json.charCodeAt(at)) {
      case quote:
        isInText = !isInText;
        break;
      case backslash:
        at += 1;
        break;
      case comma:
      case brace:
      case bracket:
        if (!isInText) values += 1;
        break;
    }
  }
  return values;
}

const [quote, backslash, comma, brace, bracket] = ['"', '\\', ',', '{', '['].map((each) => each.charCodeAt(0));

/** Checks each item of a list that was counted before, and stops when enough is wrong to be told. */
function eachOf<T extends z.ZodType, R>(
  items: readonly unknown[],
  list: string,
  shape: T,
  problems: Problems,
  use: (item: z.output<T>, path: string) => R,
): R[] {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    const read = check(shape, item, [list, index], problems);
    if (read !== null) results.push(use(read, `${list}[${index}]`));
  }
  return results;
}

function serverOf({ shortName, zone, capacityBytes, ...given }: FileDocument['servers'][number]): TopologyServer {
  const { serverId } = given;
  return { ...given, shortName: shortName ?? serverId, zone: zone ?? null, capacityBytes: capacityBytes ?? null };
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
function wholeGroup(group: FileGroup, { owners, counts }: References): readonly TopologyShard[] {
  const { graph, documents = 0, bytes = 0n } = group;
  // A document with too many shards is refused at its end, so none of them are needed.
  if (counts.shards > topologyLimits.shards) return [];
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
