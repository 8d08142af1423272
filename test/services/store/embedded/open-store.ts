/** Opens an embedded store with a fixed clock and seed, for tests. */
import { pathToFileURL } from 'node:url';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { packageFile } from '../../../../src/services/base/package-root.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import type { FileSettings } from '../../../../src/services/store/embedded/file.js';
import { openEmbeddedStore } from '../../../../src/services/store/embedded/open.js';
import { defaultCluster, type EmbeddedStoreSettings } from '../../../../src/services/store/embedded/settings.js';
import type { Store } from '../../../../src/services/store/port.js';

/** The compiled maintenance thread: `npm run build` makes it. */
export const compiledMaintenance = pathToFileURL(packageFile('dist/src/services/store/embedded/maintenance-thread.js'));

/**
 * Returns the store at a path; `cluster` changes the default simulated cluster, `maintenance` gives flushing a thread,
 * `onNotice` hears what an operator is told.
 */
export function openStore(
  path: string,
  cluster: Partial<EmbeddedStoreSettings['cluster']> = {},
  maintenance: URL | null = null,
  onNotice: (text: string) => void = () => undefined,
): Promise<Store> {
  return openEmbeddedStore({
    path,
    clock: fixedClock('2026-08-01T12:00:00.000Z'),
    random: seededRandom(1),
    seed: 1,
    maintenance,
    onNotice,
    cluster: { ...defaultCluster, ...cluster },
  });
}

/** What opening a file itself takes: one that is there, or one that is never made. */
export const fileSettings: FileSettings = {
  fill: () => undefined,
  draftSuffix: 'unused',
  maintenance: null,
  onNotice: () => undefined,
};
