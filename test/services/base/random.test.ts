import { describe, expect, it } from 'vitest';

import { seededRandom, splitMix64, timeOrderedId, xoshiro128 } from '../../../src/services/base/random.js';

describe('seeded randomness', () => {
  // Test vectors of the reference implementations, as rand_xoshiro (rust-random) and Rosetta Code publish them.
  it('draws what the reference implementation of xoshiro128** draws', () => {
    const next = xoshiro128([1, 2, 3, 4]);

    expect(Array.from({ length: 10 }, next)).toEqual([
      ...[11520, 0, 5927040, 70819200, 2031721883],
      ...[1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
    ]);
  });

  it('is seeded by what the reference implementation of SplitMix64 gives', () => {
    const numbers = splitMix64(1234567n);

    expect([numbers.next().value, numbers.next().value, numbers.next().value]).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
    ]);
  });

  it('is fixed by its seed, for good', () => {
    const random = seededRandom(1);

    expect([random.hex(20), random.seed(), random.hex(3)]).toEqual(['650941ba54d3030125d2', 534113876, '2ab']);
    expect(seededRandom(2).hex(20)).not.toBe(seededRandom(1).hex(20));
  });

  it('takes every integer as a seed, and draws seeds below 2^31', () => {
    for (const seed of [0, -1, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER]) {
      const random = seededRandom(seed);
      for (let draw = 0; draw < 100; draw += 1) {
        const value = random.seed();
        expect(Number.isInteger(value) && value >= 0 && value < 2 ** 31).toBe(true);
      }
    }
  });

  it('gives ids that sort by the time they were made', () => {
    const random = seededRandom(1);
    const [one, other] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-01T00:00:00.001Z')];

    expect(timeOrderedId(one, random) < timeOrderedId(other, random)).toBe(true);
    expect(timeOrderedId(one, random)).toMatch(/^[0-9a-z]{9}[0-9a-f]{10}$/);
  });
});
