/** Opens an embedded store with a fixed clock and seed, for tests. */
import { pathToFileURL } from 'node:url';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { packageFile } from '../../../../src/services/base/package-root.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { openEmbeddedStore } from '../../../../src/services/store/embedded/open.js';
import { defaultCluster, type EmbeddedStoreSettings } from '../../../../src/services/store/embedded/settings.js';
import type { Store } from '../../../../src/services/store/port.js';

/** The compiled thread that stores imports: `npm run build` makes it. */
export const compiledWriter = pathToFileURL(packageFile('dist/src/services/store/embedded/writer-thread.js'));

/** Returns the store at a path; `cluster` changes the default simulated cluster, `writer` gives imports a thread. */
export function openStore(
  path: string,
  cluster: Partial<EmbeddedStoreSettings['cluster']> = {},
  writer: URL | null = null,
): Promise<Store> {
  return openEmbeddedStore({
    path,
    clock: fixedClock('2026-08-01T12:00:00.000Z'),
    random: seededRandom(1),
    seed: 1,
    writer,
    cluster: { ...defaultCluster, ...cluster },
  });
}
