// Tests that need neither a browser nor a deployment of ArangoDB. Real sockets on loopback are fine; nothing beyond it.
import { defineConfig } from 'vitest/config';

import { oneGraphql } from './vitest.graphql.js';

export default defineConfig({
  resolve: { alias: oneGraphql },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/arango/**', 'test/**/*.slow.test.ts'],
    // Finds what hangs, on a machine that is busy with other things too: the slowest test takes four seconds alone.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 300_000 } },
    maxWorkers: 2,
    provide: { caseFactor: 1 },
    // No module of ours keeps state that tests could see of each other, and loading GraphQL for each file takes a minute.
    isolate: false,
  },
});
