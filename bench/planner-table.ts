/** The planner's figures for people: what is promised beside what was reached, and a verdict on each figure. */
import { inBytes } from '../src/services/base/wording.js';
import type { Measure } from '../src/services/model/plan.js';
import type { Figures, Reached } from './planner-figures.js';
import type { BenchProblem } from './planner-list.js';

/** One line of the table. */
export interface Line {
  readonly figure: string;
  /** Empty where nothing is promised. */
  readonly promised: string;
  readonly reached: string;
  /** null where nothing is promised. */
  readonly isKept: boolean | null;
}

/** Rounding error of sums of 64-bit floats, relative. */
const rounding = 1e-9;

/** What a plan leaves above the optimum, relative, to spare a group its moves (`noticeable` of the search, rounded up). */
const sparedAbove = 5e-4;

const widths = { figure: 34, promised: 14, reached: 36 } as const;

/** Returns the lines of one problem, those with a promise first. */
export function linesOf({ promised, warmRuns }: BenchProblem, figures: Figures): readonly Line[] {
  const { seconds, bytesOverBound, loadOverBound, movedOverLeast, memoryMiB } = promised;
  const { optimum } = figures;
  const [bytes, load] = [reachedIn(figures, 'BYTES'), reachedIn(figures, 'LOAD')];
  return [
    atMost(`time, median of ${warmRuns} warm runs`, seconds, figures.warmSeconds, inSeconds),
    fact('time of the first run', inSeconds(figures.coldSeconds)),
    memoryMiB === undefined
      ? fact('peak resident memory', inMiB(figures.peakRssMiB))
      : atMost('peak resident memory', memoryMiB, figures.peakRssMiB, inMiB),
    fact('peak heap', inMiB(figures.peakHeapMiB)),
    ...(optimum
      ? [
          optimal('bytes max / optimum', optimum.bytes, bytes.max, bytesOverBound),
          optimal('leader load max / optimum', optimum.load, load.max, loadOverBound),
        ]
      : []),
    optimum
      ? fact('bytes max / bound', ratio(bytes.max / bytes.bound))
      : atMost('bytes max / bound', bytesOverBound, bytes.max / bytes.bound, ratio),
    optimum
      ? fact('leader load max / bound', ratio(load.max / load.bound))
      : atMost('leader load max / bound', loadOverBound, load.max / load.bound, ratio),
    atMost('bytes moved / least possible', movedOverLeast, figures.bytesMoved / figures.leastBytes, ratio),
    atMost('violations', 0, figures.violations, String),
    fact('bytes moved', `${inBytes(figures.bytesMoved)} of ${inBytes(figures.leastBytes)} least`),
    fact('moves, in waves', `${whole(figures.moves)} in ${whole(figures.waves)}`),
    ...figures.reached.map(({ measure, maxOverMeanBefore, maxOverMeanAfter }) =>
      fact(`${measure} max/mean, before > after`, `${ratio(maxOverMeanBefore)} > ${ratio(maxOverMeanAfter)}`),
    ),
  ];
}

/** Returns the table of one problem as text, without a final line break. */
export function tableOf(title: string, lines: readonly Line[]): string {
  const row = (figure: string, promised: string, reached: string, verdict: string): string =>
    `  ${figure.padEnd(widths.figure)}${promised.padStart(widths.promised)}${reached.padStart(widths.reached)}  ${verdict}`.trimEnd();
  return [
    title,
    row('', 'promised', 'reached', ''),
    ...lines.map(({ figure, promised, reached, isKept }) =>
      row(figure, promised, reached, isKept === null ? '' : isKept ? 'ok' : 'MISSED'),
    ),
  ].join('\n');
}

/**
 * Returns what is to be known about a plan that ends a little above the optimum, which with other seeds a few do; null for
 * one that reaches it, or is far above it.
 */
export function noteOf(figures: Figures): string | null {
  const { optimum } = figures;
  if (!optimum) return null;
  const above = reachedIn(figures, 'BYTES').max / optimum.bytes - 1;
  if (above <= rounding || above > sparedAbove) return null;
  return `${(above * 100).toFixed(3)}% above the optimum in bytes: a trade with bytes moved, as the last kilobytes would take more copies`;
}

/** Returns how time grows from one problem to a larger one, as a sentence. */
export function growthOf(
  small: { readonly groups: number; readonly figures: Figures },
  large: { readonly groups: number; readonly figures: Figures },
): string {
  const times = (of: (figures: Figures) => number): string => (of(large.figures) / of(small.figures)).toFixed(1);
  return (
    `From ${whole(small.groups)} to ${whole(large.groups)} groups, ${(large.groups / small.groups).toFixed(1)} times as many: ` +
    `${times(({ warmSeconds }) => warmSeconds)} times the time when warm, ${times(({ coldSeconds }) => coldSeconds)} times that of the first run`
  );
}

function reachedIn({ reached }: Figures, measure: Measure): Reached {
  const found = reached.find((one) => one.measure === measure);
  if (!found) throw new RangeError(`There is no figure for ${measure}`);
  return found;
}

function atMost(figure: string, most: number, value: number, text: (value: number) => string): Line {
  return { figure, promised: text(most), reached: text(value), isKept: value <= most * (1 + rounding) };
}

function optimal(figure: string, optimum: number, max: number, most: number): Line {
  return {
    figure,
    promised: ratio(most),
    reached: `${whole(max)} / ${whole(optimum)} = ${ratio(max / optimum)}`,
    isKept: max <= optimum * most * (1 + rounding),
  };
}

function fact(figure: string, reached: string): Line {
  return { figure, promised: '', reached, isKept: null };
}

function ratio(value: number): string {
  return value.toFixed(4);
}

function inSeconds(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

function inMiB(mebibytes: number): string {
  return `${whole(mebibytes)} MiB`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
