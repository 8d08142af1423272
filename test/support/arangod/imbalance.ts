/**
 * ArangoDB's own imbalance figures (docs-hugo 3.12, develop/http-api/cluster.md, "Rebalance"; the example there shows that a
 * shard counts 1 MiB whatever is in it, and that coupled shards count once, with their number as weight of the leader).
 */
import type { Collection } from './collection.js';
import type { Deployment } from './deployment.js';
import type { Shard } from './placement.js';
import type { ArangoObject } from './values.js';

/** What is left out, and how much a leader too many of one collection weighs. */
export interface ImbalanceOptions {
  readonly piFactor: number;
  readonly databasesExcluded: readonly string[];
  readonly isSystemLeftOut: boolean;
}

/** A shard that can be moved: one that follows no prototype. */
export interface MovableShard {
  readonly owner: Collection;
  readonly shard: Shard;
  /** How many shards move with it, itself included. */
  readonly weight: number;
  /** Where it is, by server id, the leader first; a copy that may be changed to try something. */
  plan: readonly string[];
}

/** The size that ArangoDB's planner takes for every shard, in bytes. */
const shardSize = 2 ** 20;

export const defaultImbalanceOptions: ImbalanceOptions = {
  // cluster.md: default of piFactor.
  piFactor: 256e6,
  databasesExcluded: [],
  isSystemLeftOut: false,
};

/** Ids of the DB-Servers that take part: all that answer. */
export function participants(deployment: Deployment): string[] {
  return deployment.servers.filter(({ hasFailed }) => !hasFailed).map(({ id }) => id);
}

/** Returns every shard that can be moved on its own or with those coupled to it. */
export function movableShards(deployment: Deployment, options: ImbalanceOptions): MovableShard[] {
  const databases = [...deployment.databases.values()].filter(({ name }) => !options.databasesExcluded.includes(name));
  return databases.flatMap(({ collections }) => {
    const all = [...collections.values()];
    return all.flatMap((owner) => {
      const { distributeShardsLike, isSystem } = owner.properties;
      if (distributeShardsLike !== null || (isSystem && options.isSystemLeftOut)) return [];
      const coupled = all.filter(
        (each) => each.properties.distributeShardsLike === owner.name && each.shards.length > 0,
      );
      return owner.shards.map((shard) => ({ owner, shard, weight: 1 + coupled.length, plan: shard.placement.plan }));
    });
  });
}

/** The figures of a distribution, in the order of `servers`. */
export function imbalanceOf(
  shards: readonly MovableShard[],
  servers: readonly string[],
  piFactor: number,
): { leader: ArangoObject & { imbalance: number }; shards: ArangoObject & { imbalance: number } } {
  return { leader: leaderFigures(shards, servers, piFactor), shards: shardFigures(shards, servers) };
}

function leaderFigures(
  shards: readonly MovableShard[],
  servers: readonly string[],
  piFactor: number,
): ArangoObject & { imbalance: number } {
  const led = servers.map((server) => shards.filter(({ plan }) => plan[0] === server));
  const weightUsed = led.map((own) => sum(own.map(({ weight }) => weight)));
  const totalWeight = sum(weightUsed);
  const targetWeight = servers.map(() => totalWeight / servers.length);
  const leaderDupl = duplicates(shards, servers);
  return {
    weightUsed,
    targetWeight,
    numberShards: led.map(({ length }) => length),
    leaderDupl,
    totalWeight,
    imbalance: squares(weightUsed, targetWeight) + piFactor * sum(leaderDupl),
    totalShards: shards.length,
  };
}

/** Per server, the squared distance from the mean number of leaders of each collection that has more than one shard. */
function duplicates(shards: readonly MovableShard[], servers: readonly string[]): number[] {
  const result = servers.map(() => 0);
  for (const owner of new Set(shards.map((shard) => shard.owner))) {
    const own = shards.filter((shard) => shard.owner === owner);
    if (own.length < 2) continue;
    const affected = servers.filter((server) => own.some(({ plan }) => plan.includes(server)));
    for (const server of affected) {
      const leaders = own.filter(({ plan }) => plan[0] === server).length;
      const at = servers.indexOf(server);
      result[at] = (result[at] ?? 0) + (leaders - own.length / affected.length) ** 2;
    }
  }
  return result;
}

function shardFigures(
  shards: readonly MovableShard[],
  servers: readonly string[],
): ArangoObject & { imbalance: number } {
  const numberShards = servers.map((server) => shards.filter(({ plan }) => plan.includes(server)).length);
  const sizeUsed = numberShards.map((count) => count * shardSize);
  const totalUsed = sum(sizeUsed);
  const targetSize = servers.map(() => totalUsed / servers.length);
  return {
    sizeUsed,
    targetSize,
    numberShards,
    totalUsed,
    totalShards: sum(numberShards),
    totalShardsFromSystemCollections: shards.filter(({ owner }) => owner.properties.isSystem).length,
    imbalance: squares(sizeUsed, targetSize),
  };
}

function squares(used: readonly number[], target: readonly number[]): number {
  return sum(used.map((value, at) => (value - (target[at] ?? 0)) ** 2));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
