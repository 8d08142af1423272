/** A handful of the metrics of a server, in Prometheus text format; names from docs-hugo site/data/3.12/allMetrics.yaml. */
import type { Deployment } from './deployment.js';
import type { DbServer, Shard } from './placement.js';

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly value: number;
}

/** Returns the metrics of a DB-Server, or of the Coordinator when there is none. */
export function metricsOf(deployment: Deployment, server: DbServer | null): string {
  const labels = server
    ? `role="DBSERVER",shortname="${server.shortName}"`
    : `role="${deployment.isCluster ? 'COORDINATOR' : 'SINGLE'}",shortname="${deployment.coordinators[0]?.shortName ?? ''}"`;
  return metricsFor(deployment, server)
    .map(
      ({ name, type, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}{${labels}} ${value}\n`,
    )
    .join('');
}

function metricsFor(deployment: Deployment, server: DbServer | null): Metric[] {
  const common: Metric[] = [
    counter(
      'arangodb_http_request_statistics_total_requests_total',
      'Total number of HTTP requests',
      deployment.requestCount,
    ),
    gauge(
      'arangodb_client_connection_statistics_client_connections',
      'The number of client connections that are currently open',
      1,
    ),
    gauge(
      'arangodb_process_statistics_resident_set_size',
      'The total size of the number of pages the process has in real memory',
      2 ** 28,
    ),
    counter('arangodb_server_statistics_server_uptime_total', 'Number of seconds elapsed since server start', 3600),
  ];
  if (deployment.isCluster && !server) return common;
  const shards = [...deployment.databases.values()]
    .flatMap(({ collections }) => [...collections.values()])
    .flatMap((collection) => [...collection.shards]);
  const held = server ? shards.filter(({ placement }) => placement.current.includes(server.id)) : shards;
  const led = server ? held.filter(({ placement }) => placement.current[0] === server.id) : held;
  return [
    ...common,
    gauge('arangodb_shards_number', 'Number of shards on this machine', held.length),
    gauge('arangodb_shards_leader_number', 'Number of leader shards on this machine', led.length),
    gauge(
      'rocksdb_live_sst_files_size',
      'Total size of all live SST files',
      sum(held, ({ bytes }) => bytes),
    ),
    gauge(
      'rocksdb_estimate_live_data_size',
      'Estimate of the amount of live data',
      sum(held, ({ bytes }) => bytes),
    ),
    gauge(
      'rocksdb_estimate_num_keys',
      'Estimated number of total keys',
      sum(held, ({ count }) => count),
    ),
  ];
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, value };
}

function counter(name: string, help: string, value: number): Metric {
  return { name, type: 'counter', help, value };
}

function sum(shards: readonly Shard[], measure: (shard: Shard) => number): number {
  return shards.reduce((total, shard) => total + measure(shard), 0);
}
