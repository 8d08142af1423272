/**
 * High-level operations that read. Queries and results follow ArangoDB's documentation (3.12), the pages under
 * aql/high-level-operations (for, filter, sort, limit, let, collect, return) and aql/fundamentals.
 */
import { describe, expect, it } from 'vitest';

import type { ArangoObject } from '../values.js';
import { runAql } from './run.js';
import { MemoryData, rowsOf, testNow } from './test-data.js';

const users: readonly ArangoObject[] = [
  { _key: 'u1', name: 'Jo', city: 'Köln', country: 'DE', age: 30 },
  { _key: 'u2', name: 'Al', city: 'Bonn', country: 'DE', age: 20 },
  { _key: 'u3', name: 'Bo', city: 'Köln', country: 'DE', age: 40 },
  { _key: 'u4', name: 'Cy', city: 'Lyon', country: 'FR' },
];

function ask(query: string, binds: ArangoObject = {}): readonly unknown[] {
  return rowsOf(query, binds, new MemoryData({ users, empty: [] }));
}

function run(query: string, binds: ArangoObject = {}, data = new MemoryData({ users })) {
  return { data, ...runAql(query, binds, data, { fullCount: true, now: testNow }) };
}

describe('FOR, FILTER, LET and RETURN', () => {
  it('loop over arrays, ranges, collections and each other', () => {
    expect(ask('FOR year IN [2011, 2012, 2013] RETURN {year, isLeap: year % 4 == 0}')[1]).toEqual({
      year: 2012,
      isLeap: true,
    });
    expect(ask('FOR a IN 1..2 FOR b IN a..2 RETURN [a, b]')).toEqual([[1, 1], [1, 2], [2, 2]]); // prettier-ignore
    expect(ask('FOR u IN users RETURN u._id')).toEqual(['users/u1', 'users/u2', 'users/u3', 'users/u4']);
    expect(ask('FOR u IN @@c RETURN u.name', { '@c': 'users' })).toEqual(['Jo', 'Al', 'Bo', 'Cy']);
    expect(ask('FOR u IN `users` RETURN u.`name`')).toEqual(['Jo', 'Al', 'Bo', 'Cy']);
  });

  it('filter by truth, where a missing attribute is null and so below every number', () => {
    expect(ask('FOR u IN users FILTER u.age < 30 RETURN u.name')).toEqual(['Al', 'Cy']);
    expect(ask('FOR u IN users FILTER u.age FILTER u.age != 20 RETURN u.name')).toEqual(['Jo', 'Bo']);
  });

  it('see variables of the queries around a subquery', () => {
    const query =
      'FOR u IN users LET same = (FOR o IN users FILTER o.city == u.city RETURN o.name) RETURN LENGTH(same)';

    expect(ask(query)).toEqual([2, 1, 2, 1]);
    expect(ask('LET a = 1, b = a + 1 RETURN FIRST(FOR x IN [a, b] SORT x DESC RETURN x)')).toEqual([2]);
  });

  it('keep the order of distinct rows and tell values of different types apart', () => {
    expect(ask('FOR v IN ["foo", "bar", "bar", "baz", "foo"] RETURN DISTINCT v')).toEqual(['foo', 'bar', 'baz']);
    expect(ask('FOR v IN [1, "1", 1.0, [1], null] RETURN DISTINCT v')).toEqual([1, '1', [1], null]);
  });

  it('take comments and keywords in any case', () => {
    expect(ask('/* one */ for u in users // two\n filter u.age == 20 /* three\n */ return u.name')).toEqual(['Al']);
  });
});

