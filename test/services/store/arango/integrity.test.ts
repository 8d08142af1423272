// What the ArangoDB store says of a deployment that somebody else has changed since it was set up, one fault at a time.
import { Database } from 'arangojs';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { CheckResult } from '../../../../src/services/model/check.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import { settingsFor, testDatabase } from './open-store.js';

let arangod: Arangod;
let store: Store;
let database: Database;

beforeEach(async () => {
  arangod = await startArangod();
  store = openArangoStore(settingsFor(arangod), 'camelCase');
  await store.ping();
  database = new Database({ url: arangod.url }).database(testDatabase);
});

afterEach(async () => {
  await store.close();
  await arangod.close();
});

async function failed(): Promise<readonly string[]> {
  const checks = await store.examineIntegrity();
  expect(checks.filter(({ status, remedy }) => status === 'FAIL' && remedy === null)).toEqual([]);
  return checks.filter(({ status }) => status === 'FAIL').map(({ code, evidence }) => `${code}: ${evidence}`);
}

it('skips files, which are ArangoDB’s own, and changes nothing by looking', async () => {
  const before = arangod.requests.length;

  const [file, ...others] = await store.examineIntegrity();

  expect(file).toMatchObject({ code: 'STORE_FILE', status: 'SKIPPED' });
  expect(others.map(({ status }: CheckResult) => status)).toEqual(['PASS', 'PASS', 'PASS', 'PASS']);
  expect(others[1]!.evidence).toBe('network_assets with its 11 collections, disjoint and sharded as needed');
  const writes = arangod.requests
    .slice(before)
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/_api/cursor'));
  expect(writes).toEqual([]);
});

it('fails when a SmartGraph is gone while its collections are still there', async () => {
  await database.graph('network_assets').drop();

  expect(await failed()).toContainEqual(
    expect.stringMatching(/^SMART_GRAPH: Collection \w+ .* cannot be used: it is not part of a graph network_assets$/),
  );
});

it('fails when a collection of Shardbook is missing, and names it', async () => {
  await database.collection('shardbook_plans').drop();

  expect(await failed()).toContain('SMART_GRAPH: 1 collection missing: shardbook_plans');
});

it('fails when an index is missing, and names it', async () => {
  await database.collection('Device').dropIndex('shardbook_tenant');

  expect(await failed()).toEqual([
    expect.stringMatching(/^INDEXES: 1 of \d+ indexes .*missing: Device\/shardbook_tenant$/),
  ]);
});

it('fails when an event log has a gap, or belongs to no run', async () => {
  const events = database.collection('shardbook_events');
  await events.save({ _key: 'run1:1', run: 'run1', sequence: 1, body: '{}' });
  await events.save({ _key: 'run1:3', run: 'run1', sequence: 3, body: '{}' });

  expect(await failed()).toEqual([
    'REFERENCES: 1 event log of no run: run1',
    'EVENT_LOGS: run run1 has 2 events, and the last is number 3',
  ]);
});
