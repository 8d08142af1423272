/**
 * Documents as JSON text and back without losing a digit. `expired` passes 2^53, so neither JSON.stringify (refuses
 * bigint) nor plain JSON.parse (rounds 9223372036854775807 to ...808) will do alone.
 */
import { parse as parseLossless } from 'lossless-json';

import { type FieldValue, NEVER_EXPIRES } from './asset.js';

/** What JSON must escape in a string: quote, backslash, control characters, and surrogates, which may stand alone. */
// eslint-disable-next-line no-control-regex -- control characters are what the test is about
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

/** An integer `expired` with its digits. A quote that no backslash precedes cannot lie inside a JSON string. */
const integerExpired = /(?<!\\)"expired"\s*:\s*(-?\d+)(?![\d.eE])/;

/** 2^53 has 16 digits: a text without so long a run of digits has no integer that a number cannot hold. */
const longDigitRun = /\d{16}/;

/** More than every second document ends with it, and turning a bigint into digits takes a while. */
const neverExpiresDigits = NEVER_EXPIRES.toString();

const integerText = /^-?\d+$/;

/** JSON texts of property names; documents share a few dozen, and one more for each tenant, hence the limit. */
const encodedNames = new Map<string, string>();
const encodedNamesLimit = 10_000;

/**
 * Returns the document as JSON text without white space, properties in their own order. A bigint is written as its
 * exact digits (a JSON number). A number that JSON cannot hold (NaN, Infinity) becomes null, as in JSON.stringify.
 */
export function encodeDocument(fields: Readonly<Record<string, FieldValue>>): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    text += (text === '' ? '{' : ',') + encodeName(name) + encodeValue(value);
  }
  return text === '' ? '{}' : text + '}';
}

/**
 * Returns the properties of a document's JSON text, in their order. Integers beyond 2^53 come back as bigint, an
 * integer `expired` always does; everything else is what JSON.parse gives. Throws a SyntaxError when the text is not
 * JSON or not an object.
 */
export function decodeDocument(text: string): Record<string, FieldValue> {
  const fields = parseFast(text) ?? asObject(parseLossless(text, null, exactNumber));
  const expired = fields.expired;
  if (typeof expired === 'number' && Number.isSafeInteger(expired)) fields.expired = BigInt(expired);
  return fields;
}

/**
 * Most documents have one long number at most, their own `expired`: JSON.parse reads those five times as fast as a
 * lossless parser. Returns null when there is another long number, or an `expired` further inside.
 */
function parseFast(text: string): Record<string, FieldValue> | null {
  const found = integerExpired.exec(text);
  if (found === null) return longDigitRun.test(text) ? null : asObject(JSON.parse(text));
  const [match, digits = ''] = found;
  if (longDigitRun.test(text.slice(0, found.index)) || longDigitRun.test(text.slice(found.index + match.length))) {
    return null;
  }
  const fields = asObject(JSON.parse(text));
  if (longDigitRun.test(digits)) {
    if (fields.expired !== Number(digits)) return null;
    fields.expired = BigInt(digits);
  }
  return fields;
}

function asObject(document: unknown): Record<string, FieldValue> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new SyntaxError('A document is a JSON object, but the text holds something else');
  }
  return document as Record<string, FieldValue>;
}

function encodeName(name: string): string {
  const known = encodedNames.get(name);
  if (known !== undefined) return known;
  const encoded = `${JSON.stringify(name)}:`;
  if (encodedNames.size >= encodedNamesLimit) encodedNames.clear();
  encodedNames.set(name, encoded);
  return encoded;
}

function encodeValue(value: FieldValue): string {
  if (typeof value === 'string') return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
  if (typeof value === 'number') return Number.isFinite(value) ? value.toString() : 'null';
  if (typeof value === 'bigint') return value === NEVER_EXPIRES ? neverExpiresDigits : value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return isList(value) ? `[${value.map(encodeValue).join(',')}]` : encodeDocument(value);
}

// Array.isArray does not narrow a readonly array out of a union.
function isList(value: object): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function exactNumber(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) || !integerText.test(digits) ? value : BigInt(digits);
}
