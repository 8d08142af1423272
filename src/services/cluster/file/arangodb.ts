/**
 * Replies of ArangoDB's HTTP API, gathered in one document, as a topology document: what a person can save with curl from
 * a cluster that Shardbook never sees. Pages: `develop/http-api/cluster.md` and `collections.md` of the documentation.
 */
import { z } from 'zod';

import { formatName, formatVersion } from './format.js';
import { pathOf, type Problems } from './problems.js';

/** What `format` says in a document of replies. */
export const repliesFormat = 'arangodb-replies';

/** Groups put together before other work gets its turn: about 5 ms. */
const groupsInOneTurn = 500;

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
  shards: z.object({ shards: z.record(z.string(), z.array(z.string()).min(1, 'is empty')) }),
  count: z.object({ count: z.record(z.string(), whole) }),
  figures: z.object({ figures: z.object({ documentsSize: whole }) }).optional(),
});

/** The document without its collections, which are read one by one. */
const repliesShape = z.object({
  format: z.literal(repliesFormat),
  version: z.literal(1, { error: 'is not 1, the version that this Shardbook reads' }),
  health: z.object({
    Health: z.record(
      z.string(),
      z.object({
        Role: z.string(),
        ShortName: z.string().optional(),
        Status: z.string().optional(),
        Version: z.string().optional(),
      }),
    ),
  }),
  collections: z.array(z.unknown()),
  tenants: z.array(z.unknown()).optional(),
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
export async function documentOf(value: unknown, problems: Problems): Promise<object | null> {
  const document = check(repliesShape, value, [], problems);
  const replies: Reply[] = [];
  for (const [at, reply] of (document?.collections ?? []).entries()) {
    const read = check(replyShape, reply, ['collections', at], problems);
    if (read) replies.push(read);
    await nextTurn();
  }
  if (!document || replies.length < document.collections.length) return null;
  const { health, tenants } = document;
  const collections = collectionsOf(replies, problems);
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
    groups: await groupsOf(collections),
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
  for (const { name, prototype, shardIds } of found) {
    const like = found.find((each) => each.name === prototype);
    if (like?.shardIds.length === shardIds.length) continue;
    const reason = like ? `has ${like.shardIds.length} shards, not ${shardIds.length}` : 'is not among the collections';
    problems.add('collections', `has ${name}, which follows ${prototype}, but that ${reason}`);
  }
  // Prototypes first: the first collection of a set stands for it.
  return [...found].sort((a, b) => Number(a.name !== a.prototype) - Number(b.name !== b.prototype));
}

async function groupsOf(collections: readonly Collection[]): Promise<readonly object[]> {
  const members = new Map<string, Collection[]>();
  for (const collection of collections) {
    const known = members.get(collection.prototype);
    if (known) known.push(collection);
    else members.set(collection.prototype, [collection]);
  }
  const groups: object[] = [];
  for (const [graph, coupled] of members) {
    for (const [index, shardId] of (coupled[0]?.shardIds ?? []).entries()) {
      const [leader, ...followers] = (coupled[0]?.reply.shards.shards[shardId] ?? []).map(serverIdIn);
      groups.push({ graph, index, leader, followers, shards: coupled.map((each) => shardAt(each, index)) });
      if (groups.length % groupsInOneTurn === 0) await nextTurn();
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

function check<T extends z.ZodType>(
  shape: T,
  value: unknown,
  place: readonly PropertyKey[],
  problems: Problems,
): z.output<T> | null {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) {
    problems.add(pathOf([...place, ...path]), /^(is|has) /.test(message) ? message : `is wrong: ${message}`);
  }
  return null;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
