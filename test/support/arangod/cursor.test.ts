// Queries to the Coordinator double through the real driver: batches, retries, errors, and numbers that must stay exact.
import { aql, Database } from 'arangojs';
import { afterEach, describe, expect, it } from 'vitest';

import { type Arangod, startArangod } from './arangod.js';

const running: Arangod[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((arangod) => arangod.close()));
});

/** A database with five books, numbered from 1. */
async function startWithBooks(): Promise<{ arangod: Arangod; db: Database }> {
  const arangod = await startArangod();
  running.push(arangod);
  const db = new Database({ url: arangod.url });
  const book = await db.createCollection('Book', { numberOfShards: 3 });
  await book.saveAll([1, 2, 3, 4, 5].map((number) => ({ _key: `b${number}`, number })));
  return { arangod, db };
}

const byNumber = 'FOR book IN Book SORT book.number RETURN book.number';

describe('a query', () => {
  it('comes in batches, and its cursor is gone after the last', async () => {
    const { arangod, db } = await startWithBooks();

    const cursor = await db.query(byNumber, {}, { batchSize: 2, count: true });

    expect(cursor.count).toBe(5);
    expect(arangod.openCursors).toHaveLength(1);
    expect(await cursor.all()).toEqual([1, 2, 3, 4, 5]);
    expect(arangod.openCursors).toEqual([]);
  });

  it('gives no cursor when one batch holds everything', async () => {
    const { arangod, db } = await startWithBooks();

    const cursor = await db.query(byNumber);

    expect(cursor.id).toBeUndefined();
    expect(arangod.requests.filter(({ path }) => path.startsWith('/_api/cursor'))).toHaveLength(1);
  });

  it('hands out its last batch again when retries are allowed', async () => {
    const { arangod, db } = await startWithBooks();
    const { id = '' } = await db.query(byNumber, {}, { batchSize: 3, allowRetry: true });
    const ask = (batch: number): Promise<unknown> =>
      db.request({ method: 'POST', pathname: `/_api/cursor/${id}/${batch}` });

    expect(await ask(2)).toMatchObject({ result: [4, 5], hasMore: false });
    expect(await ask(2)).toMatchObject({ result: [4, 5], hasMore: false });
    await expect(ask(1)).rejects.toMatchObject({ code: 404, errorNum: 1600 });
    expect(arangod.openCursors).toHaveLength(1);
  });

  it('is over when its cursor is deleted', async () => {
    const { arangod, db } = await startWithBooks();
    const cursor = await db.query(byNumber, {}, { batchSize: 2 });

    await cursor.kill();

    expect(arangod.openCursors).toEqual([]);
    const asking = db.request({ method: 'PUT', pathname: `/_api/cursor/${cursor.id ?? ''}` });
    await expect(asking).rejects.toMatchObject({ code: 404, errorNum: 1600 });
  });

  it('fails for a collection that there is not, a bind parameter that is missing, and bad syntax', async () => {
    const { db } = await startWithBooks();

    await expect(db.query('FOR x IN Nothing RETURN x')).rejects.toMatchObject({ code: 404, errorNum: 1203 });
    await expect(db.query('RETURN @x')).rejects.toMatchObject({ code: 400, errorNum: 1551 });
    await expect(db.query('RETURN RETURN')).rejects.toMatchObject({ code: 400, errorNum: 1501 });
  });

  it('gives the full count, and counts what it writes', async () => {
    const { db } = await startWithBooks();

    const page = await db.query(aql`FOR b IN Book LIMIT 2 RETURN b`, { fullCount: true });
    const writing = await db.query('FOR b IN Book FILTER b.number > @x UPDATE b WITH { old: true } IN Book', { x: 3 });

    expect(page.extra.stats).toMatchObject({ fullCount: 5 });
    expect(writing.extra.stats).toMatchObject({ writesExecuted: 2 });
    expect(await db.collection('Book').document('b5')).toMatchObject({ old: true, number: 5 });
  });

  it('answers with every digit of an integer of 64 bits', async () => {
    const { arangod, db } = await startWithBooks();
    await db.collection('Book').import('{"_key":"n","expired":9223372036854775807}', { type: 'documents' });
    const query = 'FOR b IN Book FILTER b.expired == 9223372036854775807 RETURN b.expired';

    const response = await fetch(`${arangod.url}/_api/cursor`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('root:')}` },
      body: JSON.stringify({ query }),
    });

    expect(await response.text()).toContain('"result":[9223372036854775807]');
  });
});
