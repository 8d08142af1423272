/** Documents in the data file: read by key, by edge, along edges, by tenant and time, and one by one as they are stored. */
import { mapInTurns, nextTurn } from '../../base/turns.js';
import { InvalidCursorError } from '../../errors/errors.js';
import { type AssetDocument, type AssetKind, assetKinds, NEVER_EXPIRES } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';
import { partsOfPosition, requireLimit } from '../limits.js';
import type { AssetStore, EdgeRequest, ScannedDocument, ScanPage, ScanRequest, VertexRef, Walk } from '../port.js';
import { assetPages } from './asset-pages.js';
import { type Database, inSlices } from './database.js';
import { vertexId } from './document-rows.js';
import { importDocuments } from './imports.js';

/** Index entries that one statement counts. */
const countedAtOnce = 20_000;

/** Edges of one vertex, or ends of one walk; the port says so. */
const maxFound = 1000;

/** Returns the document part of the store. */
export function assetStore(database: Database): Omit<AssetStore, 'documentsVersion'> {
  return {
    importDocuments: (tenantKey, documents) => importDocuments(database, tenantKey, documents),
    countDocuments: (tenantKeys) => mapInTurns(tenantKeys, 1, (key) => countTenant(database, key)),
    assetPages: (requests) => assetPages(database, requests),
    documentsByRef: (refs) => inSlices(refs, (slice) => documentsOf(database, slice)),
    edges: (requests) => inSlices(requests, (slice) => edgesOf(database, slice)),
    walk: (walk) => inSlices(walk.starts, (starts) => walkFrom(database, { ...walk, starts })),
    scanDocuments: (request) => scanDocuments(database, request),
  };
}

/** The place of the question in the list that the statement was given, and a document that answers it. */
interface FoundRow {
  readonly at: bigint;
  readonly body: string;
}

/** A tenant's documents are those imported for it; another tenant's prefix in a key leads to that other tenant. */
function documentsOf(database: Database, refs: readonly VertexRef[]): readonly (AssetDocument | null)[] {
  const questions = refs.map(({ kind, key }) => [key.split(':', 1)[0], assetKinds.indexOf(kind), key]);
  // Written as cross joins so that SQLite takes the tables in this order: one look-up for each question.
  const rows = database.rows<FoundRow>(
    `select q.key as at, d.body from json_each(?) q
     cross join tenant t on t.key = q.value ->> 0
     cross join document d on d.tenant = t.id and d.kind = q.value ->> 1 and d.key = q.value ->> 2`,
    JSON.stringify(questions),
  );
  const bodies = new Map(rows.map(({ at, body }) => [Number(at), body]));
  return refs.map(({ kind }, at) => {
    const body = bodies.get(at);
    return body === undefined ? null : { kind, fields: decodeDocument(body) };
  });
}

/** One statement for each direction. */
function edgesOf(database: Database, requests: readonly EdgeRequest[]): readonly (readonly AssetDocument[])[] {
  const found = requests.map((): AssetDocument[] => []);
  for (const direction of ['OUT', 'IN'] as const) {
    const asked = requests.flatMap((request, at) => (request.direction === direction ? [{ ...request, at }] : []));
    if (asked.length === 0) continue;
    const rows = database.rows<FoundRow>(
      `select at, body from (
         select q.value ->> 0 as at, d.body, row_number() over (partition by q.key order by d.key) as n
         from json_each(?) q cross join document d on d.${endsOf(direction).near} = q.value ->> 1 and d.kind = q.value ->> 2)
       where n <= ${maxFound} order by at, n`,
      JSON.stringify(
        asked.map(({ at, kind, vertex }) => [at, vertexId(vertex.kind, vertex.key), assetKinds.indexOf(kind)]),
      ),
    );
    for (const { at, body } of rows) {
      const request = requests[Number(at)];
      if (request) found[Number(at)]?.push({ kind: request.kind, fields: decodeDocument(body) });
    }
  }
  return found;
}

/** The columns of an edge for the vertex that one comes from and the one that one goes to. */
function endsOf(direction: 'OUT' | 'IN'): { readonly near: string; readonly far: string } {
  return direction === 'OUT' ? { near: 'from_id', far: 'to_id' } : { near: 'to_id', far: 'from_id' };
}

/** All steps in one statement, over the ends that edges are found by: no document on the way is read. */
function walkFrom(database: Database, walk: Walk): readonly (readonly AssetDocument[])[] {
  const last = walk.steps.at(-1);
  if (!last) throw new RangeError('A walk has at least one step');
  const kind = walk.found === 'EDGES' ? last.edge : last.to;
  const rows = database.rows<FoundRow>(
    walkStatement(walk),
    JSON.stringify(walk.starts.map((start) => vertexId(start.kind, start.key))),
  );
  const found = walk.starts.map(() => new Map<unknown, AssetDocument>());
  for (const { at, body } of rows) {
    const document = { kind, fields: decodeDocument(body) };
    found[Number(at)]?.set(document.fields._key, document);
  }
  return found.map((documents) => [...documents.values()]);
}

