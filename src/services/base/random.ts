/** What the domain needs to know of chance: real randomness for keys and ids, or a seeded sequence of the same shape. */
import { randomBytes } from 'node:crypto';

export interface Random {
  /** Returns the given number of lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** Returns a seed for something reproducible: an integer from 0 to 2^31 - 1. */
  seed(): number;
}

/** Returns randomness from the operating system. */
export function systemRandom(): Random {
  return {
    hex: (digits) =>
      randomBytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
    seed: () => randomBytes(4).readUInt32BE() >>> 1,
  };
}

/**
 * Returns a sequence that the seed (an integer) fixes: same seed, same answers. Plans, ids and keys are pinned by it, so it
 * is our own arithmetic on 32-bit integers, and the same on every machine.
 */
export function seededRandom(seed: number): Random {
  const next = xoshiro128(stateFor(seed));
  return {
    hex(digits) {
      let text = '';
      while (text.length < digits) text += next().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
    seed: () => next() >>> 1,
  };
}

/** Four 32-bit words, not all 0. */
export type RandomState = readonly [number, number, number, number];

/**
 * Returns a generator of integers from 0 to 2^32 - 1: xoshiro128** 1.1 of David Blackman and Sebastiano Vigna
 * (https://prng.di.unimi.it/xoshiro128starstar.c, public domain).
 */
export function xoshiro128(state: RandomState): () => number {
  let [s0, s1, s2, s3] = state;
  return () => {
    const result = Math.imul(rotated(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotated(s3, 11);
    return result;
  };
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * Returns 64-bit numbers one after the other: SplitMix64 of Sebastiano Vigna (https://prng.di.unimi.it/splitmix64.c, public
 * domain), which the authors of xoshiro recommend for turning a seed into a state.
 */
export function* splitMix64(seed: bigint): Generator<bigint, never> {
  for (let x = seed; ;) {
    x = BigInt.asUintN(64, x + 0x9e3779b97f4a7c15n);
    let z = x;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    yield z ^ (z >> 31n);
  }
}

function stateFor(seed: number): RandomState {
  const numbers = splitMix64(BigInt(seed));
  const [one, other] = [numbers.next().value, numbers.next().value];
  const word = (number: bigint): number => Number(BigInt.asUintN(32, number));
  return [word(one), word(one >> 32n), word(other), word(other >> 32n)];
}

/**
 * Returns an id that sorts by the time it was made: 9 base-36 digits of milliseconds and 10 random hexadecimal
 * digits. Ids of the same millisecond are in no particular order.
 */
export function timeOrderedId(now: Date, random: Random): string {
  return now.getTime().toString(36).padStart(9, '0') + random.hex(10);
}
