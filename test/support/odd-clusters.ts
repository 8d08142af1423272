/**
 * Random clusters with all that can be odd about one: several graphs and uncoupled collections, zones, tight and passed
 * capacities, followers out of sync, servers in every health, empty groups, load that was measured or not; and what a
 * plan for them may be asked.
 */
import fc from 'fast-check';

import type { Measure } from '../../src/services/model/plan.js';
import type {
  ClusterTopology,
  ServerStatus,
  TopologyCollection,
  TopologyGroup,
  TopologyServer,
} from '../../src/services/model/topology.js';
import type { PlanRequest } from '../../src/services/planning/question/options.js';

export interface OddShape {
  readonly servers: readonly [least: number, greatest: number];
  /** Of each graph or uncoupled collection, of which there are 1 to 3. */
  readonly groups: readonly [least: number, greatest: number];
  /** Server states that may occur; GOOD is the most frequent anyway. */
  readonly statuses: readonly ServerStatus[];
}

/** A cluster and a question about it. */
export interface OddCase {
  readonly topology: ClusterTopology;
  readonly request: PlanRequest;
}

const anyGroup = fc.record({
  places: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)),
  bytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2000, max: 6000 })),
  load: fc.integer({ min: 0, max: 500 }),
  /** Slot of a follower that is out of sync; most groups have none. */
  late: fc.nat(11),
});

type GroupDraft = typeof anyGroup extends fc.Arbitrary<infer Draft> ? Draft : never;

function anyFamily(groups: OddShape['groups']) {
  return fc.record({
    isGraph: fc.boolean(),
    replicas: fc.integer({ min: 1, max: 3 }),
    writeConcern: fc.integer({ min: 1, max: 2 }),
    groups: fc.array(anyGroup, { minLength: groups[0], maxLength: groups[1] }),
  });
}

type Family = ReturnType<typeof anyFamily> extends fc.Arbitrary<infer Draft> ? Draft : never;

/** Returns an arbitrary of clusters; replicas of a group are on different servers, and the last servers may be empty. */
export function oddClusters({ servers, groups, statuses }: OddShape): fc.Arbitrary<ClusterTopology> {
  const server = fc.record({
    // Most servers are GOOD, or hardly any plan would have a move.
    status: fc.oneof({ weight: 7, arbitrary: fc.constant('GOOD' as const) }, fc.constantFrom(...statuses)),
    room: fc.constantFrom(null, 0.8, 1, 1.1, 1.2, 1.3, 1.5),
  });
  return fc
    .record({
      drafts: fc.array(server, { minLength: servers[0], maxLength: servers[1] }),
      empty: fc.nat(2),
      zones: fc.constantFrom(0, 0, 2, 3),
      spread: fc.boolean(),
      tight: fc.boolean(),
      measured: fc.boolean(),
      families: fc.array(anyFamily(groups), { minLength: 1, maxLength: 3 }),
    })
    .map(({ drafts, empty, zones, spread, tight, measured, families }): ClusterTopology => {
      const bare = drafts.map(({ status }, index): TopologyServer => ({
        serverId: `s${index}`,
        shortName: `DBServer-s${index}`,
        zone: zones > 0 ? `z${index % zones}` : null,
        status,
        capacityBytes: null,
      }));
      const filled = bare.slice(0, Math.max(1, bare.length - empty));
      const placed = families.flatMap((family, index) => groupsOf(family, index, filled, spread, measured));
      const each = placed.reduce((sum, group) => sum + bytesOf(group) * (1 + group.followers.length), 0) / bare.length;
      const sized = bare.map((one, index): TopologyServer => {
        const room = drafts[index]?.room ?? null;
        return tight && room !== null ? { ...one, capacityBytes: BigInt(1 + Math.ceil(each * room)) } : one;
      });
      return {
        deployment: 'SIMULATED',
        version: '0.1.0',
        servers: sized,
        collections: families.flatMap(collectionsOf),
        groups: placed,
        tenants: placed
          .filter((group) => bytesOf(group) > 0)
          .map((group) => ({
            key: `t-${group.groupId}`,
            name: `Tenant of ${group.groupId}`,
            naming: 'camelCase',
            scaleFactor: 1,
            groupId: group.groupId,
            documents: group.shards.reduce((sum, { documents }) => sum + documents, 0),
            bytes: BigInt(bytesOf(group)),
          })),
      };
    });
}

