/**
 * Snapshots, plans and reports: written once, read by id or newest first. A large one is cut: its pieces are there
 * before the document that makes it known.
 */
import { Assembly, type Slice, slicesOf } from '../../base/slices.js';
import { nextTurn } from '../../base/turns.js';
import type { RebalancePlan } from '../../model/plan.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import { headOf, type Snapshot, type SnapshotHead } from '../../model/topology.js';
import type { Page, PageRequest, RecordStore, StoredReport } from '../port.js';
import type { ArangoClient } from './client.js';
import { ownCollections } from './names.js';
import { newestFirst, readPage } from './pages.js';
import { Sequences, type StoreParts } from './parts.js';

type RecordCollection = typeof ownCollections.snapshots | typeof ownCollections.plans | typeof ownCollections.reports;

interface RecordDocument {
  readonly _key: string;
  readonly body: string;
  /** How many pieces follow. */
  readonly pieces: number;
}

/** Pieces of some 60 KB that are written in one request, or read in one. */
const piecesAtOnce = 20;

/** Returns the record part of the store. */
export function recordStore({ client, clock }: StoreParts): RecordStore {
  const sequences = new Sequences(clock);
  const save = (collection: RecordCollection, record: { readonly id: string }): Promise<void> =>
    write(client, collection, record, sequences.next());
  return {
    saveSnapshot: (snapshot) => save(ownCollections.snapshots, snapshot),
    snapshotsById: (ids) => byId<Snapshot>(client, ownCollections.snapshots, ids),
    snapshotPage: (page) =>
      // Large states are in pieces, which are not read.
      pageOf(client, ownCollections.snapshots, page, (documents) =>
        Promise.resolve(new Map(documents.map(({ _key, body }) => [_key, headOf(decodeStored(body) as SnapshotHead)]))),
      ),
    savePlan: (plan) => save(ownCollections.plans, plan),
    plansById: (ids) => byId<RebalancePlan>(client, ownCollections.plans, ids),
    async latestPlanId() {
      const [id] = await client.query<string>('FOR d IN @@c SORT d.sequence DESC LIMIT 1 RETURN d._key', {
        '@c': ownCollections.plans,
      });
      return id ?? null;
    },
    saveReport: (report) => save(ownCollections.reports, report),
    reportsById: (ids) => byId<StoredReport>(client, ownCollections.reports, ids),
    reportPage: (page) =>
      pageOf(
        client,
        ownCollections.reports,
        page,
        async (documents) =>
          (await assemble(client, ownCollections.reports, documents)) as ReadonlyMap<string, StoredReport>,
      ),
  };
}

async function write(
  client: ArangoClient,
  collection: RecordCollection,
  record: { readonly id: string },
  sequence: number,
): Promise<void> {
  const slices = slicesOf(record);
  const first = slices.next().value as Slice & { readonly value: unknown };
  const document = { _key: record.id, sequence, body: encodeStored(first.value) };
  let pieces: object[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    await insert(client, ownCollections.pieces, pieces);
    pieces = [];
  };
  for (const slice of slices) {
    pieces.push({
      _key: `${collection}:${record.id}:${count}`,
      record: `${collection}/${record.id}`,
      number: count,
      body: encodeStored(slice),
    });
    count += 1;
    if (pieces.length === piecesAtOnce) await flush();
    await nextTurn();
  }
  if (pieces.length > 0) await flush();
  await insert(client, collection, [{ ...document, pieces: count }]);
}

/** What is there already stays as it is. */
async function insert(client: ArangoClient, collection: string, documents: readonly object[]): Promise<void> {
  await client.query('FOR d IN @documents INSERT d INTO @@c OPTIONS { overwriteMode: "ignore" }', {
    '@c': collection,
    documents,
  });
}

async function byId<T>(
  client: ArangoClient,
  collection: RecordCollection,
  ids: readonly string[],
): Promise<(T | null)[]> {
  if (ids.length === 0) return [];
  const found = await client.query<RecordDocument>('FOR d IN @@c FILTER d._key IN @ids RETURN d', {
    '@c': collection,
    ids: [...new Set(ids)],
  });
  const whole = await assemble(client, collection, found);
  return ids.map((id) => (whole.get(id) as T | undefined) ?? null);
}

async function pageOf<T>(
  client: ArangoClient,
  collection: RecordCollection,
  page: PageRequest,
  read: (documents: readonly RecordDocument[]) => Promise<ReadonlyMap<string, T>>,
): Promise<Page<T>> {
  const list = { ...newestFirst, conditions: [], bindVars: {}, returned: 'd', itemOf: (row: RecordDocument) => row };
  const found = await readPage(client, collection, list, page);
  const whole = await read(found.items.map(({ item }) => item));
  return { ...found, items: found.items.map(({ item, position }) => ({ item: whole.get(item._key) as T, position })) };
}

/** Returns records by id, put together with their pieces. */
async function assemble(
  client: ArangoClient,
  collection: RecordCollection,
  documents: readonly RecordDocument[],
): Promise<ReadonlyMap<string, unknown>> {
  const assemblies = new Map(
    documents.map((document) => {
      const assembly = new Assembly();
      assembly.add({ at: [], value: decodeStored(document.body) });
      return [document._key, assembly] as const;
    }),
  );
  const cut = documents.filter(({ pieces }) => pieces > 0).map(({ _key }) => _key);
  if (cut.length > 0) await addPieces(client, collection, cut, assemblies);
  return new Map([...assemblies].map(([id, assembly]) => [id, assembly.whole]));
}

async function addPieces(
  client: ArangoClient,
  collection: RecordCollection,
  ids: readonly string[],
  assemblies: ReadonlyMap<string, Assembly>,
): Promise<void> {
  const stream = await client.stream<{ readonly record: string; readonly body: string }>(
    `FOR p IN @@pieces FILTER p.record IN @ids SORT p.record, p.number LIMIT @offset, @most
       RETURN { record: p.record, body: p.body }`,
    { '@pieces': ownCollections.pieces, ids: ids.map((id) => `${collection}/${id}`) },
    piecesAtOnce,
  );
  try {
    for (let batch = await stream.next(); batch !== null; batch = await stream.next()) {
      for (const { record, body } of batch) {
        assemblies.get(record.slice(collection.length + 1))?.add(decodeStored(body) as Slice);
        await nextTurn();
      }
    }
  } finally {
    await stream.kill();
  }
}
