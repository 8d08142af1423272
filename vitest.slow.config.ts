// More of what the default run has one of each kind of: further scenarios, and properties tried on many more cases.
import { defineConfig } from 'vitest/config';

import base from './vitest.config.js';

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/**/*.slow.test.ts', 'test/services/planning/**/{properties,optimum}.test.ts'],
    exclude: ['test/browser/**', 'test/arango/**'],
    provide: { caseFactor: 10 },
  },
});
