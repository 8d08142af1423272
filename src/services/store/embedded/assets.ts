/** Documents in the data file: read by key, by edge, by tenant and time, and one by one for checks. */
import { mapInTurns, nextTurn } from '../../base/turns.js';
import { type AssetDocument, type AssetKind, assetKinds } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';
import type { AssetStore, EdgeRequest, VertexRef } from '../port.js';
import { assetPage } from './asset-pages.js';
import type { Database } from './database.js';
import { vertexId } from './document-rows.js';
import { importDocuments } from './imports.js';
import { scanDocuments } from './scan.js';

/** Look-ups that answer within a millisecond or so together. */
const lookUpsInOneTurn = 50;

/** Index entries that one statement counts. */
const countedAtOnce = 20_000;

const maxEdges = 1000;

/** Returns the document part of the store. */
export function assetStore(database: Database): AssetStore {
  return {
    importDocuments: (tenantKey, documents) => importDocuments(database, tenantKey, documents),
    countDocuments: (tenantKeys) => mapInTurns(tenantKeys, 1, (key) => countTenant(database, key)),
    assetPages: (requests) => mapInTurns(requests, 5, (request) => assetPage(database, request)),
    documentsByRef: (refs) => mapInTurns(refs, lookUpsInOneTurn, (ref) => documentByRef(database, ref)),
    edges: (requests) => mapInTurns(requests, lookUpsInOneTurn, (request) => edgesAt(database, request)),
    scanDocuments: (request) => scanDocuments(database, request),
  };
}

/** A tenant's documents are those imported for it; another tenant's prefix in a key leads to that other tenant. */
function documentByRef(database: Database, { kind, key }: VertexRef): AssetDocument | null {
  const [tenantKey = ''] = key.split(':', 1);
  const row = database.row<{ body: string }>(
    `select body from document
     where tenant = (select id from tenant where key = ?) and kind = ? and key = ?`,
    ...[tenantKey, assetKinds.indexOf(kind), key],
  );
  return row && { kind, fields: decodeDocument(row.body) };
}

function edgesAt(database: Database, { kind, vertex, direction }: EdgeRequest): readonly AssetDocument[] {
  return database
    .rows<{ body: string }>(
      `select body from document where ${direction === 'OUT' ? 'from_id' : 'to_id'} = ? and kind = ?
       order by key limit ${maxEdges}`,
      ...[vertexId(vertex.kind, vertex.key), assetKinds.indexOf(kind)],
    )
    .map(({ body }) => ({ kind, fields: decodeDocument(body) }));
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
