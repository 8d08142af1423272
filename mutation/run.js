// Mutation tests of the code that must not lie: changes one place of it at a time and checks that a test fails.
// `npm run test:mutation` takes every area, `npm run test:mutation -- settings guard` those that are named. Ends with the
// rows of the table in CONTRIBUTING.md; which changes no test noticed is in dist/mutation/<area>.json too.
import { Stryker } from '@stryker-mutator/core';

import { areas } from './areas.js';

/** The least share of changes, in percent, that tests must notice in each area. */
const leastScore = 90;

/** The row of an area in the table of CONTRIBUTING.md. */
function rowOf(name, mutants, seconds) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, timedOut, survived] = [count('Killed'), count('Timeout'), count('Survived', 'NoCoverage')];
  const all = killed + timedOut + survived;
  const score = ((100 * (killed + timedOut)) / all).toFixed(1);
  return `| ${name} | ${all} | ${score}% | ${timedOut} | ${survived} | ${Math.round(seconds)} s |`;
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(areas, name));
if (unknown.length > 0) {
  console.error(`No area ${unknown.join(', ')}; there are ${Object.keys(areas).join(', ')}`);
  process.exit(2);
}

const rows = [];
for (const name of named.length > 0 ? named : Object.keys(areas)) {
  console.log(`\nArea ${name}`);
  // Read by vitest.config.js beside this file. Stryker's own testFiles would leave changes of constants without effect.
  process.env.MUTATED_AREA = name;
  const started = performance.now();
  const mutants = await new Stryker({
    mutate: areas[name].code,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'mutation/vitest.config.js', related: false },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 30_000,
    tempDirName: 'dist/mutation/sandbox',
    cleanTempDir: 'always',
    ignorePatterns: ['/dist', '/data', '/reports'],
    reporters: ['progress-append-only', 'clear-text', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `dist/mutation/${name}.json` },
    thresholds: { high: 100, low: leastScore, break: leastScore },
  }).runMutationTest();
  rows.push(rowOf(name, mutants, (performance.now() - started) / 1000));
}
console.log(`\n| Area | Mutants | Score | By timeout | Survivors | Duration |\n${rows.join('\n')}`);
