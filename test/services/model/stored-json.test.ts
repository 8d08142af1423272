/** Values as they are kept: what goes in comes out, bigints included. */
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { decodeStored, encodeStored } from '../../../src/services/model/stored-json.js';

/** Any value that can be kept: JSON with bigints, and property names that look like the mark of a bigint. */
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.string(),
    fc.integer(),
    fc.bigInt(),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$bigint', '$$bigint', '$')), tie('value'), {
      noNullPrototype: true,
    }),
  ),
}));

it('gives every value back as it was', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(decodeStored(encodeStored(value))).toStrictEqual(value);
    }),
  );
});

it('tells a bigint from a number and from text that looks like one', () => {
  const value = { a: 1n, b: 1, c: '1', d: { $bigint: '1' }, e: 2n ** 64n };
  expect(decodeStored(encodeStored(value))).toStrictEqual(value);
});

it('leaves out properties that are undefined', () => {
  expect(encodeStored({ a: undefined, b: 1 })).toBe('{"b":1}');
});
