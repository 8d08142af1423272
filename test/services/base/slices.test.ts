// Large values in slices: whatever their shape, they come back equal, and no slice is large.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Assembly, type Slice, slicesOf } from '../../../src/services/base/slices.js';

function together(slices: Iterable<Slice>): unknown {
  const assembly = new Assembly();
  // As after a journey: nothing is shared with the value that was cut.
  for (const slice of slices) assembly.add(structuredClone(slice));
  return assembly.whole;
}

/** Counts the values in a slice. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + valuesIn(item), 1);
}

function list(length: number): { index: number; size: bigint; names: string[] }[] {
  return Array.from({ length }, (_, index) => ({ index, size: BigInt(index), names: [`s${index}`, ''] }));
}

describe('slicesOf', () => {
  it('leaves a small value whole', () => {
    const value = { id: 'a', list: list(100) };

    expect([...slicesOf(value)]).toEqual([{ at: [], value }]);
  });

  it('cuts long lists wherever they are, into slices of at most 2,500 values and their place', () => {
    const value = {
      ...{ first: 1, before: { groups: list(5000), servers: list(3) }, moves: list(4000), last: null },
      plans: [list(2000), { isEmpty: true }, { after: { groups: list(3000) } }],
    };

    const slices = [...slicesOf(value)];

    expect(slices.length).toBeGreaterThan(20);
    expect(Math.max(...slices.map(valuesIn))).toBeLessThan(2600);
    expect(together(slices)).toStrictEqual(value);
    expect(JSON.stringify(Object.keys(together(slices) as object))).toBe(JSON.stringify(Object.keys(value)));
  });

  it('gives any value back', () => {
    const scale = fc.constantFrom(0, 1, 700);
    const long = fc.tuple(scale, fc.jsonValue()).map(([times, item]) => Array.from({ length: times }, () => item));
    const value = fc.record({ a: long, b: fc.array(fc.record({ c: long, d: fc.jsonValue() })), e: fc.string() });

    fc.assert(
      fc.property(value, (given) => {
        expect(together(slicesOf(given))).toStrictEqual(structuredClone(given));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('leaves a text whole, however long', () => {
    const value = { body: 'x'.repeat(200_000), list: [list(3000), 'y'.repeat(200_000), list(3000)] };

    expect(together(slicesOf(value))).toStrictEqual(value);
    expect(together(slicesOf('z'.repeat(200_000)))).toBe('z'.repeat(200_000));
  });
});
