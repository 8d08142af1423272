// The Coordinator double through the real driver: login, databases, collections, documents, imports and cursors.
import { Database } from 'arangojs';
import { afterEach, describe, expect, it } from 'vitest';

import { type Arangod, startArangod } from './arangod.js';
import type { ArangodOptions } from './options.js';

const never = '9223372036854775807';
const running: Arangod[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((arangod) => arangod.close()));
});

async function start(options: Partial<ArangodOptions> = {}): Promise<{ arangod: Arangod; system: Database }> {
  const arangod = await startArangod(options);
  running.push(arangod);
  return { arangod, system: new Database({ url: arangod.url }) };
}

const users = {
  root: { password: 'right', access: { '*': 'rw' } },
  reader: { password: 'r', access: { _system: 'none', books: 'ro' } },
} as const;

describe('login', () => {
  it('turns a wrong password away with 401 and error 11', async () => {
    const { arangod } = await start({ users });
    const db = new Database({ url: arangod.url, auth: { username: 'root', password: 'wrong' } });

    await expect(db.version()).rejects.toMatchObject({ code: 401, errorNum: 11 });
  });

  it('lets who may read a database read and not write', async () => {
    const { arangod } = await start({ users });
    const root = new Database({ url: arangod.url, auth: { username: 'root', password: 'right' } });
    const books = await root.createDatabase('books');
    await books.createCollection('Book');
    const reader = new Database({
      url: arangod.url,
      databaseName: 'books',
      auth: { username: 'reader', password: 'r' },
    });

    expect(await reader.collection('Book').count()).toMatchObject({ count: 0 });
    await expect(reader.collection('Book').save({})).rejects.toMatchObject({ code: 403, errorNum: 11 });
    await expect(reader.database('_system').collections()).rejects.toMatchObject({ code: 401, errorNum: 11 });
  });

  it('knows no database that was not created', async () => {
    const { system } = await start();

    await expect(system.database('nowhere').get()).rejects.toMatchObject({ code: 404, errorNum: 1228 });
  });
});

describe('a server', () => {
  it('says who it is', async () => {
    const { system } = await start({ version: '3.12.4', license: 'community' });

    expect(await system.version(true)).toMatchObject({ server: 'arango', version: '3.12.4', license: 'community' });
    expect(await system.request({ pathname: '/_admin/server/role' })).toMatchObject({ role: 'COORDINATOR' });
  });

  it('answers 404 for what it does not know', async () => {
    const { system } = await start();

    await expect(system.request({ pathname: '/_api/nothing' })).rejects.toMatchObject({ code: 404, errorNum: 404 });
  });

  it('logs requests without the database and the query', async () => {
    const { arangod, system } = await start();
    arangod.resetRequests();

    await system.collections(false);

    expect(arangod.requests).toEqual([{ method: 'GET', path: '/_api/collection', database: '_system', status: 200 }]);
  });
});

describe('collections', () => {
  it('keep their shards on as many servers as replicas are asked for', async () => {
    const { arangod, system } = await start();
    await system.createCollection('Book', { numberOfShards: 4, replicationFactor: 2, writeConcern: 2 });

    const shards = arangod.shards('_system').filter(({ collection }) => collection === 'Book');

    expect(shards.map(({ plan }) => new Set(plan).size)).toEqual([2, 2, 2, 2]);
    expect(await system.collection('Book').properties()).toMatchObject({ numberOfShards: 4, writeConcern: 2 });
  });

  it('are refused with a name in use, or more replicas than servers', async () => {
    const { system } = await start();
    await system.createCollection('Book');

    await expect(system.createCollection('Book')).rejects.toMatchObject({ code: 409, errorNum: 1207 });
    await expect(system.createCollection('B', { replicationFactor: 4 })).rejects.toMatchObject({ errorNum: 1487 });
    await expect(system.createCollection('B', { replicationFactor: 2, writeConcern: 3 })).rejects.toMatchObject({
      code: 400,
    });
  });

  it('allow a unique index in many shards only over the shard key', async () => {
    const { system } = await start();
    const book = await system.createCollection('Book', { numberOfShards: 3, shardKeys: ['isbn'] });

    await expect(book.ensureIndex({ type: 'persistent', fields: ['title'], unique: true })).rejects.toMatchObject({
      errorNum: 1470,
    });
    await book.ensureIndex({ type: 'persistent', fields: ['isbn'], unique: true });
    await book.save({ isbn: 1 });
    await expect(book.save({ isbn: 1 })).rejects.toMatchObject({ code: 409, errorNum: 1210 });
  });
});

describe('documents', () => {
  it('are changed only under the revision that is asked for', async () => {
    const { system } = await start();
    const book = await system.createCollection('Book');
    const { _rev } = await book.save({ _key: 'one', pages: { first: 1 } });
    await book.update('one', { pages: { last: 9 } }, { ifMatch: _rev });

    await expect(book.update('one', { title: 'x' }, { ifMatch: _rev })).rejects.toMatchObject({
      code: 412,
      errorNum: 1200,
    });
    expect(await book.document('one')).toMatchObject({ pages: { first: 1, last: 9 } });
    await expect(book.document('two')).rejects.toMatchObject({ code: 404, errorNum: 1202 });
  });

  it('are written many at a time, each with its own answer', async () => {
    const { system } = await start();
    const book = await system.createCollection('Book');

    const answers = await book.saveAll([{ _key: 'a' }, { _key: 'a' }, { _key: 'b c' }]);

    expect(answers).toMatchObject([{ _key: 'a' }, { errorNum: 1210 }, { errorNum: 1221 }]);
  });
});

describe('an import', () => {
  it('keeps integers of 64 bits exact', async () => {
    const { arangod, system } = await start();
    const book = await system.createCollection('Book');

    const counts = await book.import(`{"_key":"a","expired":${never}}\n\n{"_key":"b","expired":${never}}\n`, {
      type: 'documents',
    });

    expect(counts).toMatchObject({ created: 2, errors: 0, empty: 1, ignored: 0 });
    const login = { authorization: `Basic ${btoa('root:')}` };
    const text = await (await fetch(`${arangod.url}/_api/document/Book/b`, { headers: login })).text();
    expect(text).toContain(`"expired":${never}`);
  });

  it('ignores, replaces or counts as errors what is there already', async () => {
    const { system } = await start();
    const book = await system.createCollection('Book');
    await book.save({ _key: 'a', title: 'first' });

    const again = (onDuplicate: 'error' | 'ignore' | 'replace') =>
      book.import([{ _key: 'a', title: 'second' }], { onDuplicate });

    expect(await again('error')).toMatchObject({ created: 0, errors: 1 });
    expect(await again('ignore')).toMatchObject({ ignored: 1, errors: 0 });
    expect(await book.document('a')).toMatchObject({ title: 'first' });
    expect(await again('replace')).toMatchObject({ updated: 1 });
    expect(await book.document('a')).toMatchObject({ title: 'second' });
  });

  it('leaves nothing behind when it must be complete and is not', async () => {
    const { system } = await start();
    const book = await system.createCollection('Book');

    const importing = book.import([{ _key: 'a' }, { _key: 'a' }], { complete: true });

    await expect(importing).rejects.toMatchObject({ code: 409, errorNum: 1210 });
    expect(await book.count()).toMatchObject({ count: 0 });
  });
});
