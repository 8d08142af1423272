/** Finds documents by the value of an attribute; built when first asked for, kept up to date afterwards. */
import type { ArangoObject, ArangoValue } from './values.js';

/** Returns a text that is the same for equal values and differs otherwise; null and missing are equal, as in AQL. */
export function identityOf(value: ArangoValue | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return `s${value}`;
  if (typeof value !== 'object') return `${typeof value === 'boolean' ? 'b' : 'n'}${value}`;
  if (Array.isArray(value)) return `[${(value as readonly ArangoValue[]).map(identityOf).join('\u0000')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${name}\u0001${identityOf((value as ArangoObject)[name])}`).join('\u0000')}}`;
}

/** Returns a text attribute of a document; empty where it is none. */
export function textAt(document: ArangoObject, name: string): string {
  const value = document[name];
  return typeof value === 'string' ? value : '';
}

/** Returns the value at a path such as `geo.lat`; undefined where there is none. */
export function attributeAt(document: ArangoObject, path: string): ArangoValue | undefined {
  if (!path.includes('.')) return document[path];
  let value: ArangoValue | undefined = document;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as ArangoObject)[name];
  }
  return value;
}

/** Keys of documents by the value of one attribute. */
export class Lookup {
  readonly #keys = new Map<string, Set<string>>();

  constructor(
    readonly attribute: string,
    documents: Iterable<ArangoObject>,
  ) {
    for (const document of documents) this.add(document);
  }

  /** Keys in the order in which the documents came to have the value. */
  keysOf(value: ArangoValue): Iterable<string> {
    return this.#keys.get(identityOf(value)) ?? [];
  }

  add(document: ArangoObject): void {
    const identity = identityOf(attributeAt(document, this.attribute));
    const keys = this.#keys.get(identity);
    const key = textAt(document, '_key');
    if (keys) keys.add(key);
    else this.#keys.set(identity, new Set([key]));
  }

  remove(document: ArangoObject): void {
    const identity = identityOf(attributeAt(document, this.attribute));
    const keys = this.#keys.get(identity);
    keys?.delete(textAt(document, '_key'));
    if (keys?.size === 0) this.#keys.delete(identity);
  }
}
