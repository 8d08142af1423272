/** JSON of the double: exact integers of 64 bits in both directions, doubles beyond. */
import { describe, expect, it } from 'vitest';

import { parseArangoJson, writeArangoJson } from './json.js';

describe('JSON of ArangoDB', () => {
  it.each([
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['18446744073709551615', 2n ** 64n - 1n],
    ['9007199254740993', 2n ** 53n + 1n],
  ])('keeps all digits of %s', (text, value) => {
    expect(parseArangoJson(text)).toBe(value);
    expect(writeArangoJson(value)).toBe(text);
  });

  it.each([
    ['9007199254740992', 2 ** 53],
    ['-9007199254740991', -(2 ** 53) + 1],
    ['18446744073709551616', 2 ** 64],
    ['9223372036854775807.0', 2 ** 63],
    ['1234567890123456700e1', 1.2345678901234567e19],
    ['0.1234567890123456789', 0.12345678901234568],
  ])('reads %s as a number', (text, value) => {
    expect(parseArangoJson(text)).toBe(value);
  });

  it('writes what it has read', () => {
    const text = '{"a":[1,2.5,-3,null,true,{}],"expired":9223372036854775807,"é\\"\\n":"\\u0001 𝄞 \\\\"}';

    expect(writeArangoJson(parseArangoJson(text))).toBe(text);
    expect(writeArangoJson([NaN, Infinity])).toBe('[null,null]');
  });

  it('refuses what is no JSON, with long numbers and without', () => {
    expect(() => parseArangoJson('{"a": }')).toThrow(SyntaxError);
    expect(() => parseArangoJson('{"a": 9223372036854775807')).toThrow(SyntaxError);
  });
});
