/** Canonical JSON and its hash: what names topologies and plans, and what makes "the same bytes" checkable. */
import { createHash } from 'node:crypto';

import type { Paused } from './turns.js';

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

/** Items of a long list that are written before other work gets its turn: a few ms. */
const itemsInOneTurn = 250;

/** Gives what `canonicalJson` returns, with pauses within long lists. */
export function* canonicalJsonInTurns(value: unknown): Paused<string> {
  if (Array.isArray(value)) {
    const texts: string[] = [];
    for (const [index, item] of value.entries()) {
      if (index > 0 && index % itemsInOneTurn === 0) yield;
      texts.push(value.length > itemsInOneTurn ? canonicalJson(item) : yield* canonicalJsonInTurns(item));
    }
    return `[${texts.join(',')}]`;
  }
  if (value === null || typeof value !== 'object') return canonicalJson(value);
  const texts: string[] = [];
  for (const [name, item] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (item !== undefined) texts.push(`${JSON.stringify(name)}:${yield* canonicalJsonInTurns(item)}`);
  }
  return `{${texts.join(',')}}`;
}

/** Returns the sha-256 of a text, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
