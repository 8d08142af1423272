// The tests of one area, for run.js beside this file.
import { defineConfig } from 'vitest/config';

import { areas } from './areas.js';

export default defineConfig({ test: { include: areas[process.env.MUTATED_AREA].tests, provide: { caseFactor: 1 } } });
