/** Canonical JSON and its hash: what names topologies and plans, and what makes "the same bytes" checkable. */
import { createHash } from 'node:crypto';

/**
 * Returns the value as JSON with sorted property names, no white space, and bigints as their decimal digits (a JSON
 * number). Properties whose value is undefined are left out. Same value, same text, whatever the order of insertion.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Returns the sha-256 of a text, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