describe('SORT and LIMIT', () => {
  it('sort by several values in their own directions, null first', () => {
    expect(ask('FOR u IN users SORT u.country DESC, u.age RETURN u.name')).toEqual(['Cy', 'Al', 'Jo', 'Bo']);
    expect(ask('FOR u IN users SORT u.age ASC RETURN u.age')).toEqual([null, 20, 30, 40]);
    expect(ask('FOR u IN users SORT null RETURN u.name')).toEqual(['Jo', 'Al', 'Bo', 'Cy']);
  });

  it('sort strings by the alphabet', () => {
    expect(ask('FOR v IN ["b", "a", "C", "Ä", "B"] SORT v RETURN v')).toEqual(['a', 'Ä', 'B', 'b', 'C']);
  });

  it('take a part of the rows', () => {
    expect(ask('FOR i IN 1..10 LIMIT 2 RETURN i')).toEqual([1, 2]);
    expect(ask('FOR i IN 1..10 LIMIT @skip, @count RETURN i', { skip: 3, count: 2 })).toEqual([4, 5]);
    expect(ask('FOR i IN 1..4 LIMIT 2, null RETURN i')).toEqual([3, 4]);
  });

  it('count all rows before the last LIMIT of the outermost query when asked', () => {
    expect(run('FOR i IN 1..100 FILTER i > 10 LIMIT 5 RETURN i').fullCount).toBe(90);
    expect(run('FOR i IN 1..100 LIMIT 50 FILTER i > 10 LIMIT 5 RETURN i').fullCount).toBe(40);
    expect(run('FOR i IN 1..10 RETURN FIRST(FOR j IN 1..5 LIMIT 1 RETURN j)').fullCount).toBeNull();
  });
});

describe('a pipeline', () => {
  it('asks for no more documents than it needs', () => {
    const result = runAql('FOR u IN users LIMIT 2 RETURN u', {}, new MemoryData({ users }), {
      fullCount: false,
      now: testNow,
    });

    expect(result).toMatchObject({ scanned: 2, fullCount: null });
  });
});

describe('COLLECT', () => {
  it('gives distinct values in their order', () => {
    expect(ask('FOR u IN users COLLECT city = u.city RETURN {city}')).toEqual([{ city: 'Bonn' }, { city: 'Köln' }, { city: 'Lyon' }]); // prettier-ignore
  });

  it('groups by several values and keeps what INTO says', () => {
    const groups = 'FOR u IN users COLLECT country = u.country, city = u.city INTO';

    expect(ask(`${groups} g = u.name RETURN [country, city, g]`)).toEqual([
      ['DE', 'Bonn', ['Al']],
      ['DE', 'Köln', ['Jo', 'Bo']],
      ['FR', 'Lyon', ['Cy']],
    ]);
    expect(ask(`${groups} g RETURN g[*].u.name`)).toEqual([['Al'], ['Jo', 'Bo'], ['Cy']]);
    const kept = 'FOR u IN users LET name = u.name LET other = 1 COLLECT c = u.country INTO g KEEP name RETURN g';
    expect(ask(kept)).toEqual([[{ name: 'Jo' }, { name: 'Al' }, { name: 'Bo' }], [{ name: 'Cy' }]]);
  });

  it('counts, also where there is nothing', () => {
    expect(ask('FOR u IN users COLLECT WITH COUNT INTO length RETURN length')).toEqual([4]);
    expect(ask('FOR u IN empty COLLECT WITH COUNT INTO length RETURN length')).toEqual([0]);
    expect(ask('FOR u IN users COLLECT c = u.country WITH COUNT INTO n SORT n RETURN {c, n}')).toEqual([{ c: 'FR', n: 1 }, { c: 'DE', n: 3 }]); // prettier-ignore
  });

  it('aggregates', () => {
    const query = `FOR u IN users COLLECT c = u.country
      AGGREGATE least = MIN(u.age), most = MAX(u.age), sum = SUM(u.age), mean = AVERAGE(u.age), n = COUNT(), m = LENGTH(u.age), cities = UNIQUE(u.city), kinds = COUNT_DISTINCT(u.city)
      RETURN [c, least, most, sum, mean, n, m, cities, kinds]`;

    expect(ask(query)).toEqual([
      ['DE', 20, 40, 90, 30, 3, 3, ['Köln', 'Bonn'], 2],
      ['FR', null, null, 0, null, 1, 1, ['Lyon'], 1],
    ]);
    expect(ask('FOR u IN empty COLLECT AGGREGATE n = COUNT(u), m = MAX(u.age) RETURN [n, m]')).toEqual([[0, null]]);
    expect(ask('FOR u IN users COLLECT AGGREGATE s = SUM(TO_STRING(u.age)), a = AVG(u.name) RETURN [s, a]')).toEqual([
      [null, null],
    ]);
    expect(ask('FOR u IN users COLLECT AGGREGATE names = SORTED_UNIQUE(u.name), ages = PUSH(u.age) RETURN [names, ages]')).toEqual([[['Al', 'Bo', 'Cy', 'Jo'], [30, 20, 40, null]]]); // prettier-ignore
  });

  it('keeps the exact integers that it groups by and takes the greatest of', () => {
    const query = 'FOR v IN @values COLLECT AGGREGATE most = MAX(v), kinds = UNIQUE(v) RETURN [most, LENGTH(kinds)]';

    expect(ask(query, { values: [2n ** 63n - 2n, 2n ** 63n - 1n] })).toEqual([[2n ** 63n - 1n, 2]]);
  });

  it('leaves the variables before the loop and those around a subquery', () => {
    expect(ask('LET x = 5 FOR u IN users COLLECT WITH COUNT INTO n RETURN n + x')).toEqual([9]);
    expect(ask('FOR x IN 1..2 RETURN FIRST(FOR u IN empty COLLECT WITH COUNT INTO n RETURN n + x)')).toEqual([1, 2]);
  });
});

