// Documents go through JSON text without losing a digit, whatever stands in them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type FieldValue, NEVER_EXPIRES } from '../../../src/services/model/asset.js';
import { decodeDocument, encodeDocument } from '../../../src/services/model/document-json.js';

const anyNumber = fc.oneof(
  fc.integer(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Number.isSafeInteger(value) || value % 1 !== 0 ? value + 0 : 0.5)),
);

const anyValue = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((name) => name !== 'expired' && name !== '__proto__'),
      tie('value'),
    ),
  ),
})).value;

describe('encodeDocument', () => {
  it('writes an expired of "never" with its exact digits', () => {
    expect(encodeDocument({ _key: 'a:device1', created: 1700000000, expired: NEVER_EXPIRES })).toBe(
      '{"_key":"a:device1","created":1700000000,"expired":9223372036854775807}',
    );
  });

  it('writes what JSON.stringify writes where there is no bigint', () => {
    const plain = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }));

    fc.assert(
      fc.property(plain, (fields) => {
        expect(encodeDocument(fields as Record<string, FieldValue>)).toBe(JSON.stringify(fields));
      }),
    );
  });

  it('leaves out a property without a value, as JSON.stringify does', () => {
    const fields: Record<string, FieldValue | undefined> = { first: undefined, name: 'a', last: undefined };

    expect(encodeDocument(fields as Record<string, FieldValue>)).toBe('{"name":"a"}');
  });

  it('writes null for a number that JSON cannot hold', () => {
    expect(encodeDocument({ a: NaN, b: [Infinity] })).toBe('{"a":null,"b":[null]}');
  });

  it('escapes a lone surrogate, so that the text stays valid UTF-8', () => {
    expect(encodeDocument({ name: '\ud800' })).toBe('{"name":"\\ud800"}');
  });
});

describe('decodeDocument', () => {
  it('gives back exactly what was encoded', () => {
    const fields = fc.record({
      before: anyValue,
      expired: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      after: anyValue,
    });

    fc.assert(
      fc.property(fields, (document) => {
        expect(decodeDocument(encodeDocument(document))).toEqual(document);
      }),
    );
  });

  it('reads a small expired as a bigint too', () => {
    expect(decodeDocument('{"created":1700000000,"expired":1700003600}')).toEqual({
      created: 1700000000,
      expired: 1700003600n,
    });
  });

  it('reads "never" exactly, with and without white space', () => {
    expect(decodeDocument('{"expired":9223372036854775807}').expired).toBe(NEVER_EXPIRES);
    expect(decodeDocument('{ "expired" : 9223372036854775807 }').expired).toBe(NEVER_EXPIRES);
  });

  it('reads "never" exactly at the end, whatever stands before it', () => {
    const key = 'c695ea905f74:device1-0';

    expect(decodeDocument(`{"_key":"${key}","expired":9223372036854775807}`)).toEqual({
      _key: key,
      expired: NEVER_EXPIRES,
    });
    expect(decodeDocument(`{"_key":"${key}","a":9007199254740993,"expired":9223372036854775807}`)).toEqual({
      _key: key,
      a: 9007199254740993n,
      expired: NEVER_EXPIRES,
    });
  });

  it('reads other integers beyond 2^53 as bigint and leaves long fractions numbers', () => {
    expect(decodeDocument('{"a":9007199254740993,"b":[0.1234567890123456],"expired":5}')).toEqual({
      a: 9007199254740993n,
      b: [0.1234567890123456],
      expired: 5n,
    });
  });

  it('leaves fractions and exponents numbers, however many digits they have', () => {
    expect(decodeDocument('{"a":12345678901234567890.5,"b":1.5e300,"c":-12345678901234567890}')).toEqual({
      a: Number('12345678901234567890.5'),
      b: 1.5e300,
      c: -12345678901234567890n,
    });
  });

  it('is not misled by an expired inside a string or inside another object', () => {
    const fields = { note: '"expired":9223372036854775807', 'x"expired': 7, inner: { expired: 3 }, expired: 9n };

    expect(decodeDocument(encodeDocument(fields))).toEqual(fields);
    expect(decodeDocument('{"inner":{"expired":9223372036854775807}}')).toEqual({ inner: { expired: NEVER_EXPIRES } });
    expect(decodeDocument('{"inner":{"expired":9223372036854775807},"expired":9.223372036854776e18}')).toEqual({
      inner: { expired: NEVER_EXPIRES },
      expired: 2 ** 63,
    });
  });

  it('does not take the digits of a property whose name ends in "expired"', () => {
    expect(decodeDocument('{"x\\"expired":9223372036854775807,"expired":9.223372036854776e18}').expired).toBe(2 ** 63);
  });

  it.each(['[1]', '"text"', '7', '12345678901234567890', 'true', 'null'])('refuses %s, which is no object', (text) => {
    expect(() => decodeDocument(text)).toThrow(
      new SyntaxError('A document is a JSON object, but the text holds something else'),
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => decodeDocument('{"expired":9223372036854775807')).toThrow(SyntaxError);
  });
});
