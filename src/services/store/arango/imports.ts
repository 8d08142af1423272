/**
 * Stores documents of one tenant in bulk: a request for each collection, some at the same time, vertices before the
 * edges between them. Documents that are there already stay as they are, so that an import can be
 * repeated.
 */
import { nextTurn } from '../../base/turns.js';
import { UnknownTenantError } from '../../errors/errors.js';
import {
  type AssetDocument,
  type AssetKind,
  assetKinds,
  isEdgeKind,
  type NamingConvention,
} from '../../model/asset.js';
import { encodeDocument } from '../../model/document-json.js';
import type { ImportOutcome } from '../port.js';
import type { ArangoClient } from './client.js';
import { collectionOf, ownCollections } from './names.js';
import { leaseMs, type StoreParts } from './parts.js';
import { figuresOf, measureTenant, tenantByKey, type TenantDocument, type TenantFigures } from './tenant-documents.js';

/** Documents in one call: 1.5 MB, small enough for memory and large enough that requests do not cost more than data. */
export const greatestImport = 5000;

/** Documents encoded before other work gets its turn: a millisecond or two. */
const encodedInOneTurn = 500;

interface ImportAnswer {
  readonly created: number;
  readonly errors: number;
  readonly ignored: number;
}

/** The documents of one collection, as one text. */
interface Batch {
  readonly kind: AssetKind;
  readonly lines: string[];
  bytes: number;
}

/**
 * Stores documents and keeps the tenant's figures in step. Throws UnknownTenantError when there is no such tenant or it
 * is being removed, a RangeError when there are too many documents or one without `_key`; nothing is stored then.
 */
export async function importDocuments(
  parts: StoreParts,
  tenantKey: string,
  documents: readonly AssetDocument[],
): Promise<ImportOutcome> {
  if (documents.length > greatestImport) {
    throw new RangeError(`One import takes at most ${greatestImport} documents, but got ${documents.length}`);
  }
  const nameless = documents.find(({ fields }) => typeof fields._key !== 'string');
  if (nameless) throw new RangeError(`A document of ${nameless.kind} has no _key`);
  const batches = await batchesOf(documents);
  return parts.turns.take(tenantKey, async () => {
    const tenant = await tenantByKey(parts.client, tenantKey);
    if (!tenant || tenant.status === 'REMOVING') throw new UnknownTenantError(tenantKey);
    if (documents.length === 0) return { inserted: 0, ignored: 0, bytes: 0n };
    const answers = [
      ...(await store(parts.client, tenant, batches, false)),
      ...(await store(parts.client, tenant, batches, true)),
    ];
    const figures = answers.some(({ isCertain }) => !isCertain)
      ? await measureTenant(parts.client, tenant.naming, tenantKey)
      : added(tenant, batches);
    await keepFigures(parts, tenantKey, figures);
    parts.changes.happened();
    const inserted = figures.documents - tenant.documents;
    return { inserted, ignored: documents.length - inserted, bytes: BigInt(figures.bytes - tenant.bytes) };
  });
}

async function batchesOf(documents: readonly AssetDocument[]): Promise<readonly Batch[]> {
  const byKind = new Map<AssetKind, Batch>();
  let encoded = 0;
  for (const { kind, fields } of documents) {
    const text = encodeDocument(fields);
    const batch = byKind.get(kind) ?? { kind, lines: [], bytes: 0 };
    batch.lines.push(text);
    batch.bytes += Buffer.byteLength(text);
    byKind.set(kind, batch);
    if (++encoded % encodedInOneTurn === 0) await nextTurn();
  }
  return assetKinds.flatMap((kind) => byKind.get(kind) ?? []);
}

/** An import is certain when every document is known to be new and to have been asked for once. */
interface Stored {
  readonly isCertain: boolean;
}

/** Rejects when all requests have ended: whoever clears up after a failure must not be overtaken by one of them. */
async function store(
  client: ArangoClient,
  { naming }: TenantDocument,
  batches: readonly Batch[],
  edges: boolean,
): Promise<readonly Stored[]> {
  const wanted = batches.filter(({ kind }) => isEdgeKind(kind) === edges);
  const results = await Promise.allSettled(wanted.map((batch) => storeBatch(client, naming, batch)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function storeBatch(client: ArangoClient, naming: NamingConvention, { kind, lines }: Batch): Promise<Stored> {
  const collection = collectionOf(naming, kind);
  const { value, attempts } = await client.ask<ImportAnswer>({
    method: 'POST',
    path: '/_api/import',
    search: { collection, type: 'documents', onDuplicate: 'ignore', complete: true },
    body: lines.join('\n'),
    isRepeatable: true,
  });
  if (value.errors > 0) throw new RangeError(`${value.errors} documents of ${collection} were refused`);
  return { isCertain: attempts === 1 && value.created === lines.length };
}

function added(tenant: TenantFigures, batches: readonly Batch[]): TenantFigures {
  const counts = { ...tenant.documentsByKind };
  let { bytes } = tenant;
  for (const batch of batches) {
    counts[batch.kind] += batch.lines.length;
    bytes += batch.bytes;
  }
  return figuresOf(counts, bytes);
}

/**
 * Whole figures and no increments: a lost answer may be asked for again. Figures only grow while a tenant is added, so
 * a request that arrives late does not take back what a later one has written.
 */
async function keepFigures({ client, process }: StoreParts, key: string, figures: TenantFigures): Promise<void> {
  const [kept] = await client.query<string>(
    `FOR t IN @@tenants FILTER t._key == @key AND t.status != "REMOVING"
       UPDATE t WITH MERGE(
         t.documents <= @figures.documents ? @figures : {},
         t.status == "CREATING" ? { holder: { process: @process, until: DATE_NOW() + @lease } } : {})
       IN @@tenants OPTIONS { mergeObjects: false } RETURN NEW._key`,
    { '@tenants': ownCollections.tenants, key, figures, process, lease: leaseMs },
  );
  // Somebody began to remove it meanwhile: what was stored goes with the rest, because removal counts what is there.
  if (kept === undefined) throw new UnknownTenantError(key);
}
