/** Canonical JSON and its hash: what names topologies and plans, and what makes "the same bytes" checkable. */
import { createHash } from 'node:crypto';

import { inOneGo, type Paused } from './turns.js';

/** Items of a list that are written before other work gets its turn: a few ms. */
const itemsInOneTurn = 250;

/**
 * Returns the value as JSON with sorted property names, no white space, and bigints as their decimal digits (a JSON
 * number). Properties whose value is undefined are left out. Same value, same text, whatever the order of insertion.
 */
export function canonicalJson(value: unknown): string {
  return inOneGo(canonicalJsonWithPauses(value));
}

/** Gives the same text, with pauses within long lists. */
export function* canonicalJsonWithPauses(value: unknown): Paused<string> {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const texts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) {
      texts.push(yield* canonicalJsonWithPauses(item));
      if (texts.length % itemsInOneTurn === 0) yield;
    }
    return `[${texts.join(',')}]`;
  }
  for (const name of Object.keys(value).sort()) {
    const item = (value as Readonly<Record<string, unknown>>)[name];
    if (item !== undefined) texts.push(`${JSON.stringify(name)}:${yield* canonicalJsonWithPauses(item)}`);
  }
  return `{${texts.join(',')}}`;
}

/** Returns the sha-256 of a text, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
