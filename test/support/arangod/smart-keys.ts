/**
 * Keys in a SmartGraph: `<value>:<rest>` of a vertex, `<from value>:<rest>:<to value>` of an edge, where the values are
 * those of the smartGraphAttribute (docs-hugo 3.12, develop/error-codes.md 4001 and 4003; the project's facts page).
 */
import type { ArangoValue } from './values.js';

/** Returns the smart value in a vertex key; null when the key has none. */
export function smartValueOfKey(key: ArangoValue | undefined): string | null {
  if (typeof key !== 'string') return null;
  const colon = key.indexOf(':');
  return colon > 0 ? key.slice(0, colon) : null;
}

/** Returns the smart value in a document handle such as `Device/c695ea905f74:device1`; null when it has none. */
export function smartValueOfHandle(handle: ArangoValue | undefined): string | null {
  if (typeof handle !== 'string') return null;
  return smartValueOfKey(handle.slice(handle.indexOf('/') + 1));
}

/** Whether a key is one that an edge between the two values may have. */
export function isSmartEdgeKey(key: string, from: string, to: string): boolean {
  return key.length > from.length + to.length + 2 && key.startsWith(`${from}:`) && key.endsWith(`:${to}`);
}
