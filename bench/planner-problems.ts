/**
 * Seeded clusters for the planner's benchmark: sizes and loads from a lognormal or a Zipf distribution, every shard group
 * on servers that are there already, and new servers that are still empty.
 */
import type { ClusterTopology, TopologyGroup, TopologyServer } from '../src/services/model/topology.js';

export interface PlannerProblem {
  readonly name: string;
  readonly servers: number;
  readonly emptyServers: number;
  readonly groups: number;
  /** Single collections, not coupled, that have equal parts of the groups. */
  readonly collections: number;
  readonly replicationFactor: number;
  /** 0: no zones. */
  readonly zones: number;
  readonly sizes: 'LOGNORMAL' | 'ZIPF';
  /** What is promised for it. */
  readonly promised: PlannerPromise;
}

/** What a plan has to keep; ratios are 1 or more. */
export interface PlannerPromise {
  /** Processor time of a warm run. */
  readonly seconds: number;
  readonly bytesOverBound: number;
  readonly loadOverBound: number;
  readonly movedOverLeast: number;
  /** Peak of the process's resident memory; missing: nothing is promised. */
  readonly memoryMiB?: number;
}

/** Spread of the natural logarithm of sizes and loads. */
const sigma = 1.2;

/** Share of all bytes, or of all load, that the largest group of a Zipf problem has. */
const zipfTopBytes = 0.08;
const zipfTopLoad = 0.125;

/** Returns uniform numbers from 0 to below 1: mulberry32, by Tommy Ettinger (public domain). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns normally distributed numbers with mean 0 and deviation 1 (Box and Muller). */
function normal(next: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Returns 1 / k^s for k = 1 to `count`, with s such that the first has the given share of the sum. */
function zipf(count: number, topShare: number): number[] {
  const weights = (s: number): number[] => Array.from({ length: count }, (_, index) => (index + 1) ** -s);
  const share = (s: number): number => 1 / weights(s).reduce((sum, weight) => sum + weight, 0);
  let low = 0;
  let high = 4;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (share(middle) < topShare) low = middle;
    else high = middle;
  }
  return weights(low);
}

/** Returns the entries in an order that chance decides; the list stays as it is. */
export function shuffled<T>(list: readonly T[], next: () => number): T[] {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
  }
  return copy;
}

/** Returns the cluster of a problem; the same seed gives the same cluster. */
export function clusterOf(problem: PlannerProblem, seed: number): ClusterTopology {
  const next = uniform(seed);
  const gauss = normal(next);
  const lognormal = (): number => Math.exp(sigma * gauss());
  const count = problem.groups;
  const isZipf = problem.sizes === 'ZIPF';
  const sizes = isZipf
    ? shuffled(zipf(count, zipfTopBytes), next).map((weight) => weight * count)
    : Array.from({ length: count }, lognormal);
  const loads = isZipf
    ? shuffled(zipf(count, zipfTopLoad), next).map((weight) => weight * count)
    : Array.from({ length: count }, lognormal);
  const bytes = sizes.map((size) => BigInt(Math.max(1, Math.round(size * 1e9))));
  const total = bytes.reduce((sum, size) => sum + size, 0n) * BigInt(problem.replicationFactor);
  const capacityBytes = (total * 2n) / BigInt(problem.servers);
  const servers = Array.from({ length: problem.servers }, (_, index): TopologyServer => ({
    serverId: `PRMR-${String(index + 1).padStart(4, '0')}`,
    shortName: `DBServer${String(index + 1).padStart(4, '0')}`,
    zone: problem.zones > 0 ? `zone-${(index % problem.zones) + 1}` : null,
    status: 'GOOD',
    capacityBytes,
  }));
  const old = servers.slice(0, problem.servers - problem.emptyServers);
  const names = collectionNames(problem);
  const perCollection = Math.ceil(count / names.length);
  const groups = bytes.map((size, place): TopologyGroup => {
    const collection = names[Math.floor(place / perCollection)] ?? '';
    const index = place % perCollection;
    const [leader = '', ...followers] = placed(old, problem, next);
    // Documents of about 800 bytes, a little larger in one group and a little smaller in the next.
    const documents = Math.max(1, Math.round(Number(size) / (800 * Math.exp(0.1 * gauss()))));
    return {
      groupId: `${collection}/${index}`,
      graph: collection,
      index,
      leader,
      followers,
      inSync: followers,
      shards: [{ shardId: `s${10_000 + place}`, collection, documents, bytes: size }],
      measuredLoad: loads[place] ?? 0,
    };
  });
  return {
    deployment: 'SIMULATED',
    version: null,
    servers,
    collections: names.map((name) => ({
      name,
      type: 'DOCUMENT',
      graph: null,
      numberOfShards: perCollection,
      replicationFactor: problem.replicationFactor,
      writeConcern: 1,
      smartGraphAttribute: null,
      distributeShardsLike: null,
    })),
    groups,
    tenants: [],
  };
}

function collectionNames({ collections }: PlannerProblem): readonly string[] {
  if (collections === 1) return ['bench'];
  return Array.from({ length: collections }, (_, index) => `bench-${String(index + 1).padStart(3, '0')}`);
}

/** Chance places the replicas on different servers, in different zones as far as there are enough. */
function placed(old: readonly TopologyServer[], { replicationFactor, zones }: PlannerProblem, next: () => number) {
  const chosen: TopologyServer[] = [];
  for (const server of shuffled(old, next)) {
    if (chosen.length === replicationFactor) break;
    const isNewZone = chosen.every(({ zone }) => zone !== server.zone);
    if (zones < replicationFactor || isNewZone) chosen.push(server);
  }
  return chosen.map(({ serverId }) => serverId);
}
