// Figures of DB-Servers from the metrics of a Coordinator double, and every way in which there are none.
import { afterEach, describe, expect, it } from 'vitest';

import type { ServerFigures } from '../../../../src/services/model/check.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import { readMetrics } from '../../../../src/services/store/arango/servers.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { ArangodOptions } from '../../../support/arangod/options.js';
import { settingsFor, testDatabase } from './open-store.js';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Partial<ArangodOptions> = {}): Promise<{ arangod: Arangod; store: Store }> {
  const arangod = await startArangod(options);
  const store = openArangoStore(settingsFor(arangod), 'camelCase');
  closing.push(
    () => arangod.close(),
    () => store.close(),
  );
  await store.ping();
  arangod.resetRequests();
  return { arangod, store };
}

function valueOf({ figures }: ServerFigures, name: string): number | undefined {
  return figures.find((figure) => figure.name === name)?.value;
}

describe('figures of DB-Servers', () => {
  it('are each server’s own, with unit and source', async () => {
    const { arangod, store } = await start();

    const told = await store.serverFigures();

    const led = arangod.shards(testDatabase).concat(arangod.shards('_system'));
    expect(told.map((server) => valueOf(server, 'LEADER_SHARDS'))).toEqual(
      told.map(({ shortName }) => led.filter(({ current }) => current[0] === shortName).length),
    );
    expect(told[0]?.figures.find(({ name }) => name === 'MEMORY')).toEqual({
      name: 'MEMORY',
      description: 'Memory of the process',
      unit: 'BYTES',
      source: 'arangodb_process_statistics_resident_set_size',
      value: 2 ** 28,
    });
  });

  it('cost one request for each server and one to learn which there are', async () => {
    const { arangod, store } = await start({ dbServers: 5 });

    await store.serverFigures();

    expect(arangod.requests.map(({ path }) => path)).toEqual([
      '/_admin/cluster/health',
      ...Array.from({ length: 5 }, () => '/_admin/metrics'),
    ]);
  });

  it('are skipped for a server that has failed, and told of the others', async () => {
    const { arangod, store } = await start();
    arangod.failServer('DBServer0002');

    const told = await store.serverFigures();

    const silent = told.filter(({ skipped }) => skipped !== null);
    expect(silent.map(({ shortName, skipped }) => [shortName, skipped])).toEqual([
      ['DBServer0002', 'The DB-Server has failed'],
    ]);
  });

  it('are skipped with the reason where metrics are switched off', async () => {
    const { arangod, store } = await start();
    arangod.inject({ kind: 'STATUS', code: 404, match: { path: /metrics/ }, times: 3 });

    const told = await store.serverFigures();

    expect(told.map(({ skipped }) => skipped)).toEqual(
      Array.from({ length: 3 }, () => 'The server reports no metrics (--server.export-metrics-api false)'),
    );
  });

  it('are skipped with the reason where metrics are for administrators', async () => {
    const { arangod, store } = await start();
    arangod.inject({ kind: 'STATUS', code: 403, errorNum: 11, match: { path: /metrics/ }, times: 3 });

    const [first] = await store.serverFigures();

    expect(first?.skipped).toMatch(/^The user may not read the metrics: /);
  });

  it('are those of the one server where there is no cluster', async () => {
    const { store } = await start({ deployment: 'SINGLE' });

    const told = await store.serverFigures();

    expect(told.map(({ shortName }) => shortName)).toEqual(['Single server']);
    expect(valueOf(told[0]!, 'UPTIME')).toBe(3600);
  });
});

describe('readMetrics', () => {
  const text = [
    '# HELP a_total Something',
    '# TYPE a_total counter',
    'a_total{role="DBSERVER",shortname="odd } name"} 1.5e3',
    'a_total{role="DBSERVER",queue="low"} 2',
    'b 7 1700000000000',
    'c NaN',
    'unwanted 1',
    '',
  ].join('\n');

  it('adds up the samples of a metric and leaves out what is no number', () => {
    const values = readMetrics(text, new Set(['a_total', 'b', 'c', 'missing']));

    expect([...values]).toEqual([
      ['a_total', 1502],
      ['b', 7],
    ]);
  });
});
