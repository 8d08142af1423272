// `npm run test:arango` where there is no deployment to test on.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { packageFile } from '../src/services/base/package-root.js';

it('says in one line that it was skipped and why, and exits with 0', async () => {
  const vitest = packageFile('node_modules/vitest/vitest.mjs');
  const environment = { PATH: process.env.PATH ?? '' };

  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [vitest, 'run', '--config', packageFile('vitest.arango.config.ts')],
    { env: environment },
  );

  expect(stdout).toBe('Skipped: ARANGO_TEST_ENDPOINT is not set, so there is no real deployment to test on\n');
  expect(stderr).toBe('');
});
