// The tests of one area, for run.js beside this file.
import { defineConfig } from 'vitest/config';

import { areas } from './areas.js';

const { tests, hasProperties = false } = areas[process.env.MUTATED_AREA];

export default defineConfig({
  test: { include: tests, setupFiles: hasProperties ? ['mutation/fail-fast.js'] : [], provide: { caseFactor: 1 } },
});
