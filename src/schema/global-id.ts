/**
 * Opaque global ids (Relay): base64url of `<type>:<id>`. Objects of a planned or stored cluster carry in their id the
 * state that they belong to, so that an id always leads back to the same facts.
 */
import { InvalidIdError } from '../services/errors/errors.js';
import type { Run } from '../services/model/run.js';
import type { Context } from './context.js';

/** The types that implement Node. */
export const nodeTypes = [
  'DbServer',
  'Collection',
  'Shard',
  'ShardGroup',
  'Tenant',
  'Device',
  'Software',
  'Location',
  'Connection',
  'Snapshot',
  'RebalancePlan',
  'DemoRun',
  'RebalanceRun',
  'TenantBatchRun',
  'Report',
] as const;

export type NodeType = (typeof nodeTypes)[number];

/** A decoded global id. `id` is what the domain calls the thing, for parts of a cluster preceded by its state. */
export interface GlobalId {
  readonly typename: NodeType;
  readonly id: string;
}

/** Longer ids are not ours. */
const longestId = 1000;

/** Returns the global id of a thing. */
export function encodeId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`, 'utf8').toString('base64url');
}

/**
 * Returns what a global id names. Throws InvalidIdError when it is not one that `encodeId` makes, or names another
 * type than one of `expected` (any Node when left out).
 */
export function decodeId(globalId: string, expected: readonly NodeType[] = nodeTypes): GlobalId {
  const wanted = expected.length === nodeTypes.length ? 'node' : expected.join(' or ');
  if (globalId.length > longestId) throw new InvalidIdError(wanted);
  const text = Buffer.from(globalId, 'base64url').toString('utf8');
  const at = text.indexOf(':');
  const typename = expected.find((type) => type === text.slice(0, at));
  const id = text.slice(at + 1);
  // Decoding base64 forgives almost anything; only the exact text that we give out counts.
  if (!typename || id === '' || encodeId(typename, id) !== globalId) throw new InvalidIdError(wanted);
  return { typename, id };
}

/** Which state of the cluster something belongs to. `before` and `after` are those of a plan. */
export interface ClusterSource {
  readonly kind: 'live' | 'snapshot' | 'before' | 'after';
  /** The snapshot's or plan's id; empty for the live cluster. */
  readonly id: string;
}

/** The cluster as it is now. */
export const liveSource: ClusterSource = { kind: 'live', id: '' };

const sourceMarks = { live: 'l', snapshot: 's', before: 'b', after: 'a' } as const;

/** Returns the id of a part of a cluster (a server, shard...) within `encodeId`: state, `~`, the cluster's own name. */
export function partId(source: ClusterSource, name: string): string {
  return `${sourceMarks[source.kind]}${source.id}~${name}`;
}

/** Returns the state and name in a `partId`. Throws InvalidIdError that names `expected`. */
export function parsePartId(id: string, expected: string): { source: ClusterSource; name: string } {
  const at = id.indexOf('~');
  const kind = (Object.keys(sourceMarks) as ClusterSource['kind'][]).find((each) => sourceMarks[each] === id[0]);
  const sourceId = id.slice(1, at);
  if (at < 1 || !kind || (kind === 'live') !== (sourceId === '')) throw new InvalidIdError(expected);
  return { source: { kind, id: sourceId }, name: id.slice(at + 1) };
}

const runTypes = {
  DEMO: 'DemoRun',
  REBALANCE: 'RebalanceRun',
  TENANT_BATCH: 'TenantBatchRun',
} as const satisfies Record<Run['kind'], string>;

/** Names of the types of runs. */
type RunType = (typeof runTypes)[Run['kind']];

/** All of them. */
export const allRunTypes: readonly RunType[] = Object.values(runTypes);

/** Returns the name of a run's type, as in its global id. */
export function runType({ kind }: Pick<Run, 'kind'>): RunType {
  return runTypes[kind];
}

/** Returns the global id of the run that has this id in the domain. */
export async function runGlobalId(runId: string, { loaders }: Context): Promise<string> {
  const run = await loaders.run.load(runId);
  return encodeId(run ? runType(run) : 'DemoRun', runId);
}
