/**
 * Replies of ArangoDB's HTTP API, gathered in one document, as a topology document: what a person can save with curl from
 * a cluster that Shardbook never sees. Pages: `develop/http-api/cluster.md` and `collections.md` of the documentation.
 */
import { z } from 'zod';

import { grouped } from '../../base/lists.js';
import { topologyLimits } from '../../model/request-limits.js';
import { formatName, formatVersion } from './format.js';
import { check, listOf, type Problems, recordOf } from './problems.js';

/** What `format` says in a document of replies. */
export const repliesFormat = 'arangodb-replies';

/** Machines of a cluster: DB-Servers with as many Coordinators and Agents. */
const maxMachines = 3 * topologyLimits.servers;

const servers = listOf(z.string(), topologyLimits.replicas, 1);

const whole = z.number().refine((value) => Number.isSafeInteger(value) && value >= 0, 'is not a whole number');

/** Of one collection. Only what is used is named: replies have more, and get more with each version. */
const replyShape = z.object({
  properties: z.object({
    name: z.string(),
    id: z.string().optional(),
    type: whole.optional(),
    isSystem: z.boolean().optional(),
    isSmart: z.boolean().optional(),
    numberOfShards: whole.optional(),
    replicationFactor: z.union([whole, z.literal('satellite')]).optional(),
    writeConcern: whole.optional(),
    smartGraphAttribute: z.string().nullish(),
    distributeShardsLike: z.string().nullish(),
  }),
  shards: z.object({ shards: recordOf(servers, topologyLimits.groups) }),
  count: z.object({ count: recordOf(whole, topologyLimits.groups) }),
  figures: z.object({ figures: z.object({ documentsSize: whole }) }).optional(),
});

/** The document without its collections, which are read one by one. */
const repliesShape = z.object({
  format: z.literal(repliesFormat),
  version: z.literal(1, { error: 'is not 1, the version that this Shardbook reads' }),
  health: z.object({
    Health: recordOf(
      z.object({
        Role: z.string(),
        ShortName: z.string().optional(),
        Status: z.string().optional(),
        Version: z.string().optional(),
      }),
      maxMachines,
    ),
  }),
  collections: listOf(z.unknown(), topologyLimits.collections),
  tenants: listOf(z.unknown(), topologyLimits.tenants).optional(),
});

type Reply = z.output<typeof replyShape>;

/** A collection that has shards of its own. */
interface Collection {
  readonly name: string;
  readonly reply: Reply;
  /** Name of the collection whose placement it follows; its own for a prototype. */
  readonly prototype: string;
  /** In the order of their numbers, which is the order of the groups. */
  readonly shardIds: readonly string[];
  /** Of all shards. */
  readonly documents: number;
}

/** Returns whether a parsed document holds replies of ArangoDB. */
export function isReplies(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { format?: unknown }).format === repliesFormat;
}

/**
 * Returns the topology document for some replies, to be checked like any other; null with the problems noted when the
 * replies cannot be read. System collections and SatelliteCollections are left out. A coupled set is named after its
 * prototype. Bytes are modelled: a collection's size in proportion to the documents of its shards. Every follower is
 * taken to be in sync, as the replies do not tell.
 */
export function documentOf(value: unknown, problems: Problems): object | null {
  const document = check(repliesShape, value, [], problems);
  const replies: Reply[] = [];
  for (const [at, reply] of (document?.collections ?? []).entries()) {
    const read = check(replyShape, reply, ['collections', at], problems);
    if (read) replies.push(read);
  }
  if (!document || replies.length < document.collections.length) return null;
  const { health, tenants } = document;
  const collections = collectionsOf(replies, problems);
  // Only sets that fit together have as many shards as the document: others could be multiplied.
  if (!problems.isEmpty) return null;
  const coupled = new Set(
    collections.filter(({ name, prototype }) => name !== prototype).map(({ prototype }) => prototype),
  );
  const servers = Object.entries(health.Health).filter(([, { Role }]) => Role.toLowerCase() === 'dbserver');
  return {
    format: formatName,
    version: formatVersion,
    deployment: 'ARANGODB_CLUSTER',
    databaseVersion: servers.find(([, { Version }]) => Version !== undefined)?.[1].Version ?? null,
    servers: servers.map(([serverId, { ShortName, Status }]) => ({
      serverId,
      shortName: ShortName ?? serverId,
      status: Status?.toUpperCase() ?? 'UNCLEAR',
    })),
    collections: collections.map(({ name, prototype, shardIds, reply: { properties } }) => ({
      name,
      ...(properties.id === undefined ? {} : { collectionId: properties.id }),
      type: properties.type !== 3 ? (properties.isSmart ? 'VERTEX' : 'DOCUMENT') : 'EDGE',
      graph: coupled.has(prototype) ? prototype : null,
      numberOfShards: shardIds.length,
      replicationFactor: Number(properties.replicationFactor ?? 1),
      writeConcern: Math.max(1, properties.writeConcern ?? 1),
      smartGraphAttribute: properties.smartGraphAttribute ?? null,
      distributeShardsLike: name === prototype ? null : prototype,
    })),
    groups: groupsOf(collections),
    tenants: tenants ?? [],
  };
}

