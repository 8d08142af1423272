/** Queries and their cursors (docs-hugo 3.12, develop/http-api/queries/aql-queries.md). */
import type { AqlData } from '../aql/data.js';
import { runAql } from '../aql/run.js';
import { type Batch, Cursor } from '../cursor.js';
import { badParameter, forbidden, unknownCursor } from '../errors.js';
import { answer, read, type Reply, type Request } from '../exchange.js';
import type { Route } from '../router.js';
import type { ArangoObject, ArangoValue } from '../values.js';
import { ArangoFault } from '../values.js';

export const cursorRoutes: readonly Route[] = [
  { method: 'POST', path: '/_api/cursor', need: 'READ', handle: create },
  { method: 'PUT', path: '/_api/cursor/:id', need: 'READ', handle: next },
  { method: 'POST', path: '/_api/cursor/:id', need: 'READ', handle: next },
  { method: 'POST', path: '/_api/cursor/:id/:batch', need: 'READ', handle: next },
  { method: 'DELETE', path: '/_api/cursor/:id', need: 'READ', handle: remove },
];

/** Documents per batch when the request does not say (aql-queries.md, `batchSize`). */
const defaultBatchSize = 1000;

function create(request: Request): Reply {
  const body = request.object();
  const query = read.text(body, 'query') ?? '';
  if (query.trim() === '') throw new ArangoFault(400, 1502, 'query is empty');
  const options = read.object(body, 'options');
  const batchSize = read.number(body, 'batchSize') ?? defaultBatchSize;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw badParameter('expecting non-zero value for batchSize');
  const isStreaming = read.flag(options, 'stream') ?? false;
  const facts = run(request, query, read.object(body, 'bindVars'), {
    // aql-queries.md: with `stream` there is neither a count nor a full count.
    isCounted: (read.flag(body, 'count') ?? false) && !isStreaming,
    isFullCounted: (read.flag(options, 'fullCount') ?? false) && !isStreaming,
  });
  const id = String(request.deployment.tick());
  const cursor = new Cursor(id, request.database.name, request.user, facts.rows, facts.facts, {
    batchSize,
    allowRetry: read.flag(options, 'allowRetry') ?? false,
  });
  const batch = cursor.batch(null);
  const isKept = batch.hasMore;
  if (isKept) request.deployment.cursors.set(id, cursor);
  return answer(201, describe(cursor, batch, isKept));
}

function run(
  request: Request,
  query: string,
  bindVars: ArangoObject,
  { isCounted, isFullCounted }: { readonly isCounted: boolean; readonly isFullCounted: boolean },
): { rows: readonly ArangoValue[]; facts: ArangoObject } {
  const data = request.level === 'rw' ? request.database : readOnly(request.database);
  const outcome = runAql(query, bindVars, data, { fullCount: isFullCounted, now: () => request.deployment.now() });
  const stats: ArangoObject = {
    writesExecuted: outcome.writesExecuted,
    writesIgnored: outcome.writesIgnored,
    documentLookups: 0,
    scannedFull: outcome.scanned,
    scannedIndex: 0,
    filtered: 0,
    httpRequests: 0,
    executionTime: 0,
    peakMemoryUsage: 0,
    ...(outcome.fullCount === null ? {} : { fullCount: outcome.fullCount }),
  };
  const count: ArangoObject = isCounted ? { count: outcome.result.length } : {};
  return { rows: outcome.result, facts: { ...count, extra: { stats, warnings: [] }, cached: false } };
}

function next(request: Request): Reply {
  const cursor = cursorOf(request);
  const batch = cursor.batch(request.parameters.length > 1 ? Number(request.parameter(1)) : null);
  if (cursor.isDone) request.deployment.cursors.delete(cursor.id);
  return answer(200, describe(cursor, batch, batch.hasMore || cursor.options.allowRetry));
}

function remove(request: Request): Reply {
  const { id } = cursorOf(request);
  request.deployment.cursors.delete(id);
  return answer(202, { id });
}

/** A cursor of this database and this user; throws 1600. */
function cursorOf(request: Request): Cursor {
  const cursor = request.deployment.cursors.get(request.parameter(0));
  if (cursor?.database !== request.database.name || cursor.user !== request.user) throw unknownCursor();
  return cursor;
}

function describe(cursor: Cursor, { result, hasMore, nextBatchId }: Batch, isKept: boolean): ArangoObject {
  const { id, facts } = cursor;
  return {
    result,
    hasMore,
    ...(isKept ? { id } : {}),
    ...(nextBatchId === null ? {} : { nextBatchId }),
    ...facts,
  };
}

/** The data of a database for who may only read: every write throws 403. */
function readOnly(data: AqlData): AqlData {
  const refuse = (): never => {
    throw forbidden();
  };
  return {
    documents: (collection) => data.documents(collection),
    documentsWhere: (collection, attribute, value) => data.documentsWhere(collection, attribute, value),
    document: (collection, key) => data.document(collection, key),
    count: (collection) => data.count(collection),
    graph: (name) => data.graph(name),
    insert: refuse,
    update: refuse,
    replace: refuse,
    remove: refuse,
  };
}
