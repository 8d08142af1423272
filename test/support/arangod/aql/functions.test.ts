/**
 * Functions of AQL. Expected results are those of ArangoDB's documentation (3.12): pages aql/functions/array,
 * document-object, numeric, string, type-check-and-cast, miscellaneous and date.
 */
import { describe, expect, it } from 'vitest';

import { functions } from './functions/index.js';
import { errorOf, MemoryData, rowsOf, valueOf } from './test-data.js';

const doc = '{foo: {bar: {foo: 1, baz: 2}, baz: 3}, baz: 4}';

const cases: Readonly<Record<string, readonly (readonly [expression: string, expected: unknown])[]>> = {
  arrays: [
    ['LENGTH("🥑")', 1],
    ['LENGTH(1234)', 4],
    ['LENGTH([1,2,3,4,5,6,7])', 7],
    ['LENGTH(false)', 0],
    ['LENGTH({a:1, b:2, c:3, d:4, e:{f:5,g:6}})', 5],
    ['COUNT([1, 2])', 2],
    ['COUNT(null)', 0],
    ['FIRST([1, 2, 3])', 1],
    ['FIRST([])', null],
    ['LAST([1,2,3,4,5])', 5],
    ['NTH(["foo", "bar", "baz"], 2)', 'baz'],
    ['NTH(["foo", "bar", "baz"], 3)', null],
    ['NTH(["foo", "bar", "baz"], -1)', null],
    ['APPEND([1, 2, 3], [5, 6, 9])', [1, 2, 3, 5, 6, 9]],
    ['APPEND([1, 2, 3], [3, 4, 5, 2, 9], true)', [1, 2, 3, 4, 5, 9]],
    ['APPEND([1], null)', [1]],
    ['PUSH([1, 2, 3], 4)', [1, 2, 3, 4]],
    ['PUSH([1, 2, 2, 3], 2, true)', [1, 2, 2, 3]],
    ['PUSH(null, "swimming")', ['swimming']],
    ['UNSHIFT([1, 2, 3], 4)', [4, 1, 2, 3]],
    ['POP([1, 2, 3, 4])', [1, 2, 3]],
    ['SHIFT([1, 2, 3, 4])', [2, 3, 4]],
    ['UNION([1, 2, 3], [1, 2])', [1, 2, 3, 1, 2]],
    ['UNIQUE(UNION([1, 2, 3], [1, 2]))', [1, 2, 3]],
    ['UNION_DISTINCT([1, 2, 3], [1, 2])', [1, 2, 3]],
    ['INTERSECTION([1,2,3,4,5], [2,3,4,5,6], [3,4,5,6,7])', [3, 4, 5]],
    ['MINUS([1,2,3,4], [3,4,5,6], [5,6,7,8])', [1, 2]],
    ['SORTED([8,4,2,10,6])', [2, 4, 6, 8, 10]],
    ['SORTED_UNIQUE([8,4,2,10,6,2,8,6,4])', [2, 4, 6, 8, 10]],
    ['COUNT_DISTINCT(["yes", "no", "yes", "sauron", "no", "yes"])', 3],
    ['SLICE([1, 2, 3, 4, 5], 0, 1)', [1]],
    ['SLICE([1, 2, 3, 4, 5], 3)', [4, 5]],
    ['SLICE([1, 2, 3, 4, 5], 1, -1)', [2, 3, 4]],
    ['SLICE([1, 2, 3, 4, 5], -3, 2)', [3, 4]],
    ['REVERSE([2,4,6,8,10])', [10, 8, 6, 4, 2]],
    ['FLATTEN([1, 2, [3, 4], 5, [6, 7], [8, [9, 10]]])', [1, 2, 3, 4, 5, 6, 7, 8, [9, 10]]],
    ['FLATTEN([1, 2, [3, 4], 5, [6, 7], [8, [9, 10]]], 2)', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['POSITION([2,4,6,8], 4)', true],
    ['POSITION([2,4,6,8], 4, true)', 1],
    ['CONTAINS_ARRAY([2,4,6,8], 5)', false],
    ['COUNT_UNIQUE([1, 2, 1])', 2],
    ['REMOVE_VALUE(["a", "b", "b", "a", "c"], "a")', ['b', 'b', 'c']],
  ],
  objects: [
    ['MERGE({user1: {name: "Jane"}}, {user2: {name: "Tom"}})', { user1: { name: 'Jane' }, user2: { name: 'Tom' } }],
    ['MERGE([{foo: "bar"}, {quux: 1, ruled: true}, {bar: "baz", foo: "done"}])', { foo: 'done', quux: 1, ruled: true, bar: 'baz' }], // prettier-ignore
    ['MERGE({a: 1}, 2)', null],
    ['MERGE_RECURSIVE({u: {name: "Jane", livesIn: {city: "LA"}}}, {u: {age: 42, livesIn: {state: "CA"}}})', { u: { name: 'Jane', livesIn: { city: 'LA', state: 'CA' }, age: 42 } }], // prettier-ignore
    [`UNSET(${doc}, "foo", "baz")`, {}],
    [`UNSET(${doc}, ["foo", "bar"])`, { baz: 4 }],
    [`KEEP(${doc}, "bar")`, {}],
    [`KEEP(${doc}, ["baz"])`, { baz: 4 }],
    ['HAS({name: null}, "name")', true],
    ['HAS({}, "name")', false],
    ['ATTRIBUTES({foo: "bar", _key: "123", _custom: "yes"}, true)', ['foo']],
    ['ATTRIBUTES({foo: "bar", _key: "123", _custom: "yes"}, false, true)', ['_custom', '_key', 'foo']],
    ['VALUES({_id: "users/jane", name: "Jane", age: 35}, true)', ['Jane', 35]],
    ['ZIP(["name", "active", "hobbies"], ["some user", true, ["swimming"]])', { name: 'some user', active: true, hobbies: ['swimming'] }], // prettier-ignore
    ['TRANSLATE("FR", {US: "United States", FR: "France"})', 'France'],
    ['TRANSLATE(42, {foo: "bar"})', 42],
    ['TRANSLATE(42, {foo: "bar"}, "not found!")', 'not found!'],
    ['TRANSLATE(42, {"42": true})', true],
    ['PARSE_IDENTIFIER("_users/my-user")', { collection: '_users', key: 'my-user' }],
    ['PARSE_KEY({_id: "mycollection/mykey", value: "some value"})', 'mykey'],
    ['PARSE_COLLECTION("_users/my-user")', '_users'],
  ],
  numbers: [
    ['SUM([1, 2, 3, 4])', 10],
    ['SUM([null, -5, 6])', 1],
    ['SUM([])', 0],
    ['SUM([1, "2"])', null],
    ['AVERAGE([5, 2, 9, 2])', 4.5],
    ['AVG([-3, -5, 2])', -2],
    ['AVERAGE([])', null],
    ['MIN([5, 9, -2, null, 1])', -2],
    ['MAX([5, 9, -2, null, 1])', 9],
    ['MAX([null, null])', null],
    ['MAX([1, 9223372036854775807])', 2n ** 63n - 1n],
    ['ABS(-5)', 5],
    ['FLOOR(-2.50)', -3],
    ['CEIL(-2.51)', -2],
    ['ROUND(2.50)', 3],
    ['ROUND(-2.50)', -2],
    ['ROUND(-2.51)', -3],
    ['RANGE(1, 4)', [1, 2, 3, 4]],
    ['RANGE(1, 4, 2)', [1, 3]],
    ['RANGE(1.5, 2.5)', [1, 2]],
    ['RANGE(1.5, 2.5, 0.5)', [1.5, 2, 2.5]],
    ['RANGE(-0.75, 1.1, 0.5)', [-0.75, -0.25, 0.25, 0.75]],
    ['DATE_ISO8601(0)', '1970-01-01T00:00:00.000Z'],
    ['DATE_ISO8601("2026-05-04T03:02:01")', '2026-05-04T03:02:01.000Z'],
    ['DATE_ISO8601("no date")', null],
    ['DATE_TIMESTAMP("2016-03-03")', 1456963200000],
    ['DATE_NOW()', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
  ],
  strings: [
    ['CONCAT("foo", "bar", "baz")', 'foobarbaz'],
    ['CONCAT(null, false, 0, true, "")', 'false0true'],
    ['CONCAT([5, 6], {foo: "bar"})', '[5,6]{"foo":"bar"}'],
    ['CONCAT([[5, 6], {foo: "bar"}])', '[5,6]{"foo":"bar"}'],
    ['CONCAT_SEPARATOR(", ", "foo", "bar", "baz")', 'foo, bar, baz'],
    ['CONCAT_SEPARATOR(", ", [1, 2, 3])', '1, 2, 3'],
    ['CONCAT_SEPARATOR(", ", null, false, 0, true, "")', 'false, 0, true, '],
    ['LOWER("AVOcado")', 'avocado'],
    ['UPPER("straße")', 'STRASSE'],
    ['CHAR_LENGTH({foo: "bar"})', 13],
    ['CHAR_LENGTH("电脑坏了")', 4],
    ['SUBSTRING("Holy Guacamole!", 5)', 'Guacamole!'],
    ['SUBSTRING("Holy Guacamole!", 10, 4)', 'mole'],
    ['SUBSTRING("Holy Guacamole!", -5, 4)', 'mole'],
    ['LEFT("foobar", 3)', 'foo'],
    ['LEFT("foobar", 10)', 'foobar'],
    ['RIGHT("foobar", 3)', 'bar'],
    ['RIGHT("foobar", 0)', ''],
    ['SPLIT("foo-bar-baz", "-")', ['foo', 'bar', 'baz']],
    ['SPLIT("foo-bar-baz", "-", 1)', ['foo']],
    ['SPLIT("foo, bar & baz", [", ", " & "])', ['foo', 'bar', 'baz']],
    ['SPLIT("a🥑b", "")', ['a', '🥑', 'b']],
    ['TRIM("  foo bar  ")', 'foo bar'],
    ['TRIM("--==[foo-bar]==--", "-=[]")', 'foo-bar'],
    ['TRIM(";foo;bar;baz, ", ",; ")', 'foo;bar;baz'],
    ['TRIM(" a ", 1)', 'a '],
    ['LTRIM("  foo bar  ")', 'foo bar  '],
    ['RTRIM("--==[foo-bar]==--", "-=[]")', '--==[foo-bar'],
    ['REVERSE("🥑a")', 'a🥑'],
    ["JSON_STRINGIFY([1, {'2': .5}])", '[1,{"2":0.5}]'],
    ['JSON_STRINGIFY({expired: 9223372036854775807})', '{"expired":9223372036854775807}'],
    ['JSON_PARSE("[ true, false, null, -0.5 ]")', [true, false, null, -0.5]],
    ['JSON_PARSE("9223372036854775807")', 2n ** 63n - 1n],
    ['JSON_PARSE("abc")', null],
    ['TO_BASE64("ABC.")', 'QUJDLg=='],
    ['TO_HEX("ü")', 'c3bc'],
    ['MD5("foobar")', '3858f62230ac3c915f300c664312c63f'],
    ['SHA1("foobar")', '8843d7f92416211de9ebb963ff4ce28125932878'],
    ['SHA256("foobar")', 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2'],
  ],
  'searches in text': [
    ['CONTAINS("foobarbaz", "bar")', true],
    ['CONTAINS("foobarbaz", "horse")', false],
    ['CONTAINS("🥑foo", "foo", true)', 1],
    ['CONTAINS("foobarbaz", "horse", true)', -1],
    ['STARTS_WITH("foobar", "foo")', true],
    ['STARTS_WITH("foobar", ["bar", "foo"])', true],
    ['STARTS_WITH("foobar", ["bar", "baz"])', false],
    ['LIKE("carrot", "ca_t")', false],
    ['LIKE("foo bar baz", "%bar%")', true],
    ['LIKE("foo bar baz", "bar")', false],
    ['LIKE("FoO bAr BaZ", "fOo%bAz", true)', true],
    ['LIKE("a.c", "a.c") AND NOT LIKE("abc", "a.c")', true],
    ['REGEX_TEST("the quick brown fox", "the.*fox")', true],
    ['REGEX_TEST("x", "(")', null],
    ['REGEX_MATCHES("My-us3r_n4m3", "^[a-z0-9_-]{3,16}$", true)', ['My-us3r_n4m3']],
    ['REGEX_MATCHES("#4d82h4", "^#?([a-f0-9]{6}|[a-f0-9]{3})$", true)', null],
  ],
  types: [
    ['TO_STRING(null)', ''],
    ['TO_STRING(0.0000002)', '2e-7'],
    ['TO_STRING(9223372036854775807)', '9223372036854775807'],
    ['TO_STRING({foo: "bar", baz: null})', '{"foo":"bar","baz":null}'],
    ['TO_NUMBER(" 5.5 ")', 5.5],
    ['TO_NUMBER("5a")', 0],
    ['TO_NUMBER([[3]])', 3],
    ['TO_BOOL([])', true],
    ['TO_BOOL(-0.0)', false],
    ['TO_ARRAY(null)', []],
    ['TO_ARRAY({foo: 1, bar: 2, baz: [3, 4, 5]})', [1, 2, [3, 4, 5]]],
    ['NOT_NULL(null, 0, 1)', 0],
    ['FIRST_LIST("a", [1], [2])', [1]],
    ['FIRST_DOCUMENT(1, {a: 1})', { a: 1 }],
    ['IS_NULL({}.a)', true],
    ['IS_BOOL(0)', false],
    ['IS_NUMBER(9223372036854775807)', true],
    ['IS_STRING("")', true],
    ['IS_ARRAY([])', true],
    ['IS_LIST({})', false],
    ['IS_OBJECT({})', true],
    ['IS_DOCUMENT([])', false],
  ],
};

describe.each(Object.entries(cases))('functions on %s', (_group, examples) => {
  it.each(examples)('give the documented result of %s', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });
});

describe('DOCUMENT and the counts of a collection', () => {
  const persons = [{ _key: 'alice' }, { _key: 'bob' }];

  it.each([
    ['DOCUMENT(persons, "persons/alice")._key', 'alice'],
    ['DOCUMENT(persons, "alice")._key', 'alice'],
    ['DOCUMENT(persons, "others/alice")', null],
    ['DOCUMENT(persons, ["alice", "nobody", "persons/bob"])[*]._key', ['alice', 'bob']],
    ['DOCUMENT("persons/bob")._key', 'bob'],
    ['DOCUMENT(["persons/alice", "persons/bob"])[*]._key', ['alice', 'bob']],
    ['DOCUMENT("nothing/bob")', null],
    ['DOCUMENT("bob")', null],
    ['LENGTH(persons)', 2],
    ['COUNT(persons)', 2],
    ['COLLECTION_COUNT(persons)', 2],
  ])('give %s as %j', (expression, expected) => {
    expect(rowsOf(`RETURN ${expression}`, {}, new MemoryData({ persons, others: [{ _key: 'alice' }] }))).toEqual([
      expected,
    ]);
  });
});

describe('functions', () => {
  it('may be written in any case', () => {
    expect(valueOf('cOnCat("a", "b")')).toBe('ab');
  });

  it('that do not exist are error 1540, with too many or too few arguments 1541', () => {
    expect(errorOf('RETURN LENGHT([1])')).toBe(1540);
    expect(errorOf('RETURN LENGTH()')).toBe(1541);
    expect(errorOf('RETURN NTH([1], 1, 2)')).toBe(1541);
  });

  it('all have an example above', () => {
    const text =
      Object.values(cases)
        .flat()
        .map(([expression]) => expression)
        .join() + 'DOCUMENT( COLLECTION_COUNT(';
    const withoutExample = [...functions.keys()].filter((name) => !new RegExp(`\\b${name}\\(`).test(text));

    expect(withoutExample).toEqual([]);
  });
});
