/** Opens the ArangoDB store on a Coordinator double, or on several stores of one double. */
import { fixedClock } from '../../../../src/services/base/clock.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { ArangoConnectionSettings, ArangoStoreSettings } from '../../../../src/services/store/arango/settings.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { ArangodOptions } from '../../../support/arangod/options.js';

export const testDatabase = 'network_assets_test';

/** Settings for a double; each call names another process. */
export function settingsFor(
  { urls }: Pick<Arangod, 'urls'>,
  changes: Partial<ArangoStoreSettings> = {},
  connection: Partial<ArangoConnectionSettings> = {},
): ArangoStoreSettings {
  return {
    connection: {
      ...{ endpoints: urls, username: 'root', password: '', database: testDatabase, timeoutMs: 10_000, concurrency: 8 },
      ...connection,
    },
    graph: { numberOfShards: 12, replicationFactor: 2, writeConcern: 1 },
    clock: fixedClock('2026-08-01T12:00:00.000Z'),
    random: seededRandom((processes += 1)),
    movePollMs: 1000,
    moveHangsAfterMs: 60_000,
    ...changes,
  };
}

let processes = 0;

/** Returns a store on a new double; closing it closes the double too. */
export async function openOnDouble(options: Partial<ArangodOptions> = {}): Promise<Store> {
  const arangod = await startArangod(options);
  const store = openArangoStore(settingsFor(arangod), 'camelCase');
  return {
    ...store,
    close: async () => {
      await store.close();
      await arangod.close();
    },
  };
}