/** A smart edge collection may show no shards: they are those of its hidden `_local_` one, which then has its name. */
function collectionsOf(collections: readonly Reply[], problems: Problems): readonly Collection[] {
  const byName = new Map(collections.map((reply) => [reply.properties.name, reply]));
  const found = collections.flatMap((reply, at): Collection[] => {
    const { name, isSystem, replicationFactor } = reply.properties;
    const [, hidden, base = ''] = /^_(local|from|to)_(.+)$/.exec(name) ?? [];
    const edges = hidden === undefined ? undefined : byName.get(base);
    const shardIds = Object.keys(reply.shards.shards).sort((a, b) => numberIn(a) - numberIn(b));
    if (shardIds.length === 0 || replicationFactor === 'satellite' || replicationFactor === 0) return [];
    if (!edges && (isSystem === true || name.startsWith('_'))) return [];
    if (!reply.figures && Object.values(reply.count.count).some((documents) => documents > 0)) {
      problems.add(`collections[${at}].figures`, `is missing: ${name} has documents, and their size is in that reply`);
    }
    const isOnly = hidden === 'local' && edges && Object.keys(edges.shards.shards).length === 0;
    const prototype = reply.properties.distributeShardsLike ?? null;
    const documents = Object.values(reply.count.count).reduce((sum, each) => sum + each, 0);
    return [{ name: isOnly ? base : name, reply, prototype: prototype ?? name, shardIds, documents }];
  });
  const foundByName = new Map(found.map((each) => [each.name, each]));
  for (const { name, prototype, shardIds } of found) {
    const like = foundByName.get(prototype);
    if (like?.shardIds.length === shardIds.length) continue;
    const reason = like ? `has ${like.shardIds.length} shards, not ${shardIds.length}` : 'is not among the collections';
    problems.add('collections', `has ${name}, which follows ${prototype}, but that ${reason}`);
  }
  // Prototypes first: the first collection of a set stands for it.
  return [...found].sort((a, b) => Number(a.name !== a.prototype) - Number(b.name !== b.prototype));
}

function groupsOf(collections: readonly Collection[]): readonly object[] {
  const members = grouped(collections, ({ prototype }) => prototype);
  const groups: object[] = [];
  for (const [graph, coupled] of members) {
    for (const [index, shardId] of (coupled[0]?.shardIds ?? []).entries()) {
      const [leader, ...followers] = (coupled[0]?.reply.shards.shards[shardId] ?? []).map(serverIdIn);
      groups.push({ graph, index, leader, followers, shards: coupled.map((each) => shardAt(each, index)) });
    }
  }
  return groups;
}

function shardAt({ name, shardIds, documents: total, reply: { count, figures } }: Collection, index: number): object {
  const shardId = shardIds[index] ?? '';
  const documents = count.count[shardId] ?? 0;
  const size = BigInt(figures?.figures.documentsSize ?? 0);
  const bytes = total > 0 ? (size * BigInt(documents)) / BigInt(total) : 0n;
  return { shardId, collection: name, documents, bytes: bytes.toString() };
}

/** A leader that is about to hand over is marked with an underscore. */
function serverIdIn(entry: string): string {
  return entry.startsWith('_') ? entry.slice(1) : entry;
}

function numberIn(shardId: string): number {
  return Number(/\d+/.exec(shardId)?.[0] ?? 0);
}
