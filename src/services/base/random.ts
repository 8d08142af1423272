/** What the domain needs to know of chance: real randomness for keys and ids, or a seeded sequence of the same shape. */
import { randomBytes } from 'node:crypto';

import { base, Faker } from '@faker-js/faker';

export interface Random {
  /** Returns so many lower-case hexadecimal digits. */
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

/** Returns a sequence that the seed (a 32-bit integer) fixes: same seed, same answers. */
export function seededRandom(seed: number): Random {
  const faker = new Faker({ locale: base, seed });
  return {
    hex: (digits) => faker.string.hexadecimal({ length: digits, casing: 'lower', prefix: '' }),
    seed: () => faker.number.int({ min: 0, max: 2 ** 31 - 1 }),
  };
}

/**
 * Returns an id that sorts by the time it was made: 9 base-36 digits of milliseconds and 10 random hexadecimal
 * digits. Ids of the same millisecond are in no particular order.
 */
export function timeOrderedId(now: Date, random: Random): string {
  return now.getTime().toString(36).padStart(9, '0') + random.hex(10);
}
