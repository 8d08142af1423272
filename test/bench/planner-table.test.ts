// What the planner's benchmark says of its figures: which promise is kept, which is missed.
import { describe, expect, it } from 'vitest';

import type { Figures } from '../../bench/planner-figures.js';
import { benchProblems } from '../../bench/planner-list.js';
import { growthOf, linesOf, noteOf, tableOf } from '../../bench/planner-table.js';
import { measures } from '../../src/services/planning/measure/objectives/list.js';

const [problem] = benchProblems;
const demo = benchProblems.at(-1)!;

/** A run of 40 ms that reaches every bound, has no violation and copies what it has to. */
const perfect: Figures = {
  ...{ coldSeconds: 0.3, warmSeconds: 0.04, peakRssMiB: 100, peakHeapMiB: 40, moves: 10, waves: 2 },
  ...{ bytesMoved: 1e9, leastBytes: 1e9, violations: 0, violationSamples: [], optimum: null },
  reached: measures.map((measure) => ({
    ...{ measure, max: 100, bound: 100, maxOverMeanBefore: 1.5, maxOverMeanAfter: 1 },
  })),
};

function missed(figures: Figures, of = problem!): readonly string[] {
  return linesOf(of, figures).flatMap(({ figure, isKept }) => (isKept === false ? [figure] : []));
}

describe('the figures of a problem', () => {
  it('keep every promise when nothing is above it', () => {
    expect(missed(perfect)).toEqual([]);
  });

  it.each([
    ['time, median of 41 warm runs', { warmSeconds: 0.051 }],
    ['violations', { violations: 1 }],
    ['bytes moved / least possible', { bytesMoved: 1.02e9 }],
    ['bytes max / bound', { reached: perfect.reached.map((one) => ({ ...one, bound: 99.7 })) }],
  ])('miss the promise on %s when they are above it', (figure, worse) => {
    expect(missed({ ...perfect, ...worse })).toEqual([figure]);
  });

  it('miss the promise of the demo when they are above the optimum by anything', () => {
    const fast = { ...perfect, warmSeconds: 0.001 };

    expect(missed({ ...fast, optimum: { bytes: 100, load: 100 } }, demo)).toEqual([]);
    expect(missed({ ...fast, optimum: { bytes: 99.99, load: 100 } }, demo)).toEqual(['bytes max / optimum']);
  });

  it('say that the last bytes above the optimum are a trade, and nothing of a plan that is far above it', () => {
    expect(noteOf({ ...perfect, optimum: { bytes: 99.98, load: 100 } })).toMatch(
      /^0\.020% above .* trade with bytes moved/,
    );
    expect(noteOf({ ...perfect, optimum: { bytes: 100, load: 100 } })).toBeNull();
    expect(noteOf({ ...perfect, optimum: { bytes: 99, load: 100 } })).toBeNull();
    expect(noteOf(perfect)).toBeNull();
  });

  it('are a table with promised beside reached', () => {
    const table = tableOf('1. a problem', linesOf(problem!, { ...perfect, warmSeconds: 0.06 }));

    expect(table).toMatch(/time, median of 41 warm runs +50\.0 ms +60\.0 ms {2}MISSED\n/);
    expect(table).toMatch(/bytes max \/ bound +1\.0020 +1\.0000 {2}ok\n/);
  });

  it('tell how time grows', () => {
    const large = { groups: 1000, figures: { ...perfect, warmSeconds: 0.24, coldSeconds: 0.6 } };

    expect(growthOf({ groups: 200, figures: perfect }, large)).toBe(
      'From 200 to 1,000 groups, 5.0 times as many: 6.0 times the time when warm, 2.0 times that of the first run',
    );
  });
});
