/** The command that serves GraphQL, GraphiQL and reports until it is stopped. */
import type { Logger } from 'pino';

import type { Application } from '../compose.js';
import { startServer } from '../server/server.js';
import { DomainError } from '../services/errors/errors.js';
import type { ClusterTopology } from '../services/model/topology.js';
import type { Settings } from '../settings.js';
import { openServices } from './open.js';

/**
 * Starts the server, prints where it is and what to try, and resolves when the signal is aborted and everything in
 * flight is finished. Throws what `openServices` throws, and the server's error when the port is taken.
 */
export async function serve(
  settings: Settings,
  logger: Logger,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const services = await openServices({
    settings,
    inMemory: false,
    onUnexpected: (error) => logger.error({ err: error }, 'unexpected error'),
    onNotice: (text) => logger.error(text),
  });
  try {
    const { HOST: host, PORT: port, SHARDBOOK_ALLOWED_ORIGINS: allowedOrigins } = settings;
    const server = await startServer({ services, settings: { host, port, allowedOrigins }, logger });
    print(await greeting(server.url, services));
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    print('Stopping: finishing requests in progress');
    const stopped = server.stop();
    // A long plan or upload would hold up the stop, and nobody would get it any more.
    await Promise.all([services.plans.stopPlanning(), services.topology.stopReading()]);
    await stopped;
  } finally {
    await services.stop();
  }
}

async function greeting(url: string, services: Application): Promise<string> {
  return [
    'Shardbook is ready',
    '',
    `  GraphiQL  ${url}/graphql`,
    `  Store     ${services.storeDescription}`,
    `  Cluster   ${await clusterLine(services)}`,
    '',
    'To try it: open GraphiQL and run the tabs from left to right, or',
    `  curl ${url}/graphql -H 'content-type: application/json' -d '{"query":"{ cluster { totals { tenants documents dbServers } } }"}'`,
    'Press Ctrl-C to stop.',
  ].join('\n');
}

/** What is there; of a cluster that does not answer, why: it may answer later, and the server is up meanwhile. */
async function clusterLine(services: Application): Promise<string> {
  try {
    return clusterText((await services.topology.live()).topology);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return `does not answer: ${error.message}. ${error.remedy ?? ''}`;
  }
}

function clusterText(topology: ClusterTopology): string {
  const documents = topology.tenants.reduce((sum, tenant) => sum + tenant.documents, 0);
  const deployments = {
    SIMULATED: 'simulated',
    ARANGODB_CLUSTER: 'ArangoDB',
    ARANGODB_SINGLE_SERVER: 'ArangoDB, one server',
  };
  return [
    deployments[topology.deployment],
    `${topology.servers.length} DB-Servers`,
    `${topology.groups.length} shard groups`,
    `${topology.tenants.length} tenants`,
    `${documents.toLocaleString('en-US')} documents`,
  ].join(', ');
}
