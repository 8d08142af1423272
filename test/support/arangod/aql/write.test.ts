/**
 * Operations that write. Queries and results follow ArangoDB's documentation (3.12), the pages insert, update, replace,
 * remove, upsert and limit under aql/high-level-operations.
 */
import { describe, expect, it } from 'vitest';

import type { ArangoObject } from '../values.js';
import { runAql } from './run.js';
import { errorOf, MemoryData, rowsOf, testNow } from './test-data.js';

function store(): MemoryData {
  return new MemoryData({
    users: [
      { _key: 'john', logins: 1, name: { first: 'John', last: 'Doe' }, active: false },
      { _key: 'mary', logins: 5, active: true },
    ],
    backup: [{ _key: 'john' }],
    numbers: [],
  });
}

function run(query: string, data: MemoryData, binds: ArangoObject = {}) {
  return runAql(query, binds, data, { fullCount: false, now: testNow });
}

const logins = (data: MemoryData): readonly unknown[] => rowsOf('FOR u IN users RETURN [u._key, u.logins]', {}, data);

describe('INSERT', () => {
  it('stores a document for every row and gives it back as NEW', () => {
    const data = store();
    const { result, ...counts } = run('FOR i IN 1..3 INSERT {value: i} INTO numbers RETURN NEW.value', data);

    expect(result).toEqual([1, 2, 3]);
    expect(data.count('numbers')).toBe(3);
    expect(counts).toMatchObject({
      writesExecuted: 3,
      writesIgnored: 0,
      collectionsRead: [],
      collectionsWritten: ['numbers'],
    });
  });

  it('gives no rows without RETURN', () => {
    expect(run('INSERT @document IN numbers', store(), { document: { _key: 'a' } }).result).toEqual([]);
  });

  it('refuses a key that is taken unless told what to do', () => {
    const insert = 'INSERT {_key: "john", extra: 1} INTO users';

    expect(errorOf(insert, {}, store())).toBe(1210);
    expect(run(`${insert} OPTIONS {ignoreErrors: true} RETURN NEW`, store())).toMatchObject({ result: [], writesIgnored: 1, writesExecuted: 0 }); // prettier-ignore
    expect(run(`${insert} OPTIONS {overwriteMode: "ignore"} RETURN NEW`, store()).result).toEqual([null]);
    const both = 'RETURN [OLD.logins, NEW.logins, NEW.extra]';
    expect(run(`${insert} OPTIONS {overwriteMode: "replace"} ${both}`, store()).result).toEqual([[1, null, 1]]);
    expect(run(`${insert} OPTIONS {overwrite: true} ${both}`, store()).result).toEqual([[1, null, 1]]);
    expect(run(`${insert} OPTIONS {overwriteMode: "update"} ${both}`, store()).result).toEqual([[1, 1, 1]]);
  });

  it('writes all rows whatever LIMIT leaves of the result', () => {
    const data = store();

    expect(run('FOR i IN 1..5 INSERT {value: i} INTO numbers LIMIT 2 RETURN NEW.value', data).result).toEqual([1, 2]);
    expect(run('FOR i IN 1..5 INSERT {value: i} INTO users LIMIT 0 RETURN NEW', data).result).toEqual([]);
    expect([data.count('numbers'), data.count('users')]).toEqual([5, 7]);
  });
});

describe('UPDATE and REPLACE', () => {
  it('name the document by key, by document or within what they write', () => {
    const data = store();
    run('UPDATE "john" WITH {logins: 2} IN users', data);
    run('FOR u IN users FILTER u._key == "mary" UPDATE u WITH {logins: u.logins + 1} IN users', data);
    expect(logins(data)).toEqual([['john', 2], ['mary', 6]]); // prettier-ignore

    run('UPDATE {_key: "john", logins: 3} IN users', data);
    run('REPLACE {_key: "mary"} WITH {logins: 0} IN users', data);
    expect(logins(data)).toEqual([['john', 3], ['mary', 0]]); // prettier-ignore
    expect(rowsOf('RETURN DOCUMENT("users/mary").active', {}, data)).toEqual([null]);
  });

  it('give what was there and what is there', () => {
    const query =
      'FOR u IN users UPDATE u WITH {logins: 9} IN users LET before = OLD RETURN [before.logins, NEW.logins]';

    expect(run(query, store()).result).toEqual([[1, 9], [5, 9]]); // prettier-ignore
  });

  it('hand their options to the data', () => {
    const data = store();
    const update = 'UPDATE "john" WITH {name: {first: "foo"}, active: null} IN users';

    expect(run(`${update} OPTIONS {keepNull: false} RETURN [NEW.name, HAS(NEW, "active")]`, data).result).toEqual([[{ first: 'foo', last: 'Doe' }, false]]); // prettier-ignore
    expect(run(`${update} OPTIONS {mergeObjects: false} RETURN NEW.name`, data).result).toEqual([{ first: 'foo' }]);
  });

  it('may write to another collection, where the document must exist', () => {
    const query = 'FOR u IN users UPDATE u WITH {status: 1} IN backup';

    expect(errorOf(query, {}, store())).toBe(1202);
    const result = run(`${query} OPTIONS {ignoreErrors: true} RETURN NEW._key`, store());
    expect(result).toMatchObject({ result: ['john'], writesExecuted: 1, writesIgnored: 1 });
    expect(result).toMatchObject({ collectionsRead: ['users'], collectionsWritten: ['backup'] });
  });

  it('read everything before they write', () => {
    const data = store();
    run('FOR u IN users LET n = LENGTH(FOR o IN users FILTER o.logins > 4 RETURN 1) UPDATE u WITH {logins: 10 * n} IN users', data); // prettier-ignore

    expect(logins(data)).toEqual([['john', 10], ['mary', 10]]); // prettier-ignore
  });

  it('compare revisions where that is asked', () => {
    const update = 'UPDATE {_key: "john", _rev: "old"} WITH {logins: 2} IN users OPTIONS';

    expect(errorOf(`${update} {ignoreRevs: false}`, {}, store())).toBe(1200);
    expect(errorOf(`${update} {ignoreRevs: true}`, {}, store())).toBeNull();
  });
});

