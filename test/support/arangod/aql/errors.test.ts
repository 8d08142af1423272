/** Errors of queries under ArangoDB's numbers (3.12: develop/error-codes and aql/fundamentals). */
import { describe, expect, it } from 'vitest';

import { errorOf, MemoryData, rowsOf } from './test-data.js';

const data = (): MemoryData => new MemoryData({ users: [{ _key: 'u1' }] });

describe('a query with an error of syntax', () => {
  it.each([
    ['FOR u IN users'],
    ['LET a = 1'],
    ['RETURN 1 RETURN 2'],
    ['RETURN 1; RETURN 2'],
    ['RETURN (1'],
    ['RETURN [1 2]'],
    ['RETURN "open'],
    ['FOR u users RETURN u'],
    ['FOR u IN users RETURN u.filter'],
    ['FOR filter IN users RETURN 1'],
    ['FOR u IN users COLLECT WITH NUMBER INTO n RETURN n'],
    ['RETURN {1: 2}'],
    ['RETURN 1 = 1'],
    ['UPSERT {} INSERT {} REMOVE {} IN users'],
    ['SELECT * FROM users'],
  ])('is error 1501: %s', (query) => {
    expect(errorOf(query, {}, data())).toBe(1501);
  });

  it('says where it is', () => {
    expect(() => rowsOf('FOR u IN users\n  FILTR u.a\n  RETURN u')).toThrow(/FILTR.* at position 2:3/);
  });
});

describe('AQL outside the subset', () => {
  it.each([
    ['WINDOW', 'FOR u IN users WINDOW {preceding: 1} AGGREGATE n = COUNT() RETURN n'],
    ['SEARCH', 'FOR u IN users SEARCH u.a == 1 RETURN u'],
    ['destructuring', 'LET [a, b] = [1, 2] RETURN a'],
    ['user-defined function', 'RETURN my::function(1)'],
    ['inline RETURN', 'RETURN [1][* RETURN CURRENT].a'],
  ])('is named in error 1501: %s', (what, query) => {
    expect(errorOf(query, {}, data())).toBe(1501);
    expect(() => rowsOf(query, {}, data())).toThrow(what);
  });
});

describe('names and values', () => {
  it.each([
    ['', 1502],
    ['FOR u IN nowhere RETURN u', 1203],
    ['RETURN unknown', 1203],
    ['RETURN users', 1568],
    ['LET a = 1 LET a = 2 RETURN a', 1511],
    ['LET u = 1 RETURN (FOR u IN users RETURN u)', 1511],
    ['FOR u IN users COLLECT k = u._key RETURN u', 1203],
    ['FOR u IN users COLLECT k = u._key INTO g KEEP nothing RETURN g', 1512],
    ['FOR u IN users COLLECT AGGREGATE n = u.a RETURN n', 1574],
    ['FOR u IN users COLLECT AGGREGATE n = CONCAT(u.a) RETURN n', 1574],
    ['FOR u IN users COLLECT AGGREGATE n = MAX() RETURN n', 1541],
    ['FOR x IN null RETURN x', 1563],
    ['FOR x IN {a: 1} RETURN x', 1563],
    ['FOR i IN 1..9 LIMIT -1 RETURN i', 1504],
    ['FOR i IN 1..9 LIMIT i RETURN i', 1504],
    ['RETURN 1..100000000', 32],
  ])('are checked: %s is error %d', (query, errorNum) => {
    expect(errorOf(query, {}, data())).toBe(errorNum);
  });

  it('of loops that ended may be used again', () => {
    expect(rowsOf('LET a = (FOR u IN users RETURN 1) FOR u IN users COLLECT u = u._key RETURN u', {}, data())).toEqual([
      'u1',
    ]);
  });
});

describe('bind parameters', () => {
  it.each([
    ['RETURN @a', {}, 1551],
    ['RETURN 1', { a: 1 }, 1552],
    ['RETURN "@a"', { a: 1 }, 1552],
    ['FOR u IN @@c RETURN u', { c: 'users' }, 1551],
    ['FOR u IN @@c RETURN u', { '@c': 1 }, 1553],
    ['FOR u IN @@c RETURN u', { '@c': 'nowhere' }, 1203],
    ['FOR u IN @c RETURN u', { c: 'users' }, 1563],
    ['FOR u IN users RETURN u.@a', { a: 1 }, 1553],
    ['FOR u IN users FILTER false RETURN @a', { a: null }, null],
  ])('of %s given %j end in %s', (query, binds, errorNum) => {
    expect(errorOf(query, binds, data())).toBe(errorNum);
  });

  it('may be used several times, and with attributes of their own', () => {
    expect(rowsOf('RETURN [@x.y, @x["y"], {[@k]: 1, @k: 2}]', { x: { y: 1 }, k: 'z' })).toEqual([[1, 1, { z: 2 }]]);
  });
});
