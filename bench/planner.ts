/**
 * How fast and how good plans are: the demo and seeded problems from 8 servers to 200, each in a process of its own so
 * that its memory is its own; a flag keeps V8's collector and compiler on the main thread, so that one core does all the
 * work. Prints what is promised beside what was reached, and ends with exit code 1 when a promise is not kept.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { Command, InvalidArgumentError } from 'commander';

import { type Figures, figuresFor } from './planner-figures.js';
import { benchProblems } from './planner-list.js';
import { growthOf, linesOf, noteOf, tableOf } from './planner-table.js';

interface Flags {
  readonly seeds: number;
  readonly problem?: number;
}

/** The two problems that tell how time grows, by their groups. */
const growth = { small: 20_000, large: 100_000 } as const;

function measured(index: number, seed: number): Figures {
  const script = [fileURLToPath(import.meta.url), 'measure', String(index), String(seed)];
  const text = execFileSync(process.execPath, ['--single-threaded', ...script], { encoding: 'utf8' });
  return JSON.parse(text) as Figures;
}

/** Runs the problems with one seed; returns how many promises were missed. */
function runSeed(seed: number, only: number | undefined): number {
  const byGroups = new Map<number, { readonly groups: number; readonly figures: Figures }>();
  let missed = 0;
  for (const [index, problem] of benchProblems.entries()) {
    if (only !== undefined && index !== only - 1) continue;
    const figures = measured(index, seed);
    const lines = linesOf(problem, figures);
    byGroups.set(problem.groups, { groups: problem.groups, figures });
    missed += lines.filter(({ isKept }) => isKept === false).length;
    console.log(tableOf(`${index + 1}. ${problem.name}, seed ${seed}`, lines));
    for (const sentence of figures.violationSamples) console.log(`  broken: ${sentence}`);
    const note = noteOf(figures);
    if (note !== null) console.log(`  ${note}`);
    console.log('');
  }
  const [small, large] = [byGroups.get(growth.small), byGroups.get(growth.large)];
  if (small && large) console.log(`${growthOf(small, large)}\n`);
  return missed;
}

function report({ seeds, problem }: Flags): void {
  console.log(`Plans for seeded clusters, processor time on one core, Node ${process.version}\n`);
  let missed = 0;
  for (let seed = 1; seed <= seeds; seed += 1) missed += runSeed(seed, problem);
  console.log(missed === 0 ? 'Every promise is kept' : `${missed} figures MISSED`);
  if (missed > 0) process.exitCode = 1;
}

function wholeUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}

const program = new Command('bench:planner')
  .description('measures the planner against what is promised for it')
  .option('--seeds <count>', 'repeat with the seeds 1 to <count>', wholeUpTo(1000), 1)
  .option('--problem <number>', 'run this problem only', wholeUpTo(benchProblems.length))
  .action(report);

program
  .command('measure <index> <seed>', { hidden: true })
  .description('measures one problem in this process and prints its figures as JSON')
  .action((index: string, seed: string) => {
    const problem = benchProblems[Number(index)];
    if (!problem) throw new RangeError(`There is no problem ${index}`);
    console.log(JSON.stringify(figuresFor(problem, Number(seed))));
  });

program.parse();
