/** Documents, one or many (docs-hugo 3.12, develop/http-api/documents.md). */
import type { WriteOptions, Written } from '../aql/data.js';
import { asDocument } from '../document-rules.js';
import { badHandle, badParameter, conflict, unknownDocument } from '../errors.js';
import type { Reply, Request } from '../exchange.js';
import { textAt } from '../lookup.js';
import type { Route } from '../router.js';
import { ArangoFault, type ArangoObject, type ArangoValue } from '../values.js';

const one = '/_api/document/:collection/:key';
const many = '/_api/document/:collection';

export const documentRoutes: readonly Route[] = [
  { method: 'GET', path: one, need: 'READ', handle: get },
  { method: 'HEAD', path: one, need: 'READ', handle: get },
  { method: 'POST', path: many, need: 'WRITE', handle: insert },
  { method: 'PUT', path: one, need: 'WRITE', handle: (request) => change(request, 'replace') },
  { method: 'PATCH', path: one, need: 'WRITE', handle: (request) => change(request, 'update') },
  { method: 'DELETE', path: one, need: 'WRITE', handle: (request) => change(request, 'remove') },
  { method: 'PUT', path: many, need: 'WRITE', handle: (request) => getOrReplaceMany(request) },
  { method: 'PATCH', path: many, need: 'WRITE', handle: (request) => changeMany(request, 'update') },
  { method: 'DELETE', path: many, need: 'WRITE', handle: (request) => changeMany(request, 'remove') },
];

type Change = 'replace' | 'update' | 'remove';

function get(request: Request): Reply {
  const document = request.database.document(request.parameter(0), request.parameter(1));
  if (!document) throw unknownDocument();
  const etag = { Etag: `"${textAt(document, '_rev')}"` };
  const known = quoted(request.headers['if-none-match']);
  if (known !== null && known === document._rev) return { status: 304, body: undefined, headers: etag };
  assertRevision(request, document);
  return { status: 200, body: document, headers: etag };
}

function insert(request: Request): Reply {
  const options = writeOptions(request);
  const name = request.parameter(0);
  return each(request, request.json(), (given) => request.database.insert(name, asDocument(given), options));
}

function change(request: Request, kind: Change): Reply {
  const [name, key] = [request.parameter(0), request.parameter(1)];
  const before = request.database.document(name, key);
  if (before) assertRevision(request, before);
  else throw unknownDocument();
  const body = kind === 'remove' ? {} : asDocument(request.json());
  const written = request.database[kind](name, key, body, writeOptions(request));
  return reply(request, describe(request, written), written);
}

/** PUT with onlyget reads many documents (documents.md, "Get multiple documents"); else it replaces them. */
function getOrReplaceMany(request: Request): Reply {
  if (!request.flag('onlyget')) return changeMany(request, 'replace');
  const results = listOf(request).map((selector) => {
    const document = request.database.document(request.parameter(0), keyOf(request, selector));
    return document ?? errorOf(unknownDocument());
  });
  return { status: 200, body: results };
}

function changeMany(request: Request, kind: Change): Reply {
  const options = writeOptions(request);
  return each(request, listOf(request), (selector) => {
    const body = typeof selector === 'string' ? {} : asDocument(selector);
    return request.database[kind](request.parameter(0), keyOf(request, selector), body, options);
  });
}

/** Writes one document, or one after the other: each has its own answer, and errors are counted in a header. */
function each(request: Request, given: ArangoValue, write: (value: ArangoValue) => Written): Reply {
  if (!Array.isArray(given)) {
    const written = write(given);
    return reply(request, describe(request, written), written);
  }
  const errors = new Map<number, number>();
  const results = (given as readonly ArangoValue[]).map((value) => {
    try {
      return describe(request, write(value));
    } catch (error) {
      // A shard that cannot be written to or an unknown collection is an error of the whole request.
      if (!(error instanceof ArangoFault) || error.code >= 500 || error.errorNum === 1203) throw error;
      errors.set(error.errorNum, (errors.get(error.errorNum) ?? 0) + 1);
      return errorOf(error);
    }
  });
  const body = request.flag('silent') ? results.filter((result) => result.error === true) : results;
  const codes: Record<string, string> =
    errors.size === 0 ? {} : { 'X-Arango-Error-Codes': JSON.stringify(Object.fromEntries(errors)) };
  return { status: statusOf(request), body: request.flag('silent') && body.length === 0 ? {} : body, headers: codes };
}

function reply(request: Request, body: ArangoObject, { after, before }: Written): Reply {
  const etag = { Etag: `"${textAt(after ?? before ?? {}, '_rev')}"` };
  return { status: statusOf(request), body: request.flag('silent') ? {} : body, headers: etag };
}

/** 201 and 200 when the answer waited for the disk, 202 when it did not. */
function statusOf(request: Request): number {
  if (!request.flag('waitForSync')) return 202;
  return request.method === 'DELETE' ? 200 : 201;
}

function describe(request: Request, { before, after, ignored }: Written): ArangoObject {
  const { _id = null, _key = null, _rev = null } = after ?? before ?? {};
  return {
    _id,
    _key,
    _rev,
    ...(before && after && !ignored ? { _oldRev: before._rev ?? null } : {}),
    ...(request.flag('returnNew') && after && !ignored ? { new: after } : {}),
    ...(request.flag('returnOld') && before && !ignored ? { old: before } : {}),
  };
}

function errorOf(fault: ArangoFault): ArangoObject {
  return { error: true, errorNum: fault.errorNum, errorMessage: fault.message };
}

function listOf(request: Request): readonly ArangoValue[] {
  const body = request.json();
  if (!Array.isArray(body)) throw badParameter('expecting a JSON array');
  return body as readonly ArangoValue[];
}

/** A selector of many: a key, a handle, or an object with `_key` or `_id`. */
function keyOf(request: Request, selector: ArangoValue): string {
  const text =
    typeof selector === 'object' && selector !== null
      ? ((selector as ArangoObject)._key ?? (selector as ArangoObject)._id)
      : selector;
  if (typeof text !== 'string') throw badHandle();
  const slash = text.indexOf('/');
  if (slash < 0) return text;
  if (text.slice(0, slash) !== request.parameter(0)) throw badHandle();
  return text.slice(slash + 1);
}

/** The options under their names in the query of the URL. */
function writeOptions(request: Request): WriteOptions {
  const mode = request.query.get('overwriteMode');
  const isOverwrite = request.flag('overwrite');
  const known = ['ignore', 'replace', 'update', 'conflict'] as const;
  const overwriteMode = known.find((each) => each === mode) ?? (isOverwrite ? 'replace' : 'conflict');
  return {
    overwriteMode,
    keepNull: request.flag('keepNull', true),
    mergeObjects: request.flag('mergeObjects', true),
    ignoreRevs: request.flag('ignoreRevs', true),
  };
}

/** Throws 1200 when the request wants another revision; the header may hold it with or without quotes. */
function assertRevision(request: Request, document: ArangoObject): void {
  const wanted = quoted(request.headers['if-match']);
  if (wanted !== null && wanted !== document._rev) throw conflict();
}

function quoted(header: string | undefined): string | null {
  return header === undefined ? null : header.replace(/^"(.*)"$/, '$1');
}
