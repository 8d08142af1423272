/** Where the package's own files are (templates, package.json), from the sources as well as from the compiled output. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Returns the absolute path of a file of the package; `path` is relative to the folder of package.json. */
export function packageFile(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
  return join(folder, path);
}

/** Returns the version in package.json, e.g. `0.1.0`. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/**
 * Returns the file of a thread, by the name that `bundle.js` gives it. A thread cannot load TypeScript on every supported
 * Node: where this runs uncompiled, it does without.
 */
export function bundledThread(name: string): URL | null {
  return import.meta.url.endsWith('.js') ? pathToFileURL(packageFile(`dist/app/${name}.js`)) : null;
}
