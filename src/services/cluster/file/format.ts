/**
 * The JSON form of a topology, version 1, for planning without the cluster at hand: `docs/topology-format.md` describes it
 * for people. The shapes here are strict: a property that is not known is an error, not a guess.
 */
import { z } from 'zod';

import { inFigures } from '../../base/wording.js';
import { scaleFactorRange } from '../../model/asset.js';
import { topologyLimits } from '../../model/request-limits.js';
import { listOf } from './problems.js';

/** What `format` says in every such document. */
export const formatName = 'shardbook-topology';

/** The version of the format that is read and written. */
export const formatVersion = 1;

const { nameLength } = topologyLimits;
const text = z.string().min(1, 'is empty').max(nameLength, `has more than ${nameLength} characters`);

/** A whole number from 0 to `most`. */
const upTo = (most: number, shown = inFigures(most)) =>
  z
    .number()
    .refine(
      (value) => Number.isSafeInteger(value) && value >= 0 && value <= most,
      `is not a whole number from 0 to ${shown}`,
    );

const count = upTo(Number.MAX_SAFE_INTEGER, '2^53 - 1');

/** What a signed integer of 64 bits holds, as databases count. */
const maxBytes = 2n ** 63n - 1n;

/** JSON numbers lose digits beyond 2^53 - 1, so larger ones are written as text. */
const bytes = z.unknown().transform((value, context): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^\d{1,19}$/.test(value) && BigInt(value) <= maxBytes) return BigInt(value);
  const message = 'is not a whole number of bytes from 0 to 2^63 - 1, as digits in a string above 2^53 - 1';
  context.addIssue({ code: 'custom', message });
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
  collectionId: z
    .string()
    .regex(/^\d{1,20}$/, 'is not the digits of an id')
    .optional(),
  type: z.enum(['VERTEX', 'EDGE', 'DOCUMENT']).default('DOCUMENT'),
  graph: text.nullish(),
  numberOfShards: upTo(topologyLimits.groups),
  replicationFactor: upTo(topologyLimits.replicas),
  writeConcern: upTo(topologyLimits.replicas).default(1),
  smartGraphAttribute: text.nullish(),
  distributeShardsLike: text.nullish(),
});

const shard = z.strictObject({ shardId: text, collection: text, documents: count, bytes });

const group = z.strictObject({
  groupId: text.optional(),
  graph: text,
  index: count,
  leader: text,
  followers: listOf(text, topologyLimits.replicas - 1).default([]),
  inSync: listOf(text, topologyLimits.replicas - 1).optional(),
  measuredLoad: z
    .number()
    .min(0, 'is negative')
    .max(topologyLimits.measuredLoad, `is more than ${inFigures(topologyLimits.measuredLoad)}`)
    .nullish(),
  isReadOnly: z.boolean().optional(),
  shards: listOf(shard, topologyLimits.shards, 1).optional(),
  documents: count.optional(),
  bytes: bytes.optional(),
});

const tenant = z.strictObject({
  key: text,
  name: text,
  naming: z.enum(['camelCase', 'snake_case']).default('camelCase'),
  scaleFactor: upTo(scaleFactorRange.greatest).default(1),
  groupId: text,
  documents: count,
  bytes,
  createdAt: z.iso.datetime('is not a time in ISO 8601').max(nameLength, 'is too long').optional(),
});

/** The document; its longest lists are read item by item. */
export const documentShape = z.strictObject({
  format: z.literal(formatName, { error: `is not "${formatName}"` }),
  version: z.literal(formatVersion, { error: `is not ${formatVersion}, the version that this Shardbook reads` }),
  deployment: z.enum(['SIMULATED', 'ARANGODB_CLUSTER', 'ARANGODB_SINGLE_SERVER']).default('ARANGODB_CLUSTER'),
  databaseVersion: text.nullish(),
  servers: listOf(server, topologyLimits.servers, 1),
  collections: listOf(collection, topologyLimits.collections),
  groups: listOf(z.unknown(), topologyLimits.groups),
  tenants: listOf(z.unknown(), topologyLimits.tenants).default([]),
});

export const groupShape = group;
export const tenantShape = tenant;

export type FileDocument = z.output<typeof documentShape>;
export type FileGroup = z.output<typeof group>;
export type FileTenant = z.output<typeof tenant>;
