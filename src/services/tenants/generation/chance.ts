/** One seeded source for everything that is drawn while a tenant is generated: our own choices and faker's values. */
import { base, en, Faker, generateMersenne32Randomizer } from '@faker-js/faker';

/** Draws that the seed fixes, as long as they are made in the same order. */
export interface Chance {
  /** An own instance, so that tenants generated side by side do not disturb each other. */
  readonly faker: Faker;
  /** Returns an integer from 0 to `count` - 1. */
  below(count: number): number;
  /** Returns an integer from `least` to `greatest`, both included. */
  between(least: number, greatest: number): number;
  /** Returns an item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
}

/** Returns a source for a seed and a tenant key (12 hexadecimal digits): both count. */
export function createChance(seed: number, tenantKey: string): Chance {
  // The generator takes 32-bit words, and the key has 48 bits.
  const words = [seed, parseInt(tenantKey.slice(0, 6), 16), parseInt(tenantKey.slice(6), 16)];
  const randomizer = generateMersenne32Randomizer();
  randomizer.seed(words);
  const below = (count: number): number => Math.floor(randomizer.next() * count);
  return {
    faker: new Faker({ locale: [en, base], randomizer }),
    below,
    between: (least, greatest) => least + below(greatest - least + 1),
    // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- below(n) is less than n
    pick: (items) => items[below(items.length)]!,
  };
}
