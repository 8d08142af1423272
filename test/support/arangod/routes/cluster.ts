/** The cluster as a whole (docs-hugo 3.12, develop/http-api/cluster.md). */
import type { Collection } from '../collection.js';
import type { Deployment } from '../deployment.js';
import { badParameter } from '../errors.js';
import { answer, type Reply, type Request } from '../exchange.js';
import type { Shard } from '../placement.js';
import type { Route } from '../router.js';
import { placementsOf, poll } from '../supervision.js';
import type { ArangoObject } from '../values.js';

const inCluster = { onlyInCluster: true } as const;

export const clusterRoutes: readonly Route[] = [
  { method: 'GET', path: '/_admin/cluster/health', need: 'ADMIN', onlyInSystem: true, ...inCluster, handle: health },
  { method: 'GET', path: '/_admin/cluster/shardDistribution', need: 'ADMIN', ...inCluster, handle: shardDistribution },
  {
    method: 'PUT',
    path: '/_admin/cluster/maintenance',
    need: 'ADMIN',
    onlyInSystem: true,
    ...inCluster,
    handle: maintain,
  },
  { method: 'GET', path: '/_api/cluster/endpoints', need: 'READ', ...inCluster, handle: endpoints },
];

function health({ deployment }: Request): Reply {
  const acknowledged = deployment.now().toISOString();
  const servers = deployment.servers.map(({ id, shortName, endpoint, hasFailed }) => {
    const facts = {
      Role: 'DBServer',
      ShortName: shortName,
      Endpoint: endpoint,
      Host: '',
      Status: hasFailed ? 'FAILED' : 'GOOD',
      SyncStatus: hasFailed ? 'UNKNOWN' : 'SERVING',
      CanBeDeleted: hasFailed && !holdsAnything(deployment, id),
    };
    return [id, { ...facts, ...common(deployment, acknowledged) }] as const;
  });
  const coordinators = deployment.coordinators.map(({ id, shortName, endpoint, isRunning }) => {
    const facts = {
      Role: 'Coordinator',
      ShortName: shortName,
      Endpoint: endpoint,
      Host: '',
      Status: isRunning ? 'GOOD' : 'FAILED',
      SyncStatus: isRunning ? 'SERVING' : 'UNKNOWN',
      CanBeDeleted: !isRunning,
    };
    return [id, { ...facts, ...common(deployment, acknowledged) }] as const;
  });
  const agents = [1, 2, 3].map(
    (agent) => [`AGNT-${deployment.clusterId.slice(0, -1)}${agent}`, agentFacts(deployment, agent)] as const,
  );
  const Health: ArangoObject = Object.fromEntries([...servers, ...coordinators, ...agents]);
  return answer(200, { ClusterId: deployment.clusterId, Health });
}

function common(deployment: Deployment, acknowledged: string): ArangoObject {
  const times = { LastAckedTime: acknowledged, SyncTime: acknowledged, Timestamp: acknowledged };
  return { Version: deployment.options.version, Engine: 'rocksdb', ...times };
}

function agentFacts(deployment: Deployment, agent: number): ArangoObject {
  return {
    Role: 'Agent',
    Endpoint: `tcp://127.0.0.1:${8500 + agent}`,
    CanBeDeleted: false,
    Leading: agent === 1,
    Leader: `AGNT-${deployment.clusterId.slice(0, -1)}1`,
    LastAckedTime: 0.1,
    Engine: 'rocksdb',
    Version: deployment.options.version,
    Status: 'GOOD',
  };
}

function holdsAnything(deployment: Deployment, server: string): boolean {
  return [...deployment.databases.values()].some(({ collections }) =>
    [...collections.values()].some(({ shards }) =>
      shards.some(({ placement }) => placement.plan.includes(server) || placement.current.includes(server)),
    ),
  );
}

function endpoints({ deployment }: Request): Reply {
  const running = deployment.coordinators.filter(({ isRunning }) => isRunning);
  return answer(200, { endpoints: running.map(({ endpoint }) => ({ endpoint })) });
}

/**
 * Plan and current of every shard of one database, with short names (deploy/cluster/administration.md reads
 * `results.<collection>.Current.<shard>.leader`). A shard that is not in sync also shows how many documents the slowest
 * new replica has. Each call lets the cluster go on by one step.
 */
function shardDistribution({ deployment, database }: Request): Reply {
  poll(deployment);
  const bytes = placementsOf(deployment);
  const shown = [...database.collections.values()].filter(({ shards }) => shards.length > 0);
  const results = shown.map((collection) => [collection.name, distributionOf(deployment, collection, bytes)] as const);
  return answer(200, { results: Object.fromEntries(results) });
}

function distributionOf(
  deployment: Deployment,
  collection: Collection,
  bytes: ReadonlyMap<unknown, number>,
): ArangoObject {
  const nameOf = (id: string): string => deployment.server(id)?.shortName ?? id;
  const sidesOf = (ids: readonly string[]): ArangoObject => {
    const [leader = '', ...followers] = ids.map(nameOf);
    return { leader, followers };
  };
  const plan = collection.shards.map((shard) => {
    const progress = progressOf(deployment, shard, bytes.get(shard.placement) ?? 0);
    return [shard.id, { ...sidesOf(shard.placement.plan), ...(progress ? { progress } : {}) }] as const;
  });
  const current = collection.shards.map(({ id, placement }) => [id, sidesOf(placement.current)] as const);
  return { Plan: Object.fromEntries(plan), Current: Object.fromEntries(current) };
}

function progressOf(deployment: Deployment, { placement, count }: Shard, bytes: number): ArangoObject | null {
  const missing = placement.plan.filter((id) => !placement.current.includes(id));
  if (missing.length === 0) return null;
  const copies = deployment.copies.get(placement);
  const least = Math.min(...missing.map((id) => copies?.get(id) ?? 0));
  return { total: count, current: bytes === 0 ? 0 : Math.floor((count * least) / bytes) };
}

/** "on", "off" or seconds; time does not end it here (cluster.md, "Set the cluster maintenance mode"). */
function maintain(request: Request): Reply {
  const mode = request.json();
  if (typeof mode !== 'string') throw badParameter('expecting "on", "off" or a number of seconds');
  request.deployment.isInMaintenance = mode !== 'off';
  return answer(200, {});
}
