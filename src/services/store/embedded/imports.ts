/** Stores documents in bulk, each in the shard group that its own attribute value gives, and counts them. */
import { nextTurn } from '../../base/turns.js';
import type { AssetDocument } from '../../model/asset.js';
import { shardPosition } from '../../model/sharding.js';
import type { ImportOutcome } from '../port.js';
import { graphOf } from './cluster.js';
import type { Database } from './database.js';
import { attributeValueOf } from './document-rows.js';
import { requireTenant } from './import-job.js';
import { RowBatcher } from './insertion.js';
import type { TenantRow } from './tenant-rows.js';

/** Documents in one call: some 15 ms of work, half of them on the writer thread where there is one. */
export const greatestImport = 1000;

/** Rows made in one turn of the event loop: a millisecond or two. */
const rowsInOneTurn = 250;

/**
 * Stores documents of one tenant in one transaction. Documents whose key the tenant has already in that collection are
 * left as they are. Throws UnknownTenantError when there is no such tenant or it is being removed, a RangeError when
 * there are more than 1,000 documents or one without `_key`.
 */
export async function importDocuments(
  database: Database,
  tenantKey: string,
  documents: readonly AssetDocument[],
): Promise<ImportOutcome> {
  if (documents.length > greatestImport) {
    throw new RangeError(`One import takes at most ${greatestImport} documents, but got ${documents.length}`);
  }
  const tenant = requireTenant(database, tenantKey);
  const groups = groupsOf(database, tenant);
  const positionOf = positionFinder(groups.length);
  const batcher = new RowBatcher(groups);
  let made = 0;
  for (const document of documents) {
    batcher.add(positionOf(attributeValueOf(document, tenant.naming)), document);
    // Making the rows takes a part of the time of storing them: other work gets its turn in between.
    if (++made % rowsInOneTurn === 0) await nextTurn();
  }
  return database.storeImport({ tenantKey, documents: documents.length, batches: batcher.batches() });
}

/** Row ids of the tenant's shard groups by position. */
function groupsOf(database: Database, tenant: TenantRow): readonly bigint[] {
  const graph = graphOf(database, tenant.naming);
  return database
    .rows<{ id: bigint }>('select id from shard_group where graph = ? order by position', graph?.id ?? null)
    .map(({ id }) => id);
}

/** Returns a function from attribute value to position of the shard group, which remembers what it has found. */
function positionFinder(numberOfShards: number): (attributeValue: string) => number {
  const known = new Map<string, number>();
  return (attributeValue) => {
    let position = known.get(attributeValue);
    if (position === undefined) {
      position = shardPosition(attributeValue, numberOfShards);
      known.set(attributeValue, position);
    }
    return position;
  };
}
