// BigInt and DateTime at the boundary: exact, quiet, and clear about what they refuse.
import '../../src/resolvers/index.js';

import { type GraphQLScalarType, parseValue } from 'graphql';
import { describe, expect, it, vi } from 'vitest';

import { schema } from '../../src/resolvers/index.js';

const bigInt = schema.getType('BigInt') as GraphQLScalarType;
const dateTime = schema.getType('DateTime') as GraphQLScalarType;

describe('BigInt', () => {
  it.each([
    [0n, 0],
    [2n ** 53n - 1n, 9007199254740991],
    [2n ** 53n, '9007199254740992'],
    [9223372036854775807n, '9223372036854775807'],
    [-(2n ** 60n), '-1152921504606846976'],
    [12, 12],
  ])('writes %s as %j', (value, written) => {
    expect(bigInt.serialize(value)).toBe(written);
  });

  it('writes huge values without a word on the console', () => {
    const warn = vi.spyOn(console, 'warn');

    bigInt.serialize(2n ** 63n);

    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each([
    [5, 5n],
    ['9223372036854775807', 9223372036854775807n],
    [-1, -1n],
  ])('reads %j', (given, value) => {
    expect(bigInt.parseValue(given)).toBe(value);
  });

  it.each([1.5, '1.5', '', 'abc', true, null, 2 ** 60, {}])('refuses %j', (given) => {
    expect(() => bigInt.parseValue(given)).toThrow(/BigInt needs a whole number/);
  });

  it('reads literals of both forms exactly', () => {
    expect(bigInt.parseLiteral(parseValue('9223372036854775807'))).toBe(9223372036854775807n);
    expect(bigInt.parseLiteral(parseValue('"9007199254740993"'))).toBe(9007199254740993n);
    expect(() => bigInt.parseLiteral(parseValue('1.5'))).toThrow(/whole number/);
  });
});

describe('DateTime', () => {
  it('writes ISO 8601 in UTC with milliseconds', () => {
    expect(dateTime.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(dateTime.serialize('2026-08-01T12:00:00.000Z')).toBe('2026-08-01T12:00:00.000Z');
  });

  it('converts an offset and refuses what is no moment', () => {
    expect(dateTime.parseValue('2026-08-01T14:00:00+02:00')).toEqual(new Date('2026-08-01T12:00:00Z'));
    expect(() => dateTime.parseValue('yesterday')).toThrow();
  });
});
