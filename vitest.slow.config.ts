// More of what the default run has one of each kind of: further scenarios, and properties tried on ten times as many cases.
import { readdirSync, readFileSync } from 'node:fs';

import { defineConfig } from 'vitest/config';

import base from './vitest.config.js';

const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => `test/${path.replaceAll('\\', '/')}`);

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: tests.filter((path) => path.endsWith('.slow.test.ts') || readFileSync(path, 'utf8').includes('/cases.js')),
    exclude: [],
    provide: { caseFactor: 10 },
  },
});
