/** Reads every document in the order of tenant, kind and key, exactly as it is stored. */
import { nextTurn } from '../../base/turns.js';
import { InvalidCursorError } from '../../errors/errors.js';
import { assetKinds } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';
import { requireLimit } from '../limits.js';
import type { ScannedDocument, ScanPage, ScanRequest } from '../port.js';
import type { Database } from './database.js';

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
export async function scanDocuments(database: Database, request: ScanRequest): Promise<ScanPage> {
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
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    throw new InvalidCursorError();
  }
  if (!Array.isArray(parts)) throw new InvalidCursorError();
  const [tenantKey, kind, key] = parts as unknown[];
  if (typeof tenantKey !== 'string' || typeof kind !== 'number' || typeof key !== 'string') {
    throw new InvalidCursorError();
  }
  return { tenantKey, kind, key };
}
