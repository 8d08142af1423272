/**
 * Tests on a real deployment, with `npm run test:arango`: the contract of every store, and the whole demo. They need
 * ARANGO_TEST_ENDPOINT (Coordinators, with commas between; ARANGO_TEST_USERNAME and ARANGO_TEST_PASSWORD where they are
 * not root and empty) to name a cluster of three DB-Servers or more that is there for tests: every test makes a
 * database named shardbook_test_... and drops it. Without a deployment, try it on the double, in two terminals:
 *
 *   npm run arangod:double                                         prints its address
 *   ARANGO_TEST_ENDPOINT=http://127.0.0.1:<port> npm run test:arango
 */
import { defineConfig } from 'vitest/config';

import { oneGraphql } from './vitest.graphql.js';

if ((process.env.ARANGO_TEST_ENDPOINT ?? '') === '') {
  console.log('Skipped: ARANGO_TEST_ENDPOINT is not set, so there is no real deployment to test on');
  process.exit(0);
}

export default defineConfig({
  resolve: { alias: oneGraphql },
  test: {
    include: ['test/arango/**/*.test.ts'],
    // Making a SmartGraph on a real cluster takes seconds, and moves wait for its supervision.
    testTimeout: 600_000,
    hookTimeout: 120_000,
    // A store sees other people's databases too: those of another test would be in its topology.
    fileParallelism: false,
  },
});
