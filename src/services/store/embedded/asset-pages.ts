/** Pages of one tenant's documents of one kind, as of now or of a point in time. */
import { foldCase } from '../../base/fold.js';
import { nextTurn } from '../../base/turns.js';
import { type AssetDocument, assetKinds, NEVER_EXPIRES } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';
import type { AssetPageRequest, Page } from '../port.js';
import type { Database, SqlValue } from './database.js';
import { type KeysetList, readPage } from './pages.js';

/** Index entries that one statement looks at while counting. */
const countedAtOnce = 20_000;

interface AssetRow {
  readonly key: string;
  readonly body: string;
}

interface Conditions {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Returns one page in the order of `_key`; empty when there is no such tenant. */
export async function assetPage(database: Database, request: AssetPageRequest): Promise<Page<AssetDocument>> {
  const tenant = database.row<{ id: bigint }>('select id from tenant where key = ?', request.tenantKey);
  // The kind stands in the text because SQLite chooses a partial index by what is written there.
  const from = `document where tenant = ? and kind = ${assetKinds.indexOf(request.kind)}`;
  const conditions = conditionsOf(request);
  const list: KeysetList<AssetRow, AssetDocument> = {
    columns: 'key, body',
    from: from + conditions.sql,
    values: [tenant?.id ?? null, ...conditions.values],
    keys: ['key'],
    descending: false,
    itemOf: (row) => ({ kind: request.kind, fields: decodeDocument(row.body) }),
    positionOf: (row) => row.key,
    keysOf: (position) => [position],
  };
  const total = await count(database, from, tenant?.id ?? null, conditions);
  return readPage(database, list, request.page, total);
}

/** Only Device and Software have versions that follow one another; the rest is there for good. */
function conditionsOf({ kind, filter, asOf }: AssetPageRequest): Conditions {
  let sql = '';
  const values: SqlValue[] = [];
  if (kind === 'Device' || kind === 'Software') {
    if (asOf === null) sql += ` and expired = ${NEVER_EXPIRES.toString()}`;
    else {
      sql += ' and created <= ? and expired > ?';
      values.push(asOf, asOf);
    }
  }
  if (filter.type != null) {
    sql += ' and type = ?';
    values.push(filter.type);
  }
  if (filter.nameContains != null) {
    sql += ' and instr(name, ?) > 0';
    values.push(foldCase(filter.nameContains));
  }
  return { sql, values };
}

/** Counts in slices of index entries, because a large tenant has some 100,000 versions of its Devices. */
async function count(database: Database, from: string, tenant: bigint | null, conditions: Conditions): Promise<number> {
  let total = 0;
  let after = '';
  for (;;) {
    const end = database.row<{ key: string }>(
      `select key from ${from} and key > ? order by key limit 1 offset ${countedAtOnce - 1}`,
      ...[tenant, after],
    );
    const upTo = end ? ' and key <= ?' : '';
    const slice = database.row<{ n: bigint }>(
      `select count(*) as n from ${from}${conditions.sql} and key > ?${upTo}`,
      ...[tenant, ...conditions.values, after, ...(end ? [end.key] : [])],
    );
    total += Number(slice?.n ?? 0n);
    if (!end) return total;
    after = end.key;
    await nextTurn();
  }
}
