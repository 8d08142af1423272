/** The deployment that `npm run test:arango` is given, and databases on it that live as long as one test. */
import { randomBytes } from 'node:crypto';

import { Database } from 'arangojs';

import { systemClock } from '../../src/services/base/clock.js';
import { systemRandom } from '../../src/services/base/random.js';
import { openArangoStore } from '../../src/services/store/arango/open.js';
import type { Store } from '../../src/services/store/port.js';

/** What the names of all databases of these tests begin with: one that is left over can be dropped. */
const prefix = 'shardbook_test_';

const endpoints = (process.env.ARANGO_TEST_ENDPOINT ?? '').split(',').map((endpoint) => endpoint.trim());
const username = process.env.ARANGO_TEST_USERNAME ?? 'root';
const password = process.env.ARANGO_TEST_PASSWORD ?? '';

/** Returns a store in a database of its own; closing it drops the database. */
export function openOnDeployment(): Promise<Store> {
  const database = prefix + randomBytes(8).toString('hex');
  const store = openArangoStore(
    {
      connection: { endpoints, username, password, database, timeoutMs: 60_000, concurrency: 8 },
      graph: { numberOfShards: 12, replicationFactor: 2, writeConcern: 1 },
      clock: systemClock(),
      random: systemRandom(),
      movePollMs: 100,
      moveHangsAfterMs: 60_000,
    },
    'camelCase',
  );
  return Promise.resolve({
    ...store,
    close: async () => {
      await store.close();
      await drop(database);
    },
  });
}

/** A second close, or a test that never used its store, has no database to drop. */
async function drop(database: string): Promise<void> {
  const root = new Database({ url: endpoints, auth: { username, password } });
  try {
    if ((await root.databases()).some(({ name }) => name === database)) await root.dropDatabase(database);
  } finally {
    root.close();
  }
}
