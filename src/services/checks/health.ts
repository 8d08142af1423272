/** Judges the health of a topology: servers, replicas and capacity. A pure function, so planned and stored states are judged too. */
import { inOneGo, inTurns, type Paused } from '../base/turns.js';
import type { ClusterHealth, HealthFinding } from '../model/check.js';
import {
  type ClusterTopology,
  groupSize,
  replicasOf,
  type ServerStatus,
  type TopologyGroup,
} from '../model/topology.js';

/** From here on a server should get help soon: there is still time to add one. */
export const capacityWarnShare = 0.8;

/** ArangoDB's RocksDB needs free space to compact; above this a server may stop taking writes at any time. */
export const capacityFailShare = 0.95;

/** The most examples that a message names; its count covers all of them. */
const examplesNamed = 5;

type Judge = (topology: ClusterTopology) => readonly HealthFinding[];

/** In the order of the findings: what makes data unavailable first. */
const judges: readonly Judge[] = [
  judgeServers,
  judgeLeaders,
  judgeWriteConcern,
  judgeInSync,
  judgeReplicaCount,
  judgeReplicationFactor,
  judgeSharedServers,
  judgeSharedZones,
  judgeCapacity,
];

/** What is said of copies of data; servers and their room are left out. */
const replicaJudges: readonly Judge[] = [
  judgeLeaders,
  judgeWriteConcern,
  judgeInSync,
  judgeReplicaCount,
  judgeSharedServers,
];

/**
 * Returns the health of a topology. BAD when data is or may soon be out of reach (a finding of level FAIL), DEGRADED
 * when something needs attention (WARN), else GOOD; INFO findings do not count. At most one finding for each code and
 * level, with how many are concerned and the first five by name. Never changes its argument.
 */
export function healthOf(topology: ClusterTopology): ClusterHealth {
  return inOneGo(judged(topology));
}

/** Resolves with the same, and lets other work in meanwhile: for tens of thousands of shard groups. */
export function healthInTurns(topology: ClusterTopology): Promise<ClusterHealth> {
  return inTurns(judged(topology));
}

/** Resolves with the findings about replicas alone: those that are missing, out of sync, or led from a server that is down. */
export function replicaFindings(topology: ClusterTopology): Promise<readonly HealthFinding[]> {
  return inTurns(foundBy(replicaJudges, topology));
}

function* judged(topology: ClusterTopology): Paused<ClusterHealth> {
  const findings = yield* foundBy(judges, topology);
  const has = (level: HealthFinding['level']): boolean => findings.some((finding) => finding.level === level);
  return { status: has('FAIL') ? 'BAD' : has('WARN') ? 'DEGRADED' : 'GOOD', findings };
}

function* foundBy(asked: readonly Judge[], topology: ClusterTopology): Paused<readonly HealthFinding[]> {
  const findings: HealthFinding[] = [];
  for (const judge of asked) {
    findings.push(...judge(topology));
    yield;
  }
  return findings;
}

/**
 * Returns the bytes on each server by serverId, all replicas counted, in the order of the servers. Replicas on servers
 * that the topology does not know are left out.
 */
export function usedBytesByServer(topology: ClusterTopology): ReadonlyMap<string, bigint> {
  const used = new Map(topology.servers.map((server) => [server.serverId, 0n]));
  for (const group of topology.groups) {
    const { bytes } = groupSize(group);
    for (const serverId of replicasOf(group)) {
      const before = used.get(serverId);
      if (before !== undefined) used.set(serverId, before + bytes);
    }
  }
  return used;
}

/** Returns whether a server in this state answers: BAD and FAILED ones do not. */
export function isServing(status: ServerStatus): boolean {
  return status !== 'BAD' && status !== 'FAILED';
}

const levelOfStatus = { BAD: 'FAIL', FAILED: 'FAIL', UNCLEAR: 'WARN', DRAINING: 'INFO' } as const;

function judgeServers({ servers }: ClusterTopology): HealthFinding[] {
  if (servers.length === 0) {
    return [{ code: 'NO_SERVER', level: 'FAIL', message: 'The cluster has no DB-Server' }];
  }
  return (['FAILED', 'BAD', 'UNCLEAR', 'DRAINING'] as const).flatMap((status) =>
    finding(
      'SERVER_NOT_GOOD',
      levelOfStatus[status],
      servers.filter((server) => server.status === status).map((server) => server.shortName),
      (count) => `${count} of ${servers.length} DB-Servers ${count === 1 ? 'is' : 'are'} ${status}`,
    ),
  );
}

function judgeLeaders(topology: ClusterTopology): HealthFinding[] {
  const serving = servingServers(topology);
  const withoutLeader = topology.groups.filter((group) => !serving.has(group.leader));
  return finding(
    'LEADER_UNAVAILABLE',
    'FAIL',
    withoutLeader.map((group) => group.groupId),
    (count) => `${count} of ${groupsOf(topology)} have their leader on a DB-Server that does not answer`,
  );
}

