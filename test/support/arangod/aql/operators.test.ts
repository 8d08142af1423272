/**
 * Operators of AQL. Expected results are those of ArangoDB's documentation (3.12): pages aql/operators,
 * aql/fundamentals/type-and-value-order and aql/functions/type-check-and-cast.
 */
import { describe, expect, it } from 'vitest';

import { errorOf, rowsOf, valueOf } from './test-data.js';

const users = [
  { name: 'john', age: 35, friends: [{ name: 'tina', age: 43 }, { name: 'helga', age: 52 }, { name: 'alfred', age: 34 }] },
  { name: 'yves', age: 24, friends: [{ name: 'sergei', age: 27 }, { name: 'tiffany', age: 25 }] },
  { name: 'sandra', age: 40, friends: [{ name: 'bob', age: 32 }, { name: 'elena', age: 48 }] },
]; // prettier-ignore

describe('comparison operators', () => {
  it.each([
    ['0 == null', false],
    ['1 > 0', true],
    ['true != null', true],
    ['45 <= "yikes!"', true],
    ['65 != "65"', true],
    ['65 == 65', true],
    ['1.23 > 1.32', false],
    ['1.5 IN [2, 3, 1.5]', true],
    ['"foo" IN null', false],
    ['42 NOT IN [17, 40, 50]', true],
    ['"abc" == "ABC"', false],
    ['"foo" LIKE "f%"', true],
    ['"foo" NOT LIKE "f%"', false],
    ['"foo" =~ "^f[o].$"', true],
    ['"foo" !~ "[a-z]+bar$"', true],
    ['"abc" LIKE "_bc"', true],
    [String.raw`"a_b_foo" LIKE "a\\_b\\_foo"`, true],
    [String.raw`"axb" LIKE "a\\_b"`, false],
    ['"ABC" LIKE "a%"', false],
    [String.raw`"a\nb" LIKE "a%b"`, true],
    ['NOT "abc" LIKE "x%"', false],
    ['NOT ("abc" LIKE "x%")', true],
  ])('give %s as %s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it.each([
    ['null', 'false'],
    ['true', '0'],
    ["''", "' '"],
    ["' '", "'0'"],
    ['99', "''"],
    ["'z'", '[]'],
    ['[]', '[0]'],
    ['[1, 2]', '[2]'],
    ['[99, 99]', '[100]'],
    ['[false, 1]', "[false, '']"],
    ['[99]', '{}'],
    ['{}', '{a: 1}'],
    ['{a: 1}', '{a: 2}'],
    ['{b: 1}', '{a: 0}'],
    ['{a: {c: true, a: 0}}', '{a: {c: false, a: 1}}'],
  ])('place %s below %s', (less, greater) => {
    expect(valueOf(`[${less} < ${greater}, ${greater} > ${less}, ${less} == ${greater}]`)).toEqual([true, true, false]);
  });

  it('hold a missing attribute for null and ignore the order of attributes', () => {
    expect(valueOf('[{} == {a: null}, {a: 1, b: 2} == {b: 2, a: 1}]')).toEqual([true, true]);
  });

  it('order strings by the alphabet of a language and not by code points', () => {
    expect(valueOf('["a" < "B", "A" < "a", "ä" < "b", "Z" < "z", "_" < "1"]')).toEqual([true, true, true, true, true]);
  });

  it('find values in long lists as in short ones', () => {
    const list = [...Array.from({ length: 100 }, (_each, at) => at), 2n ** 63n - 1n, { a: [1], b: null }, 'x'];
    const values = '[7, 100, "7", 9223372036854775807, 9223372036854775806, {a: [1, null]}, "x", "X"]';

    expect(valueOf(`${values}[* RETURN CURRENT IN @list]`, { list })).toEqual([
      true, false, false, true, false, true, true, false,
    ]); // prettier-ignore
  });

  it('tell integers apart that a double cannot', () => {
    const never = 2n ** 63n - 1n;

    expect(valueOf('[@a == @b, @a > @b, @a == 9223372036854775807]', { a: never, b: never - 1n })).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('array comparison operators', () => {
  it.each([
    ['[1, 2, 3] ALL IN [2, 3, 4]', false],
    ['[1, 2, 3] ALL IN [1, 2, 3]', true],
    ['[1, 2, 3] NONE IN [3]', false],
    ['[1, 2, 3] NONE IN [23, 42]', true],
    ['[1, 2, 3] ANY IN [4, 5, 6]', false],
    ['[1, 2, 3] ANY IN [1, 42]', true],
    ['[1, 2, 3] ANY == 2', true],
    ['[1, 2, 3] ANY == 4', false],
    ['[1, 2, 3] ANY <= 1', true],
    ['[1, 2, 3] NONE < 99', false],
    ['[1, 2, 3] NONE > 10', true],
    ['[1, 2, 3] ALL > 2', false],
    ['[1, 2, 3] ALL > 0', true],
    ['["foo", "bar"] ALL != "moo"', true],
    ['[1, 2, 3] AT LEAST (2) IN [2, 3, 4]', true],
    ['["foo", "bar"] AT LEAST (1+1) == "foo"', false],
  ])('give %s as %s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});

describe('logical and ternary operators', () => {
  it.each([
    ['25 > 1 && 42 != 7', true],
    ['22 IN [23, 42] || 23 NOT IN [22, 7]', true],
    ['1 || 7', 1],
    ['null || "foo"', 'foo'],
    ['null && true', null],
    ['true && 23', 23],
    ['1 || ! 0', 1],
    ['NOT []', false],
    ['!!""', false],
    ['5 > 3 ? "yes" : "no"', 'yes'],
    ['0 ? : "value is null, 0 or not present"', 'value is null, 0 or not present'],
    ['7 ? : 8', 7],
    ['false ? 1 : true ? 2 : 3', 2],
    ['1 + 2 * 3 == 7 AND 2 < 3', true],
    ['false == 5 IN [1]', true],
    ['2 IN 1 .. 3', true],
    ['1 OR 0 AND 0', 1],
  ])('give %s as %s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});

describe('arithmetic operators', () => {
  it.each([
    ['1 + "a"', 1],
    ['1 + "99"', 100],
    ['null + 1', 1],
    ['3 + []', 3],
    ['24 + [2]', 26],
    ['24 + [2, 4]', 24],
    ['17 - true', 16],
    ['23 * {}', 0],
    ['5 * [7]', 35],
    ['24 / "12"', 2],
    ['1 / 0', null],
    ['1 % 0', null],
    ['23 % 7', 2],
    ['13.0 / 2', 6.5],
    ["-'5'", -5],
    ['+[8]', 8],
    ['-{}', 0],
    ['10 - 2 - 3', 5],
    ['.5 + 1e2', 100.5],
    ['0x10 + 0b11', 19],
  ])('give %s as %s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it('are exact on constants of 64 bits and in doubles while a query runs', () => {
    expect(valueOf('9223372036854775807 - 1')).toBe(9223372036854775806n);
    expect(rowsOf('FOR i IN [9223372036854775807] RETURN [i, i - 1]')).toEqual([[2n ** 63n - 1n, 2 ** 63]]);
  });

  it('leave the integers once they pass 64 bits', () => {
    expect(valueOf('9223372036854775807 + 1')).toBe(2 ** 63);
    expect(valueOf('9223372036854775808')).toBe(2 ** 63);
  });
});

describe('ranges and accesses', () => {
  it.each([
    ['2010..2013', [2010, 2011, 2012, 2013]],
    ['3..1', [3, 2, 1]],
    ['["tina", "helga", "alfred"][-1]', 'alfred'],
    ['["tina", "helga", "alfred"][5]', null],
    ['{name: "sandra", "with space": true}.`with space`', true],
    ['{name: "sandra"}["name"]', 'sandra'],
    ['{a: {b: 1}}.a.b', 1],
    ['{a: 1}.b.c.d', null],
    ['"text".length', null],
    ['{[CONCAT("a", 1)]: 2, b: 3,}', { a1: 2, b: 3 }],
  ])('give %s as %j', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it('take names of attributes from bind parameters, also whole paths', () => {
    const binds = { attr: 'foo', subattr: 'bar', path: ['foo', 'bar'] };

    expect(rowsOf('LET doc = {foo: {bar: "baz"}} RETURN [doc.@attr.@subattr, doc[@attr][@subattr], doc.@path]', binds)).toEqual([['baz', 'baz', 'baz']]); // prettier-ignore
  });
});

describe('array expansion', () => {
  it('takes an attribute of every element', () => {
    expect(rowsOf('FOR u IN @users RETURN u.friends[*].name', { users })).toEqual([
      ['tina', 'helga', 'alfred'],
      ['sergei', 'tiffany'],
      ['bob', 'elena'],
    ]);
  });

  it('flattens with more asterisks', () => {
    const expected = ['tina', 'helga', 'alfred', 'sergei', 'tiffany', 'bob', 'elena'];

    expect(valueOf('(FOR u IN @users RETURN u.friends[*].name)[**]', { users })).toEqual(expected);
    expect(valueOf('@users[*].friends[*].name[**]', { users })).toEqual(expected);
    expect(valueOf('[[1, 2], 3, [4, 5], 6][** FILTER CURRENT % 2 == 0]')).toEqual([2, 4, 6]);
  });

  it('filters, limits and projects each element', () => {
    const inline = 'FILTER CONTAINS(CURRENT.name, "a") AND CURRENT.age > 40 LIMIT 2 RETURN CONCAT(CURRENT.name, " is ", CURRENT.age)'; // prettier-ignore

    expect(rowsOf(`FOR u IN @users RETURN u.friends[* ${inline}]`, { users })).toEqual([
      ['tina is 43', 'helga is 52'],
      [],
      ['elena is 48'],
    ]);
    expect(rowsOf('FOR u IN @users RETURN u.friends[* FILTER CURRENT.age > u.age].name', { users })).toEqual([
      ['tina', 'helga'],
      ['sergei', 'tiffany'],
      ['elena'],
    ]);
    expect(rowsOf('FOR u IN @users RETURN u.friends[* LIMIT 1,2].name', { users })[0]).toEqual(['helga', 'alfred']);
  });

  it('makes an empty array of what is no array', () => {
    expect(valueOf('{a: 1}.b[*].c')).toEqual([]);
  });

  it('is refused where the double does not know it', () => {
    expect(errorOf('RETURN [1][? ANY FILTER CURRENT == 1]')).toBe(1501);
  });
});
