// Latencies in bounded memory: percentiles by nearest rank, by hand and as a property.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { LatencyRecorder } from '../../../src/services/checks/latency-recorder.js';

function recorderOf(times: readonly number[]): LatencyRecorder {
  const recorder = new LatencyRecorder();
  for (const ms of times) recorder.record(ms);
  return recorder;
}

/** The definition, word for word: the value at rank ceil(percent / 100 x n) of all in ascending order. */
function nearestRank(times: readonly number[], percent: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil((percent * times.length) / 100) - 1] ?? Number.NaN;
}

test('answers null for every figure before the first time', () => {
  const recorder = new LatencyRecorder();

  expect([recorder.count, recorder.percentileMs(50), recorder.maxMs]).toEqual([0, null, null]);
});

test('answers with a time that was recorded', () => {
  const recorder = recorderOf([35, 20, 15, 50, 40]);

  const answers = [5, 30, 40, 50, 100].map((percent) => recorder.percentileMs(percent)?.toPrecision(3));

  expect(answers).toEqual(['15.0', '20.0', '20.0', '35.0', '50.0']);
});

test('takes the next rank where the percentage falls between two', () => {
  const recorder = recorderOf(Array.from({ length: 11 }, (_, i) => i + 1));

  expect([91, 95, 99].map((percent) => recorder.percentileMs(percent))).toEqual([11, 11, 11]);
});

test('gives the only time for every percentile of one', () => {
  const recorder = recorderOf([7.25]);

  expect([1, 50, 99, 100].map((percent) => recorder.percentileMs(percent))).toEqual([7.25, 7.25, 7.25, 7.25]);
});

test('stays within 0.1% above the exact percentile', () => {
  const times = fc.array(fc.double({ min: 0.000_001, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 300 });
  const percents = fc.double({ min: 0.001, max: 100, noNaN: true });

  fc.assert(
    fc.property(times, percents, (recorded, percent) => {
      const exact = nearestRank(recorded, percent);
      const answer = recorderOf(recorded).percentileMs(percent);
      expect(answer).toBeGreaterThanOrEqual(exact - 0.000_000_5);
      expect(answer).toBeLessThanOrEqual(exact * 1.001 + 0.000_000_5);
    }),
  );
});

test('keeps the count and the longest time exact', () => {
  const recorder = recorderOf([...Array.from({ length: 20_000 }, (_, i) => i / 100), 123_456_789.123]);

  expect([recorder.count, recorder.maxMs, recorder.percentileMs(100)]).toEqual([
    20_001, 123_456_789.123, 123_456_789.123,
  ]);
});

test.each([0, -1, 100.1, Number.NaN])('refuses percentile %d', (percent) => {
  expect(() => recorderOf([1, 2]).percentileMs(percent)).toThrow(RangeError);
});
