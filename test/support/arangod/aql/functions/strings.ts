/** Functions that make strings of strings (functions/string in ArangoDB's documentation); characters are code points. */
import { createHash } from 'node:crypto';

import { parseArangoJson, writeArangoJson } from '../../json.js';
import type { ArangoValue } from '../../values.js';
import { charactersOf, toInteger, toText } from '../casts.js';
import { isArray } from '../order.js';
import { type AqlFunction, define, defineMany } from './function.js';

const white = '\r\n \t';

function onText(apply: (text: string) => ArangoValue): AqlFunction {
  return define(1, 1, (value) => apply(toText(value)));
}

/** Nulls are left out; a single array stands for its elements. */
function joined(separator: string, args: readonly ArangoValue[]): string {
  const [first = null] = args;
  const parts = args.length === 1 && isArray(first) ? first : args;
  return parts
    .filter((part) => part !== null)
    .map(toText)
    .join(separator);
}

function substring(text: string, offset: ArangoValue, count: ArangoValue | undefined): string {
  const characters = charactersOf(text);
  const start = toInteger(offset);
  const from = start < 0 ? Math.max(0, characters.length + start) : start;
  return characters.slice(from, count === undefined ? undefined : from + Math.max(0, toInteger(count))).join('');
}

function split(text: string, separator: ArangoValue | undefined, limit: ArangoValue | undefined): ArangoValue {
  if (separator === undefined) return [text];
  const separators = (isArray(separator) ? separator : [separator]).map(toText);
  const pattern = new RegExp(separators.map(escaped).join('|'), 'u');
  return text.split(pattern, limit === undefined ? undefined : toInteger(limit));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function trimmed(text: string, characters: string, atStart: boolean, atEnd: boolean): string {
  const all = charactersOf(text);
  let [start, end] = [0, all.length];
  while (atStart && start < end && characters.includes(all[start] ?? '')) start += 1;
  while (atEnd && end > start && characters.includes(all[end - 1] ?? '')) end -= 1;
  return all.slice(start, end).join('');
}

/** The second argument of TRIM is a number for the side, or the characters. */
function trim(value: ArangoValue, how: ArangoValue | undefined): string {
  if (typeof how === 'string') return trimmed(toText(value), how, true, true);
  const side = how === undefined ? 0 : toInteger(how);
  return trimmed(toText(value), white, side !== 2, side !== 1);
}

function parsed(value: ArangoValue): ArangoValue {
  if (typeof value !== 'string') return null;
  try {
    return parseArangoJson(value);
  } catch {
    return null;
  }
}

function hash(algorithm: string): AqlFunction {
  return onText((text) => createHash(algorithm).update(text).digest('hex'));
}

export const stringFunctions: Readonly<Record<string, AqlFunction>> = {
  CONCAT: defineMany(1, (args) => joined('', args)),
  CONCAT_SEPARATOR: defineMany(2, ([separator = null, ...args]) => joined(toText(separator), args)),
  LOWER: onText((text) => text.toLowerCase()),
  UPPER: onText((text) => text.toUpperCase()),
  CHAR_LENGTH: onText((text) => charactersOf(text).length),
  SUBSTRING: define(2, 3, (value, offset = null, count) => substring(toText(value), offset, count)),
  LEFT: define(2, 2, (value, count = null) => substring(toText(value), 0, count)),
  RIGHT: define(2, 2, (value, count = null) => {
    const number = Math.max(0, toInteger(count));
    return number === 0 ? '' : substring(toText(value), -number, undefined);
  }),
  SPLIT: define(1, 3, (value, separator, limit) => split(toText(value), separator, limit)),
  TRIM: define(1, 2, trim),
  LTRIM: define(1, 2, (value, characters = white) => trimmed(toText(value), toText(characters), true, false)),
  RTRIM: define(1, 2, (value, characters = white) => trimmed(toText(value), toText(characters), false, true)),
  JSON_STRINGIFY: define(1, 1, writeArangoJson),
  JSON_PARSE: define(1, 1, parsed),
  TO_BASE64: onText((text) => Buffer.from(text).toString('base64')),
  TO_HEX: onText((text) => Buffer.from(text).toString('hex')),
  MD5: hash('md5'),
  SHA1: hash('sha1'),
  SHA256: hash('sha256'),
};
