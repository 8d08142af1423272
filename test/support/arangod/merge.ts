/** Partial updates as ArangoDB does them (docs-hugo 3.12, develop/http-api/documents.md, "Update a document"). */
import type { ArangoObject, ArangoValue } from './values.js';

/** Returns `before` with the attributes of the patch. By default nulls are kept and objects merged, both at every depth. */
export function mergeInto(
  before: ArangoObject,
  patch: ArangoObject,
  options: { readonly keepNull?: boolean; readonly mergeObjects?: boolean },
): ArangoObject {
  const after: Record<string, ArangoValue> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const old = after[name];
    if (value === null && options.keepNull === false) Reflect.deleteProperty(after, name);
    else if (options.mergeObjects !== false && isObject(value) && isObject(old)) {
      after[name] = mergeInto(old, value, options);
    } else after[name] = value;
  }
  return after;
}

function isObject(value: ArangoValue | undefined): value is ArangoObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
