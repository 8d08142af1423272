/** Bulk import (docs-hugo 3.12, develop/http-api/import.md). */
import type { WriteOptions } from '../aql/data.js';
import { asDocument } from '../document-rules.js';
import { badParameter, corruptedJson } from '../errors.js';
import { answer, type Reply, type Request } from '../exchange.js';
import { parseArangoJson } from '../json.js';
import type { Route } from '../router.js';
import { ArangoFault, type ArangoObject, type ArangoValue } from '../values.js';

export const importRoutes: readonly Route[] = [
  { method: 'POST', path: '/_api/import', need: 'WRITE', handle: importDocuments },
];

const modes = { error: 'conflict', ignore: 'ignore', update: 'update', replace: 'replace' } as const;

/** A line of the body: its document, nothing, or what is wrong with it. */
type Line = { readonly document: ArangoValue } | { readonly problem: string } | null;

function importDocuments(request: Request): Reply {
  const name = request.query.get('collection');
  if (!name) throw badParameter("'collection' is missing, expecting /_api/import?collection=<identifier>");
  request.database.collection(name);
  const lines = linesOf(request);
  if (request.flag('overwrite')) request.database.truncate(name);
  const tally = request.flag('complete') ? importAll(request, name, lines) : importEach(request, name, lines);
  const { details, ...counts } = tally;
  return answer(201, { ...counts, ...(request.flag('details') ? { details } : {}) });
}

interface Tally {
  created: number;
  errors: number;
  empty: number;
  updated: number;
  ignored: number;
  readonly details: string[];
}

function importEach(request: Request, name: string, lines: Iterable<Line>): Tally {
  const tally: Tally = { created: 0, errors: 0, empty: 0, updated: 0, ignored: 0, details: [] };
  const options = optionsOf(request);
  let position = 0;
  for (const line of lines) {
    position += 1;
    try {
      importLine(request, name, line, options, tally);
    } catch (error) {
      if (!(error instanceof ArangoFault) || error.code >= 500) throw error;
      tally.errors += 1;
      if (request.flag('details'))
        tally.details.push(`at position ${position}: creating document failed with error '${error.message}'`);
    }
  }
  return tally;
}

/** All or nothing: what was there before is put back when a line fails. */
function importAll(request: Request, name: string, lines: Iterable<Line>): Tally {
  const collection = request.database.collection(name);
  const before = [...collection.all()];
  const tally: Tally = { created: 0, errors: 0, empty: 0, updated: 0, ignored: 0, details: [] };
  try {
    for (const line of lines) importLine(request, name, line, optionsOf(request), tally);
    return tally;
  } catch (error) {
    collection.clear();
    for (const document of before) collection.put(document);
    if (error instanceof ArangoFault && error.code === 400) throw new ArangoFault(500, error.errorNum, error.message);
    throw error;
  }
}

function importLine(request: Request, name: string, line: Line, options: WriteOptions, tally: Tally): void {
  if (line === null) {
    tally.empty += 1;
    return;
  }
  if ('problem' in line) throw corruptedJson(line.problem);
  const document = withPrefixes(request, asDocument(line.document));
  const written = request.database.insert(name, document, options);
  if (written.ignored) tally.ignored += 1;
  else if (written.before) tally.updated += 1;
  else tally.created += 1;
}

function optionsOf(request: Request): WriteOptions {
  const onDuplicate = request.query.get('onDuplicate') ?? 'error';
  if (!Object.hasOwn(modes, onDuplicate)) throw badParameter('invalid value for onDuplicate');
  return { overwriteMode: modes[onDuplicate as keyof typeof modes] };
}

function withPrefixes(request: Request, document: ArangoObject): ArangoObject {
  const changed: Record<string, ArangoValue> = { ...document };
  for (const [end, parameter] of [
    ['_from', 'fromPrefix'],
    ['_to', 'toPrefix'],
  ] as const) {
    const prefix = request.query.get(parameter);
    const value = document[end];
    if (prefix && typeof value === 'string' && !value.includes('/')) changed[end] = `${prefix}/${value}`;
  }
  return changed;
}

/** The lines of the body by its type; throws 400 for an unknown type and 600 for an array that is no JSON. */
function linesOf(request: Request): Iterable<Line> {
  const type = request.query.get('type') ?? '';
  const isArray = request.text.trimStart().startsWith('[');
  if (type === 'array' || type === 'list' || (type === 'auto' && isArray)) return arrayOf(request);
  if (type === 'documents' || type === 'auto') return textLines(request.text);
  if (type === '') return tableOf(request.text);
  throw badParameter("invalid value for 'type'");
}

function arrayOf(request: Request): Line[] {
  const body = request.json();
  if (!Array.isArray(body)) throw badParameter('expecting a JSON array in the request');
  return (body as readonly ArangoValue[]).map((document) => ({ document }));
}

function* textLines(text: string): Iterable<Line> {
  const lines = text.split('\n');
  // What follows the last line break is no line.
  if (lines.at(-1)?.trim() === '') lines.pop();
  for (const line of lines) yield lineOf(line);
}

function lineOf(line: string): Line {
  const text = line.trim();
  if (text === '') return null;
  try {
    return { document: parseArangoJson(text) };
  } catch {
    return { problem: `parse error in line: ${text.slice(0, 80)}` };
  }
}

/** A first line of names, then a line of values per document. */
function* tableOf(text: string): Iterable<Line> {
  let names: readonly ArangoValue[] | null = null;
  for (const line of textLines(text)) {
    if (line === null || 'problem' in line || !Array.isArray(line.document)) {
      yield line === null || 'problem' in line ? line : { problem: 'expecting an array' };
      continue;
    }
    const values = line.document as readonly ArangoValue[];
    if (names === null) names = values;
    else if (values.length !== names.length) yield { problem: 'wrong number of elements' };
    else
      yield {
        document: Object.fromEntries(
          names.map((name, at) => [typeof name === 'string' ? name : '', values[at] ?? null]),
        ),
      };
  }
}
