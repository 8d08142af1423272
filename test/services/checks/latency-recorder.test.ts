// Latencies in bounded memory: exact while few, within 1% when many.
import { expect, test } from 'vitest';

import { LatencyRecorder } from '../../../src/services/checks/latency-recorder.js';
import { percentile } from '../../../src/services/checks/percentile.js';

function recorderOf(times: readonly number[]): LatencyRecorder {
  const recorder = new LatencyRecorder();
  for (const ms of times) recorder.record(ms);
  return recorder;
}

/** 0.01 to `count` / 100 ms, in an order that is not ascending. */
function scattered(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (((i * 7919) % count) + 1) / 100);
}

test('answers null for every figure before the first time', () => {
  const recorder = new LatencyRecorder();

  expect([recorder.count, recorder.percentileMs(50), recorder.maxMs]).toEqual([0, null, null]);
});

test('answers exactly for up to 10,000 times', () => {
  const recorder = recorderOf(scattered(10_000));

  expect([50, 95, 99, 100].map((percent) => recorder.percentileMs(percent))).toEqual([50, 95, 99, 100]);
});

test('stays within 1% above the exact percentile beyond 10,000 times', () => {
  const times = scattered(25_000);
  const recorder = recorderOf(times);
  const ascending = times.toSorted((a, b) => a - b);

  for (const percent of [1, 25, 50, 95, 99, 99.9]) {
    const exact = percentile(ascending, percent);
    expect(recorder.percentileMs(percent)).toBeGreaterThanOrEqual(exact * 0.999999);
    expect(recorder.percentileMs(percent)).toBeLessThanOrEqual(exact * 1.01);
  }
});

test('keeps the count and the longest time exact beyond 10,000 times', () => {
  const recorder = recorderOf([...scattered(20_000), 123_456_789]);

  expect([recorder.count, recorder.maxMs, recorder.percentileMs(100)]).toEqual([20_001, 123_456_789, 123_456_789]);
});
