/** Does what a walk of CONTRIBUTING.md says, in a copy of the sources. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'rolldown';

import { packageFile } from '../../src/services/base/package-root.js';

/** Returns a new folder with a copy of src and what its modules need around them; remove it afterwards. */
export function copyOfSources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shardbook-walk-'));
  for (const path of ['src', 'schema.d.ts', 'package.json', 'tsconfig.json']) {
    cpSync(packageFile(path), join(folder, path), { recursive: true });
  }
  symlinkSync(packageFile('node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Writes the file that a section has in its block of TypeScript, and changes `list.ts` beside it as its block of diff says. */
export function followWalk(folder: string, section: string, room: string, file: string): void {
  const text = readFileSync(packageFile('CONTRIBUTING.md'), 'utf8').split(`### ${section}\n`)[1] ?? '';
  const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)?.[1] ?? '';
  if (!text.includes(`\`${file}\``) || !text.includes(`\`src/${room}\``))
    throw new Error(`${section} names other files`);
  writeFileSync(join(folder, 'src', room, file), block('ts'));
  const list = join(folder, 'src', room, 'list.ts');
  writeFileSync(list, patched(readFileSync(list, 'utf8'), block('diff')));
}

/**
 * Returns the API's schema as `npm run schema` writes it in the copy. In a process of its own, as the libraries of the
 * schema know the one of this process already.
 */
export async function printedSchema(folder: string): Promise<string> {
  await build({
    input: join(folder, 'src/resolvers/print-schema.ts'),
    platform: 'node',
    external: /^[^./]/,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    output: { dir: join(folder, 'dist'), format: 'esm' },
  });
  mkdirSync(join(folder, 'docs'));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'dist/print-schema.js')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(join(folder, 'schema.graphql'), 'utf8');
}

/** Lines that begin with + come after the line before them; all others have to be there. */
function patched(text: string, diff: string): string {
  const lines = text.split('\n');
  let place = 0;
  for (const line of diff.trimEnd().split('\n')) {
    if (line.startsWith('+')) {
      lines.splice(place, 0, line.slice(1));
      place += 1;
      continue;
    }
    const found = lines.indexOf(line.slice(1), place);
    if (found < 0) throw new Error(`list.ts has no line "${line.slice(1)}"`);
    place = found + 1;
  }
  return lines.join('\n');
}
