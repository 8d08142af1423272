/** Where the compiled threads of this program are. */
import { pathToFileURL } from 'node:url';

import { packageFile } from '../services/base/package-root.js';

/**
 * Returns the file of a thread, by the name that `bundle.js` gives it. A thread cannot load TypeScript on every supported
 * Node: where this runs uncompiled, it does without.
 */
export function bundledThread(name: string): URL | null {
  return import.meta.url.endsWith('.js') ? pathToFileURL(packageFile(`dist/app/${name}.js`)) : null;
}
