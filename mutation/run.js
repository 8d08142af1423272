// Mutation tests of the code that must not lie: changes one place of it at a time and looks whether a test notices.
// `npm run test:mutation` takes every area, `npm run test:mutation -- settings guard` those that are named.
import { Stryker } from '@stryker-mutator/core';

import { areas } from './areas.js';

/** The least share of changes, in percent, that tests must notice in each area. */
const leastScore = 90;

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(areas, name));
if (unknown.length > 0) {
  console.error(`No area ${unknown.join(', ')}; there are ${Object.keys(areas).join(', ')}`);
  process.exit(2);
}

for (const name of named.length > 0 ? named : Object.keys(areas)) {
  console.log(`\nArea ${name}`);
  // Read by vitest.config.js beside this file. Stryker's own testFiles would leave changes of constants without effect.
  process.env.MUTATED_AREA = name;
  await new Stryker({
    mutate: areas[name].code,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'mutation/vitest.config.js', related: false },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 15_000,
    tempDirName: 'dist/mutation/sandbox',
    cleanTempDir: 'always',
    ignorePatterns: ['/dist', '/data', '/reports'],
    reporters: ['progress-append-only', 'clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: 100, low: leastScore, break: leastScore },
  }).runMutationTest();
}
