// Scans of everything on a cluster: what becomes of them when cursors are lost, and of cursors when scans are.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { ScannedDocument, Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { Fault } from '../../../support/arangod/faults.js';
import { acmeKey, addTenant, document } from '../contract/samples.js';
import { settingsFor } from './open-store.js';

const documents = 250;

let arangod: Arangod;
let store: Store;

beforeEach(async () => {
  arangod = await startArangod({ coordinators: 2 });
  store = openArangoStore(settingsFor(arangod), 'camelCase');
  const devices = Array.from({ length: documents }, (_, at) => document('Device', String(at).padStart(4, '0')));
  await addTenant(store, {}, devices);
});

afterEach(async () => {
  await store.close();
  await arangod.close();
});

/** Reads all pages from a position on; `between` happens after the first of them. */
async function scan(limit: number, between: () => unknown = () => undefined): Promise<readonly ScannedDocument[]> {
  const found: ScannedDocument[] = [];
  let after: string | null = null;
  do {
    const read = await store.scanDocuments({ tenantKey: acmeKey, after, limit });
    found.push(...read.documents);
    if (after === null) await between();
    after = read.next;
  } while (after !== null);
  return found;
}

function keysOf(found: readonly ScannedDocument[]): readonly unknown[] {
  return found.map(({ fields }) => fields._key);
}

const wanted = Array.from({ length: documents }, (_, at) => `${acmeKey}:${String(at).padStart(4, '0')}`);

const next = { method: 'POST', path: /^\/_api\/cursor\/\d+/ };

describe('a scan', () => {
  it('goes on elsewhere when the Coordinator of its cursor stops', async () => {
    expect(keysOf(await scan(40, () => arangod.stopCoordinator(0)))).toEqual(wanted);
  });

  it.each<[string, Fault]>([
    ['the server has forgotten its cursor', { kind: 'STATUS', code: 404, errorNum: 1600, message: 'cursor not found' }],
    ['a batch was read and its answer lost', { kind: 'RESET', when: 'AFTER' }],
    ['half a batch arrives', { kind: 'TRUNCATE' }],
    ['a batch cannot be had at the moment', { kind: 'STATUS' }],
  ])('goes on without a gap or a duplicate when %s', async (_, fault) => {
    const planted = arangod.inject({ ...fault, match: next, skip: 2 });

    expect(keysOf(await scan(20))).toEqual(wanted);
    expect(planted.hits).toBe(1);
  });

  it('leaves no cursor behind when it comes to its end', async () => {
    await scan(40);

    expect(arangod.openCursors).toEqual([]);
  });
});

describe('scans that nobody goes on with', () => {
  it('keep eight cursors at most', async () => {
    for (let scans = 0; scans < 20; scans += 1) {
      await store.scanDocuments({ tenantKey: acmeKey, after: null, limit: 10 + scans });
    }

    expect(arangod.openCursors.length).toBe(8);
  });

  it('leave no cursor behind when the store is closed', async () => {
    for (let scans = 0; scans < 5; scans += 1) {
      await store.scanDocuments({ tenantKey: acmeKey, after: null, limit: 10 + scans });
    }

    await store.close();

    expect(arangod.openCursors).toEqual([]);
  });
});

describe('a large record', () => {
  const record = {
    id: 'large',
    title: 'Large',
    createdAt: '2026-08-01T12:00:00.000Z',
    runId: null,
    model: 'x'.repeat(10),
    cells: Array.from({ length: 60_000 }, (_, at) => ({ at, text: 'cell of a report' })),
  };

  it('is read to its end when the Coordinator of its cursor stops', async () => {
    await store.saveReport(record);
    // The second batch of its pieces finds nobody, and is asked for elsewhere.
    const planted = arangod.inject({ kind: 'RESET', match: next, times: 2 });

    expect(await store.reportsById(['large'])).toEqual([record]);
    expect(planted.hits).toBeGreaterThan(0);
  });
});