/** Returns an arbitrary of clusters with questions: caps, pinned tenants, kinds, weights, servers to add and remove. */
export function oddCases(shape: OddShape): fc.Arbitrary<OddCase> {
  // Several caps at once leave hardly a plan with more than a move.
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
  const limits = fc.record({
    concurrentMovesPerServer: fc.integer({ min: 1, max: 3 }),
    maximumNumberOfMoves: maybe(fc.integer({ min: 0, max: 8 })),
    maxBytesMoved: maybe(fc.bigInt({ min: 0n, max: 9000n })),
    allowedKinds: maybe(
      fc.subarray(['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER'] as const, { minLength: 1 }),
    ),
  });
  const weights = fc.constantFrom(null, null, only('BYTES'), only('LOAD'), only('LEADERS'));
  return fc
    .record({ topology: oddClusters(shape), limits, weights, added: fc.nat(2), removed: fc.nat(19), pins: fc.nat(9) })
    .map(({ topology, limits, weights, added, removed, pins }) => ({
      topology,
      request: {
        objectives: weights,
        addServers: { count: added },
        removeServers: removed < topology.servers.length - 1 ? [`s${removed}`] : [],
        limits: {
          ...limits,
          pinnedTenants: topology.tenants.slice(0, Math.max(0, pins - 6)).map(({ key }) => key),
          pinnedCollections: pins === 1 ? topology.collections.slice(-1).map(({ name }) => name) : [],
        },
      },
    }));
}

function only(measure: Measure): Readonly<Record<Measure, number>> {
  return { BYTES: 0, DOCUMENTS: 0, LEADERS: 0, LOAD: 0, [measure]: 1 };
}

function groupsOf(
  { isGraph, replicas, groups }: Family,
  index: number,
  servers: readonly TopologyServer[],
  spread: boolean,
  measured: boolean,
): TopologyGroup[] {
  const owner = nameOf(isGraph, index);
  return groups.map((draft, place): TopologyGroup => {
    const [leader = '', ...followers] = holdersOf(draft, Math.min(replicas, servers.length), servers, spread);
    const half = Math.floor(draft.bytes / 2);
    const shard = (collection: string, bytes: number) => ({
      shardId: `s${index}${place}${collection}`,
      collection,
      documents: Math.ceil(bytes / 50),
      bytes: BigInt(bytes),
    });
    return {
      groupId: `${owner}/${place}`,
      graph: owner,
      index: place,
      leader,
      followers,
      inSync: followers.filter((_, slot) => slot !== draft.late),
      shards: isGraph
        ? [shard(`${owner}Device`, half), shard(`${owner}Link`, draft.bytes - half)]
        : [shard(owner, draft.bytes)],
      measuredLoad: measured ? draft.load : null,
    };
  });
}

/** Different servers; of different zones, as far as there are any, where replicas are spread. */
function holdersOf(
  { places }: GroupDraft,
  replicas: number,
  servers: readonly TopologyServer[],
  spread: boolean,
): string[] {
  const chosen: TopologyServer[] = [];
  for (const place of places.slice(0, replicas)) {
    const left = servers.filter((server) => !chosen.includes(server));
    const fresh = left.filter(({ zone }) => chosen.every((other) => other.zone !== zone));
    const from = spread && fresh.length > 0 ? fresh : left;
    const next = from[place % from.length];
    if (next) chosen.push(next);
  }
  return chosen.map(({ serverId }) => serverId);
}

function collectionsOf({ isGraph, replicas, writeConcern, groups }: Family, index: number): TopologyCollection[] {
  const owner = nameOf(isGraph, index);
  const base = {
    numberOfShards: groups.length,
    replicationFactor: replicas,
    writeConcern: Math.min(writeConcern, replicas),
  };
  if (!isGraph) {
    return [
      { ...base, name: owner, type: 'DOCUMENT', graph: null, smartGraphAttribute: null, distributeShardsLike: null },
    ];
  }
  const shared = { ...base, graph: owner, smartGraphAttribute: 'tenantId' };
  return [
    { ...shared, name: `${owner}Device`, type: 'VERTEX', distributeShardsLike: null },
    { ...shared, name: `${owner}Link`, type: 'EDGE', distributeShardsLike: `${owner}Device` },
  ];
}

function nameOf(isGraph: boolean, index: number): string {
  return isGraph ? `graph${index}` : `single${index}`;
}

function bytesOf({ shards }: TopologyGroup): number {
  return shards.reduce((sum, { bytes }) => sum + Number(bytes), 0);
}
