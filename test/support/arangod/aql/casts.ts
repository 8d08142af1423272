/** What AQL makes of a value where it needs another type (functions/type-check-and-cast), and its arithmetic. */
import { fromInteger, writeArangoJson } from '../json.js';
import type { ArangoValue } from '../values.js';
import type { BinaryOperator } from './ast.js';
import { isArray, isObject } from './order.js';

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const int64Least = -(2n ** 63n);
const int64Greatest = 2n ** 63n - 1n;

export function toBool(value: ArangoValue): boolean {
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** Returns a number as it is, and for all else the double that it stands for, 0 where it stands for none. */
export function toNumber(value: ArangoValue): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return numberText.test(value.trim()) ? Number(value) : 0;
  if (isArray(value) && value.length === 1) return toNumber(value[0] ?? null);
  return 0;
}

export function toDouble(value: ArangoValue): number {
  return Number(toNumber(value));
}

/** Returns the whole number of a value, cut off towards zero. */
export function toInteger(value: ArangoValue): number {
  return Math.trunc(toDouble(value));
}

/** Returns the empty string for null, arrays and objects as JSON. */
export function toText(value: ArangoValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : writeArangoJson(value);
}

/** Returns the characters of a text, which are code points in AQL (one of several code units in JavaScript). */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}

export function toArray(value: ArangoValue): readonly ArangoValue[] {
  if (isArray(value)) return value;
  if (isObject(value)) return Object.values(value);
  return value === null ? [] : [value];
}

/** Returns a double as a value: null where it is infinite or no number. */
export function fromDouble(value: number): ArangoValue {
  return Number.isFinite(value) ? value : null;
}

/**
 * Returns the result of + - * / %. ArangoDB computes in doubles while a query runs, so digits beyond 2^53 are lost; only
 * where both operands are constants (literals, bind parameters) it computes whole numbers exactly, as its optimizer does.
 */
export function arithmetic(
  operator: BinaryOperator,
  left: ArangoValue,
  right: ArangoValue,
  isConstant: boolean,
): ArangoValue {
  const exact = isConstant ? exactly(operator, toNumber(left), toNumber(right)) : null;
  return exact ?? inDoubles(operator, toDouble(left), toDouble(right));
}

function inDoubles(operator: BinaryOperator, left: number, right: number): ArangoValue {
  switch (operator) {
    case '+':
      return fromDouble(left + right);
    case '-':
      return fromDouble(left - right);
    case '*':
      return fromDouble(left * right);
    case '/':
      return fromDouble(left / right);
    default:
      return fromDouble(left % right);
  }
}

/** null where an operand or the result is not an integer of 64 bits. */
function exactly(operator: BinaryOperator, left: number | bigint, right: number | bigint): ArangoValue {
  if (!isInteger(left) || !isInteger(right)) return null;
  const [a, b] = [BigInt(left), BigInt(right)];
  if ((operator === '/' || operator === '%') && (b === 0n || (operator === '/' && a % b !== 0n))) return null;
  const results = { '+': () => a + b, '-': () => a - b, '*': () => a * b, '/': () => a / b, '%': () => a % b };
  const result = results[operator as keyof typeof results]();
  return result < int64Least || result > int64Greatest ? null : fromInteger(result);
}

/** A double above 2^53 is no integer for ArangoDB, which knows how it was written. */
function isInteger(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** Returns the negated number; an integer stays exact, also the smallest of int64, whose opposite is a literal uint64. */
export function negated(value: ArangoValue): ArangoValue {
  const number = toNumber(value);
  if (typeof number === 'bigint') return -number < int64Least ? -Number(number) : fromInteger(-number);
  return number === 0 ? 0 : -number;
}
