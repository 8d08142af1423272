/**
 * Documents as JSON text and back without losing a digit. `expired` passes 2^53, so neither JSON.stringify (refuses
 * bigint) nor plain JSON.parse (rounds 9223372036854775807 to ...808) will do alone.
 */
import { parse as parseLossless } from 'lossless-json';

import { type FieldValue, NEVER_EXPIRES } from './asset.js';

/** What JSON must escape in a string: quote, backslash, control characters, and surrogates, which may stand alone. */
// eslint-disable-next-line no-control-regex -- control characters are what the test is about
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

/** How most documents end. A text with this end has it outside of strings and of other objects, or is not JSON. */
const neverAtEnd = `,"expired":${NEVER_EXPIRES}}`;

/** 2^53 has 16 digits: a text without so long a run of digits has no integer that a number cannot hold. */
const longDigitRun = /\d{16}/;

const integerText = /^-?\d+$/;

/**
 * Returns the document as JSON text without white space, properties in their own order. A bigint is written as its
 * exact digits (a JSON number). A number that JSON cannot hold (NaN, Infinity) becomes null, as in JSON.stringify.
 */
export function encodeDocument(fields: Readonly<Record<string, FieldValue>>): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) text += `,${encodeText(name)}:${encodeValue(value)}`;
  }
  return `{${text.slice(1)}}`;
}

/**
 * Returns the properties of a document's JSON text, in their order. Integers beyond 2^53 come back as bigint, an
 * integer `expired` always does; everything else is what JSON.parse gives. Throws a SyntaxError when the text is not
 * JSON or not an object.
 */
export function decodeDocument(text: string): Record<string, FieldValue> {
  const isNever = text.endsWith(neverAtEnd);
  // A lossless parser takes several times as long as JSON.parse, so only what needs it goes there.
  const needsLossless = longDigitRun.test(isNever ? text.slice(0, -neverAtEnd.length) : text);
  const fields = asObject(needsLossless ? parseLossless(text, null, exactNumber) : JSON.parse(text));
  const { expired } = fields;
  if (isNever) fields.expired = NEVER_EXPIRES;
  else if (Number.isSafeInteger(expired)) fields.expired = BigInt(expired as number);
  return fields;
}

function asObject(document: unknown): Record<string, FieldValue> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new SyntaxError('A document is a JSON object, but the text holds something else');
  }
  return document as Record<string, FieldValue>;
}

/** JSON.stringify takes several times as long as the test, and hardly any text needs it. */
function encodeText(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function encodeValue(value: FieldValue): string {
  if (typeof value === 'string') return encodeText(value);
  if (typeof value === 'bigint') return value.toString();
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
