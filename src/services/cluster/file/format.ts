/**
 * The JSON form of a topology, version 1, for planning without the cluster at hand: `docs/topology-format.md` describes it
 * for people. The shapes here are strict: a property that is not known is an error, not a guess.
 */
import { z } from 'zod';

/** What `format` says in every such document. */
export const formatName = 'shardbook-topology';

/** The version of the format that is read and written. */
export const formatVersion = 1;

const text = z.string().min(1, 'is empty').max(500, 'has more than 500 characters');

const count = z
  .number()
  .refine((value) => Number.isSafeInteger(value) && value >= 0, 'is not a whole number from 0 to 2^53 - 1');

/** JSON numbers lose digits beyond 2^53 - 1, so larger ones are written as text. */
const bytes = z.unknown().transform((value, context): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^\d{1,19}$/.test(value)) return BigInt(value);
  context.addIssue({ code: 'custom', message: 'is not a whole number of bytes, as digits in a string above 2^53 - 1' });
  return z.NEVER;
});

const server = z.strictObject({
  serverId: text,
  shortName: text.optional(),
  zone: text.nullish(),
  status: z.enum(['GOOD', 'BAD', 'FAILED', 'UNCLEAR', 'DRAINING']).default('GOOD'),
  capacityBytes: bytes.nullish(),
});

const collection = z.strictObject({
  name: text,
  collectionId: z.string().regex(/^\d+$/, 'is not the digits of an id').optional(),
  type: z.enum(['VERTEX', 'EDGE', 'DOCUMENT']).default('DOCUMENT'),
  graph: text.nullish(),
  numberOfShards: count,
  replicationFactor: count,
  writeConcern: count.default(1),
  smartGraphAttribute: text.nullish(),
  distributeShardsLike: text.nullish(),
});

const shard = z.strictObject({ shardId: text, collection: text, documents: count, bytes });

const group = z.strictObject({
  groupId: text.optional(),
  graph: text,
  index: count,
  leader: text,
  followers: z.array(text).default([]),
  inSync: z.array(text).optional(),
  measuredLoad: z.number().min(0, 'is negative').nullish(),
  isReadOnly: z.boolean().optional(),
  shards: z.array(shard).min(1, 'is empty').optional(),
  documents: count.optional(),
  bytes: bytes.optional(),
});

const tenant = z.strictObject({
  key: text,
  name: text,
  naming: z.enum(['camelCase', 'snake_case']).default('camelCase'),
  scaleFactor: count.default(1),
  groupId: text,
  documents: count,
  bytes,
  createdAt: z.iso.datetime('is not a time in ISO 8601').optional(),
});

/** The document without its long lists, which are read item by item. */
export const documentShape = z.strictObject({
  format: z.literal(formatName, { error: `is not "${formatName}"` }),
  version: z.literal(formatVersion, { error: `is not ${formatVersion}, the version that this Shardbook reads` }),
  deployment: z.enum(['SIMULATED', 'ARANGODB_CLUSTER', 'ARANGODB_SINGLE_SERVER']).default('ARANGODB_CLUSTER'),
  databaseVersion: text.nullish(),
  servers: z.array(server).min(1, 'is empty: a cluster has at least one server'),
  collections: z.array(collection),
  groups: z.array(z.unknown()),
  tenants: z.array(z.unknown()).default([]),
});

export const groupShape = group;
export const tenantShape = tenant;

export type FileDocument = z.output<typeof documentShape>;
export type FileGroup = z.output<typeof group>;
export type FileTenant = z.output<typeof tenant>;