function judgeWriteConcern(topology: ClusterTopology): HealthFinding[] {
  const serving = servingServers(topology);
  const collections = new Map(topology.collections.map((collection) => [collection.name, collection]));
  const writeConcernOf = (group: TopologyGroup): number =>
    Math.max(1, ...group.shards.map((shard) => collections.get(shard.collection)?.writeConcern ?? 1));
  const copiesOf = (group: TopologyGroup): number =>
    [group.leader, ...group.inSync].filter((serverId) => serving.has(serverId)).length;
  return finding(
    'BELOW_WRITE_CONCERN',
    'FAIL',
    topology.groups.filter((group) => copiesOf(group) < writeConcernOf(group)).map((group) => group.groupId),
    (count) => `${count} of ${groupsOf(topology)} have fewer copies in sync than the write concern and refuse writes`,
  );
}

function judgeInSync(topology: ClusterTopology): HealthFinding[] {
  const lagging = topology.groups.filter((group) => group.inSync.length < group.followers.length);
  return finding(
    'FOLLOWERS_OUT_OF_SYNC',
    'WARN',
    lagging.map((group) => group.groupId),
    (count) => `${count} of ${groupsOf(topology)} have followers out of sync`,
  );
}

function judgeReplicaCount(topology: ClusterTopology): HealthFinding[] {
  const wanted = new Map(topology.collections.map((collection) => [collection.name, collection.replicationFactor]));
  const factorOf = (group: TopologyGroup): number =>
    Math.max(0, ...group.shards.map((shard) => wanted.get(shard.collection) ?? 0));
  return finding(
    'TOO_FEW_REPLICAS',
    'WARN',
    topology.groups.filter((group) => replicasOf(group).length < factorOf(group)).map((group) => group.groupId),
    (count) => `${count} of ${groupsOf(topology)} have fewer replicas than the replication factor requires`,
  );
}

/** On one server a second copy has no place to go: that is worth knowing, but nothing is wrong. */
function judgeReplicationFactor({ servers, collections }: ClusterTopology): HealthFinding[] {
  const single = collections.filter((collection) => collection.replicationFactor < 2);
  return finding(
    'NO_SECOND_COPY',
    servers.length > 1 ? 'WARN' : 'INFO',
    single.map((collection) => collection.name),
    (count) =>
      `${count} of ${collections.length} collections have a replication factor below 2: losing a ` +
      'DB-Server loses their data',
  );
}

function judgeSharedServers(topology: ClusterTopology): HealthFinding[] {
  const doubled = topology.groups.filter((group) => new Set(replicasOf(group)).size < replicasOf(group).length);
  return finding(
    'REPLICAS_SHARE_SERVER',
    'FAIL',
    doubled.map((group) => group.groupId),
    (count) => `${count} of ${groupsOf(topology)} have two replicas on one DB-Server`,
  );
}

/** Only where there are zones enough: a shared zone that cannot be avoided is no finding. */
function judgeSharedZones(topology: ClusterTopology): HealthFinding[] {
  const zoneOf = new Map(topology.servers.map((server) => [server.serverId, server.zone]));
  const zones = new Set(topology.servers.filter((s) => isServing(s.status) && s.zone !== null).map((s) => s.zone));
  const sharesZone = (group: TopologyGroup): boolean => {
    const used = replicasOf(group).map((serverId) => zoneOf.get(serverId) ?? null);
    return !used.includes(null) && used.length <= zones.size && new Set(used).size < used.length;
  };
  return finding(
    'REPLICAS_SHARE_ZONE',
    'WARN',
    topology.groups.filter(sharesZone).map((group) => group.groupId),
    (count) => `${count} of ${groupsOf(topology)} have two replicas in one zone although there are ${zones.size} zones`,
  );
}

function judgeCapacity(topology: ClusterTopology): HealthFinding[] {
  const used = usedBytesByServer(topology);
  const shares = topology.servers.flatMap(({ serverId, shortName, capacityBytes }) => {
    if (capacityBytes === null) return [];
    const bytes = used.get(serverId) ?? 0n;
    const share = capacityBytes > 0n ? Number((bytes * 10_000n) / capacityBytes) / 10_000 : bytes > 0n ? Infinity : 0;
    return [{ share, name: `${shortName} (${bytes} of ${capacityBytes} bytes)` }];
  });
  const full = shares.filter(({ share }) => share > capacityFailShare);
  const filling = shares.filter(({ share }) => share > capacityWarnShare && share <= capacityFailShare);
  const describe = (least: number) => (count: number) =>
    `${count} of ${topology.servers.length} DB-Servers ${count === 1 ? 'is' : 'are'} more than ${least * 100}% full`;
  return [
    ...finding('SERVER_FULL', 'FAIL', full.map(nameOf), describe(capacityFailShare)),
    ...finding('SERVER_FILLING', 'WARN', filling.map(nameOf), describe(capacityWarnShare)),
  ];
}

function servingServers({ servers }: ClusterTopology): ReadonlySet<string> {
  return new Set(servers.filter((server) => isServing(server.status)).map((server) => server.serverId));
}

function groupsOf({ groups }: ClusterTopology): string {
  return `${groups.length} shard ${groups.length === 1 ? 'group' : 'groups'}`;
}

function nameOf({ name }: { name: string }): string {
  return name;
}

/** No finding when nothing is concerned, else one that counts all and names the first few. */
function finding(
  code: string,
  level: HealthFinding['level'],
  concerned: readonly string[],
  describe: (count: number) => string,
): HealthFinding[] {
  if (concerned.length === 0) return [];
  const named = concerned.slice(0, examplesNamed).join(', ');
  const rest = concerned.length > examplesNamed ? ', ...' : '';
  return [{ code, level, message: `${describe(concerned.length)}: ${named}${rest}` }];
}
