// The nearest-rank percentile, by hand and as a property.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { percentile } from '../../../src/services/checks/percentile.js';

test('takes the value at the nearest rank', () => {
  const values = [15, 20, 35, 40, 50];

  expect([5, 30, 40, 50, 100].map((percent) => percentile(values, percent))).toEqual([15, 20, 20, 35, 50]);
});

test('keeps whole ranks whole where floating point would round them up', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  expect([7, 29, 57, 95, 99].map((percent) => percentile(hundred, percent))).toEqual([7, 29, 57, 95, 99]);
});

test('gives the only value for every percentile of one value', () => {
  expect([1, 50, 99, 100].map((percent) => percentile([7], percent))).toEqual([7, 7, 7, 7]);
});

test('is the least measured value that enough others do not pass', () => {
  const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 300 });

  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (unordered, percent) => {
      const ascending = unordered.toSorted((a, b) => a - b);
      const answer = percentile(ascending, percent);
      const notAbove = (limit: number): number => ascending.filter((value) => value <= limit).length;

      expect(ascending).toContain(answer);
      expect(notAbove(answer) * 100).toBeGreaterThanOrEqual(percent * ascending.length);
      expect(notAbove(answer - 1) * 100).toBeLessThan(percent * ascending.length);
    }),
  );
});

test.each([0, -1, 100.1, Number.NaN])('refuses percentile %d', (percent) => {
  expect(() => percentile([1, 2], percent)).toThrow(RangeError);
});

test('refuses to answer for no values', () => {
  expect(() => percentile([], 50)).toThrow('There is no percentile of no values');
});
