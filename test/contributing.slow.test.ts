// What the walks of CONTRIBUTING.md say to write compiles, so that their types need no further place either.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { packageFile } from '../src/services/base/package-root.js';
import { copyOfSources, followWalk } from './support/contributing-walk.js';

it('compiles with the objective and the limit that CONTRIBUTING.md adds', { timeout: 300_000 }, () => {
  const folder = copyOfSources();
  try {
    followWalk(folder, 'Add an objective', 'services/planning/measure/objectives', 'shards.ts');
    followWalk(folder, 'Add a limit', 'services/planning/limits', 'groups-per-server.ts');
    const settings = {
      extends: './tsconfig.json',
      compilerOptions: { incremental: false },
      include: ['src', 'schema.d.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.walk.json'), JSON.stringify(settings));

    const compiler = packageFile('node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '-p', 'tsconfig.walk.json'], {
      cwd: folder,
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