describe('REMOVE', () => {
  it('removes by key or document and gives what was there', () => {
    const data = store();

    expect(run('REMOVE "john" IN users RETURN OLD.logins', data).result).toEqual([1]);
    expect(run('FOR u IN users REMOVE u IN users RETURN OLD._key', data).result).toEqual(['mary']);
    expect(data.count('users')).toBe(0);
    expect(errorOf('REMOVE "john" IN users', {}, data)).toBe(1202);
  });
});

describe('UPSERT', () => {
  const upsert = `UPSERT {name: @name} INSERT {name: @name, logins: 1} UPDATE {logins: OLD.logins + 1} IN users
    RETURN {logins: NEW.logins, type: OLD ? "update" : "insert"}`;

  it('inserts what it does not find and updates what it finds', () => {
    const data = store();

    expect(run(upsert, data, { name: 'superuser' }).result).toEqual([{ logins: 1, type: 'insert' }]);
    expect(run(upsert, data, { name: 'superuser' }).result).toEqual([{ logins: 2, type: 'update' }]);
    expect(data.count('users')).toBe(3);
  });

  it('sees the documents that it has just inserted', () => {
    const query =
      'FOR i IN [1, 1, 2] UPSERT {value: i} INSERT {value: i, n: 1} UPDATE {n: OLD.n + 1} IN numbers RETURN NEW.n';

    expect(run(query, store()).result).toEqual([1, 2, 1]);
  });

  it('replaces, and finds by the key or by a condition', () => {
    const replace = 'INSERT {_key: "new"} REPLACE {logins: 0} IN users RETURN [NEW._key, NEW.logins, NEW.active]';

    expect(run(`UPSERT {_key: "mary"} ${replace}`, store()).result).toEqual([['mary', 0, null]]);
    expect(run(`UPSERT {_key: "nobody"} ${replace}`, store()).result).toEqual([['new', null, null]]);
    expect(run(`UPSERT FILTER CURRENT.logins > 4 ${replace}`, store()).result).toEqual([['mary', 0, null]]);
  });

  it('matches every attribute of its example', () => {
    const query = 'UPSERT {active: true, logins: 1} INSERT {} UPDATE {} IN users RETURN OLD._key';

    expect(run(query, store()).result).toEqual([null]);
  });
});

describe('after a write', () => {
  it.each([
    ['reading the collection', 'INSERT {} INTO users FOR u IN users RETURN u'],
    ['reading it in a subquery', 'INSERT {} INTO users LET n = (FOR u IN users RETURN u) RETURN n'],
    ['counting it', 'INSERT {} INTO users RETURN LENGTH(users)'],
    ['writing to it again', 'INSERT {} INTO users UPDATE "john" WITH {} IN users'],
    ['looking documents up', 'INSERT {} INTO users RETURN DOCUMENT("backup/john")'],
  ])('%s is error 1579', (_what, query) => {
    expect(errorOf(query, {}, store())).toBe(1579);
  });

  it('a filter may hold one in a subquery', () => {
    const query =
      'FOR u IN users FILTER u._key == FIRST(INSERT {_key: u._key} INTO numbers RETURN NEW._key) RETURN u.logins';

    expect(run(query, store()).result).toEqual([1, 5]);
  });

  it('another collection may be read and written', () => {
    const query = 'FOR u IN users REMOVE u IN users INSERT OLD INTO numbers FOR b IN backup RETURN [NEW._key, b._key]';

    expect(run(query, store()).result).toEqual([['john', 'john'], ['mary', 'john']]); // prettier-ignore
  });
});

describe('a write', () => {
  it.each([
    ['INSERT 5 INTO users', 1227],
    ['UPDATE {logins: 1} IN users', 1226],
    ['INSERT {} INTO nowhere', 1203],
    ['INSERT {} INTO users OPTIONS {overwritemode: "ignore"}', 1539],
    ['INSERT {} INTO users OPTIONS {overwriteMode: "ignroe"}', 1539],
    ['FOR u IN users INSERT {} INTO numbers OPTIONS {keepNull: u.active}', 1575],
    ['UPDATE "john" WITH {} IN users OPTIONS {versionAttribute: "v"}', 1501],
    ['UPSERT {[@a]: 1} INSERT {} UPDATE {} IN users', 1501],
    ['INSERT {} INTO users RETURN OLD', 1203],
  ])('is refused: %s', (query, errorNum) => {
    expect(errorOf(query, query.includes('@a') ? { a: 'x' } : {}, store())).toBe(errorNum);
  });
});
