/** Functions that look documents up or take their identifiers apart (functions/miscellaneous and document-object). */
import { ArangoFault, type ArangoObject, type ArangoValue } from '../../values.js';
import type { Compilation } from '../compilation.js';
import { attributeOf, isArray } from '../order.js';
import { type AqlFunction, define, type FunctionContext } from './function.js';

export interface Identifier {
  readonly collection: string;
  readonly key: string;
}

/** Returns the parts of `collection/key`, or of a document's `_id`; null where there are none. */
export function identifierOf(value: ArangoValue): Identifier | null {
  const id = typeof value === 'string' ? value : attributeOf(value, '_id');
  const [, collection, key] = (typeof id === 'string' ? /^([^/]+)\/([^/]+)$/.exec(id) : null) ?? [];
  return collection === undefined || key === undefined ? null : { collection, key };
}

/** Returns a document by its identifier; null where there is none, also where there is no such collection. */
export function documentOf({ collection, key }: Identifier, compilation: Compilation): ArangoObject | null {
  try {
    const document = compilation.data.document(collection, key);
    compilation.read.add(collection);
    compilation.counters.scanned += 1;
    return document;
  } catch (error) {
    if (error instanceof ArangoFault && error.errorNum === 1203) return null;
    throw error;
  }
}

/** A key stands for a document of the collection; an identifier of another collection finds nothing. */
function identifierIn(collection: string | null, value: ArangoValue): Identifier | null {
  if (collection === null) return identifierOf(value);
  if (typeof value !== 'string') return null;
  const identifier = value.includes('/') ? identifierOf(value) : { collection, key: value };
  return identifier?.collection === collection ? identifier : null;
}

function documentCall(args: readonly ArangoValue[], { compilation }: FunctionContext): ArangoValue {
  const [first = null, second] = args;
  if (second !== undefined && typeof first !== 'string') return null;
  const collection = second !== undefined && typeof first === 'string' ? first : null;
  const find = (value: ArangoValue): ArangoObject | null => {
    const identifier = identifierIn(collection, value);
    return identifier === null ? null : documentOf(identifier, compilation);
  };
  const wanted = second ?? (args.length === 1 ? first : null);
  return isArray(wanted) ? wanted.map(find).filter((each) => each !== null) : find(wanted);
}

export const documentFunctions: Readonly<Record<string, AqlFunction>> = {
  DOCUMENT: { least: 1, most: 2, call: documentCall },
  PARSE_IDENTIFIER: define(1, 1, (value) => {
    const identifier = identifierOf(value);
    return identifier === null ? null : { ...identifier };
  }),
  PARSE_KEY: define(1, 1, (value) => identifierOf(value)?.key ?? null),
  PARSE_COLLECTION: define(1, 1, (value) => identifierOf(value)?.collection ?? null),
  // With a bare name it never gets here: the compiler counts then.
  COLLECTION_COUNT: {
    least: 1,
    most: 1,
    call: ([name = null], { compilation }) => {
      if (typeof name !== 'string') return null;
      compilation.read.add(name);
      return compilation.data.count(name);
    },
  },
};
