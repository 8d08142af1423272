/** The cluster as a whole (docs-hugo 3.12, develop/http-api/cluster.md). */
import type { Deployment } from '../deployment.js';
import { answer, type Reply, type Request } from '../exchange.js';
import type { Route } from '../router.js';
import type { ArangoObject } from '../values.js';

const inCluster = { onlyInCluster: true } as const;

export const clusterRoutes: readonly Route[] = [
  { method: 'GET', path: '/_admin/cluster/health', need: 'ADMIN', onlyInSystem: true, ...inCluster, handle: health },
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