function walkStatement({ steps, found }: Walk): string {
  let tables = 'json_each(?) q';
  let vertex = 'q.value';
  for (const [at, { edge, direction, to }] of steps.entries()) {
    const { near, far } = endsOf(direction);
    tables += `
      cross join document e${at} on e${at}.${near} = ${vertex} and e${at}.kind = ${assetKinds.indexOf(edge)}
        and e${at}.${far} glob '${assetKinds.indexOf(to)}/*'`;
    vertex = `e${at}.${far}`;
  }
  const edge = `e${steps.length - 1}`;
  if (found !== 'EDGES') {
    const kind = assetKinds.indexOf(steps.at(-1)?.to ?? 'Device');
    const start = `${kind}/`.length + 1;
    tables += `
      cross join tenant t on t.key = substr(${vertex}, ${start}, instr(${vertex}, ':') - ${start})
      cross join document v on v.tenant = t.id and v.kind = ${kind} and v.key = substr(${vertex}, ${start})`;
    if (found === 'CURRENT') tables += ` and v.expired = ${NEVER_EXPIRES}`;
  }
  const order = steps.map((_, at) => `e${at}.key`).join(', ');
  return `select at, body from (
      select q.key as at, ${found === 'EDGES' ? edge : 'v'}.body,
        row_number() over (partition by q.key order by ${order}) as n
      from ${tables})
    where n <= ${maxFound} order by at, n`;
}

async function countTenant(database: Database, key: string): Promise<Readonly<Record<AssetKind, number>>> {
  const tenant = database.row<{ id: bigint }>('select id from tenant where key = ?', key);
  const counts = Object.fromEntries(assetKinds.map((kind) => [kind, 0])) as Record<AssetKind, number>;
  if (!tenant) return counts;
  for (const kind of assetKinds) counts[kind] = await countKind(database, tenant.id, assetKinds.indexOf(kind));
  return counts;
}

async function countKind(database: Database, tenant: bigint, kind: number): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const slice = database.row<{ n: bigint; last: string | null }>(
      `select count(*) as n, max(key) as last from (
         select key from document where tenant = ? and kind = ? and key > ? order by key limit ${countedAtOnce})`,
      ...[tenant, kind, after],
    );
    count += Number(slice?.n ?? 0n);
    if (!slice?.last || slice.n < BigInt(countedAtOnce)) return count;
    after = slice.last;
    await nextTurn();
  }
}

const greatestScan = 5000;

/** Documents read in one turn of the event loop: a few milliseconds. */
const sliceDocuments = 500;

/** After which document to go on; kind and key are empty at the start of a tenant. */
interface Position {
  readonly tenantKey: string;
  readonly kind: number;
  readonly key: string;
}

interface ScanRow {
  readonly kind: bigint;
  readonly key: string;
  readonly group_id: string;
  readonly body: string;
}

/** Returns the next documents. Throws an InvalidCursorError for a position that no scan gave out. */
async function scanDocuments(database: Database, request: ScanRequest): Promise<ScanPage> {
  requireLimit(request.limit, greatestScan);
  const start = request.after === null ? null : parsePosition(request.after);
  const documents: ScannedDocument[] = [];
  let position: Position | null = start ?? firstTenant(database, request.tenantKey, '');
  while (position && documents.length < request.limit) {
    const limit: number = Math.min(sliceDocuments, request.limit - documents.length);
    const rows = readSlice(database, position, limit);
    for (const row of rows) documents.push(scannedOf(position.tenantKey, row));
    position = nextPosition(database, request.tenantKey, position, rows, limit);
    await nextTurn();
  }
  return { documents, next: position && JSON.stringify([position.tenantKey, position.kind, position.key]) };
}

function readSlice(database: Database, { tenantKey, kind, key }: Position, limit: number): readonly ScanRow[] {
  return database.rows<ScanRow>(
    `select d.kind, d.key, g.group_id, d.body from document d join shard_group g on g.id = d.shard_group
     where d.tenant = (select id from tenant where key = ?) and (d.kind, d.key) > (?, ?)
     order by d.kind, d.key limit ?`,
    ...[tenantKey, kind, key, limit],
  );
}

function nextPosition(
  database: Database,
  only: string | null,
  { tenantKey }: Position,
  rows: readonly ScanRow[],
  limit: number,
): Position | null {
  const last = rows.at(-1);
  if (last && rows.length === limit) return { tenantKey, kind: Number(last.kind), key: last.key };
  return only === null ? firstTenant(database, null, tenantKey) : null;
}

/** Returns the start of the only tenant, or of the first one after a key; null when there is none. */
function firstTenant(database: Database, only: string | null, after: string): Position | null {
  const row =
    only === null
      ? database.row<{ key: string }>('select key from tenant where key > ? order by key limit 1', after)
      : database.row<{ key: string }>('select key from tenant where key = ?', only);
  return row && { tenantKey: row.key, kind: 0, key: '' };
}

function scannedOf(tenantKey: string, row: ScanRow): ScannedDocument {
  const kind = assetKinds[Number(row.kind)];
  if (!kind) throw new RangeError(`There is no kind of document with number ${row.kind}`);
  return { kind, tenantKey, groupId: row.group_id, fields: decodeDocument(row.body) };
}

function parsePosition(text: string): Position {
  const [tenantKey, kind, key] = partsOfPosition(text);
  if (typeof tenantKey !== 'string' || typeof kind !== 'number' || typeof key !== 'string') {
    throw new InvalidCursorError();
  }
  return { tenantKey, kind, key };
}
