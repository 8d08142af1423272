/** Opens an embedded store with a fixed clock and seed, for tests. */
import { fixedClock } from '../../../../src/services/clock.js';
import { seededRandom } from '../../../../src/services/random.js';
import { openEmbeddedStore } from '../../../../src/services/store/embedded/open.js';
import { defaultCluster, type EmbeddedStoreSettings } from '../../../../src/services/store/embedded/settings.js';
import type { Store } from '../../../../src/services/store/port.js';

/** Returns the store at a path; `cluster` changes the default simulated cluster. */
export function openStore(path: string, cluster: Partial<EmbeddedStoreSettings['cluster']> = {}): Promise<Store> {
  return openEmbeddedStore({
    path,
    clock: fixedClock('2026-08-01T12:00:00.000Z'),
    random: seededRandom(1),
    seed: 1,
    cluster: { ...defaultCluster, ...cluster },
  });
}
