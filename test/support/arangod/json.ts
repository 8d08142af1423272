/** JSON text to values as ArangoDB reads it and back, exact for integers of 64 bits, quick enough for imports. */
import { parse } from 'lossless-json';

import type { ArangoObject, ArangoValue } from './values.js';

/** Up to here in absolute value every integer is a JavaScript number exactly. */
const greatestExact = 2n ** 53n;
const int64Least = -(2n ** 63n);
const uint64Greatest = 2n ** 64n - 1n;

/** 2^53 has 16 digits: a text without so long a run of digits has no integer that a number cannot hold. */
const longDigitRun = /\d{16}/;

const integerText = /^-?\d+$/;

/** What JSON must escape in a string: quote, backslash, control characters, and surrogates, which may stand alone. */
// eslint-disable-next-line no-control-regex -- control characters are what the test is about
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * Returns the value of a JSON text. Integers beyond 2^53 in absolute value become bigints; those that neither int64 nor
 * uint64 hold, fractions and exponents become numbers (doubles). Throws SyntaxError where the text is not JSON.
 */
export function parseArangoJson(text: string): ArangoValue {
  if (!longDigitRun.test(text)) return JSON.parse(text) as ArangoValue;
  return parse(text, null, { parseNumber: parseArangoNumber }) as ArangoValue;
}

/** Returns the value of the text of a JSON number, by the rules of `parseArangoJson`. */
export function parseArangoNumber(text: string): number | bigint {
  if (text.length < 16 || !integerText.test(text)) return Number(text);
  return fromInteger(BigInt(text));
}

/** Returns an integer as a value: a bigint only where a number would not be exact, a double beyond 64 bits. */
export function fromInteger(value: bigint): number | bigint {
  const isSmall = value <= greatestExact && value >= -greatestExact;
  return isSmall || value > uint64Greatest || value < int64Least ? Number(value) : value;
}

/** Returns a value as JSON text without white space; bigints with all their digits, NaN and Infinity as null. */
export function writeArangoJson(value: ArangoValue): string {
  switch (typeof value) {
    case 'string':
      return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : writeComposite(value);
  }
}

function writeComposite(value: ArangoObject | readonly ArangoValue[]): string {
  if (isArray(value)) return `[${value.map(writeArangoJson).join(',')}]`;
  let text = '';
  for (const [name, each] of Object.entries(value)) {
    text += `${text === '' ? '' : ','}${writeArangoJson(name)}:${writeArangoJson(each)}`;
  }
  return `{${text}}`;
}

/** Array.isArray does not narrow readonly arrays. */
function isArray(value: ArangoValue): value is readonly ArangoValue[] {
  return Array.isArray(value);
}