describe('filters on a loop variable', () => {
  const everyWay = (filter: string) => run(`FOR u IN users FILTER ${filter} RETURN u.name`, {});

  it.each([
    ['u._key == "u2"', ['Al'], 'users/u2'],
    ['"users/u3" == u._id', ['Bo'], 'users/u3'],
    ['u.age > 10 AND u._key == "u1"', ['Jo'], 'users/u1'],
    ['u.city == "Köln" && u.age == 40', ['Bo'], 'users.city'],
    ['u.city IN ["Lyon", "Lyon"]', ['Cy'], 'users.city'],
  ])('look documents up by %s', (filter, names, lookup) => {
    const { result, data, collectionsRead } = everyWay(filter);

    expect(result).toEqual(names);
    expect(data.asked).toEqual({ scans: 0, lookups: [lookup] });
    expect(collectionsRead).toEqual(['users']);
  });

  it.each([
    ['u.city == u.name', []],
    ['u.name == CONCAT(u.name, "")', ['Jo', 'Al', 'Bo', 'Cy']],
    ['u.age == null', ['Cy']],
    ['u.city == "Köln" OR u.age == 20', ['Jo', 'Al', 'Bo']],
    ['u.city == FIRST(FOR o IN users FILTER o._key == "u1" RETURN o.city)', ['Jo', 'Bo']],
  ])('scan for %s', (filter, names) => {
    const { result, data } = everyWay(filter);

    expect(result).toEqual(names);
    expect(data.asked.scans).toBe(1);
  });

  it('give nothing where a key has the wrong type, another collection or no list', () => {
    expect(ask('FOR u IN users FILTER u._key == 1 RETURN u')).toEqual([]);
    expect(ask('FOR u IN users FILTER u._id == "others/u1" RETURN u')).toEqual([]);
    expect(ask('FOR u IN users FILTER u.city IN "Köln" RETURN u')).toEqual([]);
  });

  it('count the documents that were looked at', () => {
    expect(run('FOR u IN users FILTER u.age > 30 RETURN u').scanned).toBe(4);
    expect(run('FOR u IN users FILTER u.city == "Köln" FILTER u.age > 30 RETURN u').scanned).toBe(2);
    expect(run('FOR u IN users FILTER u.age == 20 LIMIT 1 RETURN u').scanned).toBe(1);
  });
});
