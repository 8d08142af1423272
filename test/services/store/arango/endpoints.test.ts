// A store on several Coordinators of one deployment, some of which do not answer.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TenantNameTakenError } from '../../../../src/services/errors/errors.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import { acmeKey, addTenant, draft, page } from '../contract/samples.js';
import { settingsFor } from './open-store.js';

let arangod: Arangod;
let store: Store;

beforeEach(async () => {
  arangod = await startArangod({ coordinators: 2 });
  store = openArangoStore(settingsFor(arangod), 'camelCase');
  await addTenant(store);
});

afterEach(async () => {
  await store.close();
  await arangod.close();
});

describe('two Coordinators', () => {
  it('are one deployment that goes on when either stops', async () => {
    await arangod.stopCoordinator(0);
    expect(await store.tenantsByName(['Acme Corp'])).toMatchObject([{ key: acmeKey }]);
    await arangod.startCoordinator(0);
    await arangod.stopCoordinator(1);

    expect(await store.tenantsByName(['Acme Corp'])).toMatchObject([{ key: acmeKey }]);
  });

  it('let a new store begin with the second when the first has stopped', async () => {
    await arangod.stopCoordinator(0);
    const later = openArangoStore(settingsFor(arangod), 'camelCase');

    expect((await later.tenantPage({}, { field: 'NAME', direction: 'ASC' }, page())).totalCount).toBe(1);
    await later.close();
  });

  it('let a store wait in vain for the first for as long as a request may take, and no longer', async () => {
    const later = openArangoStore(settingsFor(arangod, {}, { timeoutMs: 500 }), 'camelCase');
    arangod.inject({ kind: 'HANG', match: { path: /version/ } });

    await expect(later.ping()).resolves.toBeUndefined();
    await later.close();
  });

  it('are asked one after the other: the second only once the first does not answer', async () => {
    let asked = 0;
    const other = createServer((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const urls = [arangod.url, `http://127.0.0.1:${port}`];
    const later = openArangoStore(settingsFor({ urls }), 'camelCase');

    await expect(later.createTenant(draft({ key: '0a1b2c3d4e5f' }))).rejects.toBeInstanceOf(TenantNameTakenError);
    await later.ping();

    expect(asked).toBe(0);
    await later.close();
    await new Promise((resolve) => other.close(resolve));
  });

  it('tell of both when neither answers, and recover', async () => {
    await Promise.all([arangod.stopCoordinator(0), arangod.stopCoordinator(1)]);

    await expect(store.ping()).rejects.toMatchObject({ message: `Nothing answers at ${arangod.urls.join(', ')}` });
    await arangod.startCoordinator(1);
    await expect(store.ping()).resolves.toBeUndefined();
  });
});
