/** What a server tells of itself (docs-hugo 3.12, develop/http-api/administration.md, cluster.md and monitoring/). */
import { logIn } from '../access.js';
import { badParameter } from '../errors.js';
import { answer, read, type Reply, type Request } from '../exchange.js';
import { metricsOf } from '../metrics.js';
import { isAtLeast } from '../options.js';
import type { Route } from '../router.js';

export const adminRoutes: readonly Route[] = [
  { method: 'POST', path: '/_open/auth', need: 'PUBLIC', handle: openSession },
  { method: 'GET', path: '/_api/version', need: 'READ', handle: version },
  {
    method: 'GET',
    path: '/_admin/server/availability',
    need: 'PUBLIC',
    handle: () => answer(200, { mode: 'default' }),
  },
  { method: 'GET', path: '/_admin/server/role', need: 'READ', handle: role },
  { method: 'GET', path: '/_admin/time', need: 'READ', handle: time },
  { method: 'GET', path: '/_admin/license', need: 'READ', handle: license },
  { method: 'GET', path: '/_admin/metrics', need: 'READ', handle: metrics },
  { method: 'GET', path: '/_admin/metrics/v2', need: 'READ', handle: metrics },
  { method: 'GET', path: '/_admin/statistics', need: 'READ', handle: statistics },
];

function openSession(request: Request): Reply {
  const body = request.object();
  return answer(200, { jwt: logIn(request.deployment, read.text(body, 'username'), read.text(body, 'password')) });
}

/** From 3.12.5 the prepackaged Community Edition reports "enterprise" too (administration.md, "Get the server version"). */
function version(request: Request): Reply {
  const { options, isCluster } = request.deployment;
  const license = isAtLeast(options.version, [3, 12, 5]) ? 'enterprise' : options.license;
  const details = {
    architecture: '64bit',
    mode: 'server',
    'server-version': options.version,
    role: isCluster ? 'COORDINATOR' : 'SINGLE',
    license,
  };
  const isDetailed = request.flag('details') && request.deployment.levelOf(request.user, '_system') === 'rw';
  const body = { server: 'arango', license, version: options.version, ...(isDetailed ? { details } : {}) };
  return { status: 200, body };
}

function role({ deployment }: Request): Reply {
  return answer(200, { errorNum: 0, role: deployment.isCluster ? 'COORDINATOR' : 'SINGLE' });
}

function time({ deployment }: Request): Reply {
  return answer(200, { time: deployment.now().getTime() / 1000 });
}

/** A day in seconds times what a license still has to go. */
const licenseLeftSeconds = 86_400 * 365;

function license({ deployment }: Request): Reply {
  const { options } = deployment;
  if (options.license === 'enterprise') {
    const expires = Math.floor(deployment.now().getTime() / 1000) + licenseLeftSeconds;
    const body = {
      features: { expires },
      license: 'V0hB/w',
      hash: '982db5',
      version: 1,
      status: 'good',
      upgrading: false,
    };
    return { status: 200, body };
  }
  if (!isAtLeast(options.version, [3, 12, 5])) return { status: 200, body: { license: 'none' } };
  const bytesUsed = [...deployment.databases.values()]
    .flatMap(({ collections }) => [...collections.values()])
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const diskUsage = {
    bytesUsed,
    // administration.md: the Community Edition from 3.12.5 is limited to 100 GiB.
    bytesLimit: 100 * 2 ** 30,
    limitReached: false,
    secondsUntilReadOnly: 0,
    secondsUntilShutDown: 0,
    status: 'good',
  };
  return { status: 200, body: { upgrading: false, diskUsage } };
}

/** Of this Coordinator, or of the DB-Server that `serverId` names; text in Prometheus format. */
function metrics(request: Request): Reply {
  const serverId = request.query.get('serverId');
  const server = serverId === null ? null : request.deployment.servers.find(({ id }) => id === serverId);
  if (server === undefined || server?.hasFailed) throw badParameter(`unknown serverId supplied: '${String(serverId)}'`);
  return { status: 200, body: undefined, text: metricsOf(request.deployment, server) };
}

/** The parts of the statistics that do not change; monitoring/statistics.md has the whole list. */
function statistics({ deployment }: Request): Reply {
  const times = { sum: 0, count: 0, counts: [0, 0, 0, 0, 0, 0, 0] };
  return answer(200, {
    time: deployment.now().getTime() / 1000,
    enabled: true,
    system: {
      minorPageFaults: 0,
      majorPageFaults: 0,
      userTime: 1,
      systemTime: 1,
      numberOfThreads: 40,
      residentSize: 2 ** 28,
    },
    client: {
      httpConnections: 1,
      connectionTime: times,
      totalTime: times,
      requestTime: times,
      queueTime: times,
      ioTime: times,
    },
    http: { requestsTotal: deployment.requestCount, requestsAsync: 0 },
    server: { uptime: 3600, physicalMemory: 2 ** 33 },
  });
}
