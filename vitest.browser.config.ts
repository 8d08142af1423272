// Tests that drive Chromium. They run one file at a time: each starts its own server and browser.
import { defineConfig } from 'vitest/config';

import { oneGraphql } from './vitest.graphql.js';

export default defineConfig({
  resolve: { alias: oneGraphql },
  test: { include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});
