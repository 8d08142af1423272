/** Turns expressions into functions of a row. */
import type { ArangoObject, ArangoValue } from '../values.js';
import type { BinaryOperator, Expression } from './ast.js';
import { arithmetic, negated, toBool, toInteger, toText } from './casts.js';
import type { Compilation, Compiled, Row } from './compilation.js';
import { compileCall } from './compile-call.js';
import { compileExpansion } from './compile-expansion.js';
import { queryFault } from './faults.js';
import { rangeOf } from './lists.js';
import { attributeOf, compare, contains, equals, isArray, isObject } from './order.js';
import { likePattern, regexPattern } from './patterns.js';

const noSlots: ReadonlySet<number> = new Set();

/** Throws the faults of names, bind parameters and functions that are wrong whatever the data. */
export function compileExpression(expression: Expression, compilation: Compilation): Compiled {
  const compiled = (part: Expression): Compiled => compileExpression(part, compilation);
  switch (expression.kind) {
    case 'literal':
      return constant(expression.value);
    case 'bind':
      return constant(compilation.bindValue(expression.name));
    case 'name':
    case 'collectionBind':
      return compileName(expression, compilation);
    case 'array':
      return combine(expression.items.map(compiled), (...values) => values);
    case 'object':
      return compileObject(expression.entries.map(({ key, value }) => [compiled(key), compiled(value)]));
    case 'attribute': {
      const { name } = expression;
      return combine([compiled(expression.of)], (of = null) => attributeOf(of, name));
    }
    case 'bindAttribute':
      return compileBindAttribute(compiled(expression.of), expression.bind, compilation);
    case 'index':
      return combine([compiled(expression.of), compiled(expression.index)], (of = null, index = null) => at(of, index));
    case 'expansion':
      return compileExpansion(expression, compilation, compiled);
    case 'unary':
      return compileUnary(expression.operator, compiled(expression.operand));
    case 'binary':
      return compileBinary(expression.operator, compiled(expression.left), compiled(expression.right));
    case 'quantified':
      return compileQuantified(expression, compiled);
    case 'ternary':
      return compileTernary(expression, compiled);
    case 'call':
      return compileCall(expression, compilation, compiled);
    case 'subquery':
      return compileSubquery(expression, compilation);
  }
}

/** Returns an expression of a value that no row changes. */
export function constant(value: ArangoValue): Compiled {
  return { evaluate: () => value, reads: noSlots, isConstant: true };
}

/** Returns an expression that applies a function to the values of its parts. */
export function combine(
  parts: readonly Compiled[],
  apply: (...values: readonly ArangoValue[]) => ArangoValue,
): Compiled {
  const [first, second] = parts;
  const evaluate = (row: Row): ArangoValue => {
    // Nearly all have one or two parts, and no array need be made for them.
    if (parts.length === 1 && first !== undefined) return apply(first.evaluate(row));
    if (parts.length === 2 && first !== undefined && second !== undefined) {
      return apply(first.evaluate(row), second.evaluate(row));
    }
    return apply(...parts.map((part) => part.evaluate(row)));
  };
  return { evaluate, reads: readsOf(parts), isConstant: false };
}

export function readsOf(parts: readonly Compiled[]): ReadonlySet<number> {
  return new Set(parts.flatMap(({ reads }) => [...reads]));
}

function compileName(
  expression: Extract<Expression, { name: string; kind: 'name' | 'collectionBind' }>,
  compilation: Compilation,
): Compiled {
  const slot = expression.kind === 'name' ? compilation.slotOf(expression.name) : null;
  if (slot !== null) return { evaluate: (row) => row[slot] ?? null, reads: new Set([slot]), isConstant: false };
  // A name that is no variable is a collection for ArangoDB: 1203 where there is none, else out of place.
  const name = compilation.collectionName(expression);
  throw queryFault(1568, `collection '${name}' used as expression operand (while parsing)`);
}

function compileObject(entries: readonly (readonly [Compiled, Compiled])[]): Compiled {
  const evaluate = (row: Row): ArangoObject => {
    const object: Record<string, ArangoValue> = {};
    for (const [key, value] of entries) {
      object[toText(key.evaluate(row))] = value.evaluate(row);
    }
    return object;
  };
  return { evaluate, reads: readsOf(entries.flat()), isConstant: false };
}

/** `of.@bind`: a name, or an array of names for a path. */
function compileBindAttribute(of: Compiled, bind: string, compilation: Compilation): Compiled {
  const value = compilation.bindValue(bind);
  const path = isArray(value) ? value : [value];
  if (path.length === 0 || !path.every((name) => typeof name === 'string')) {
    throw queryFault(1553, `bind parameter '${bind}' has an invalid value or type (while parsing)`);
  }
  return combine([of], (from = null) => path.reduce(attributeOf, from));
}

function at(of: ArangoValue, index: ArangoValue): ArangoValue {
  if (isArray(of)) {
    const place = typeof index === 'string' && !/^-?\d+$/.test(index) ? NaN : toInteger(index);
    return of.at(place) ?? null;
  }
  if (!isObject(of)) return null;
  return typeof index === 'string' || typeof index === 'number' ? attributeOf(of, String(index)) : null;
}

function compileUnary(operator: 'NOT' | '+' | '-', operand: Compiled): Compiled {
  const apply = {
    NOT: (value: ArangoValue) => !toBool(value),
    '+': (value: ArangoValue) => arithmetic('+', 0, value, true),
    '-': negated,
  }[operator];
  return { ...combine([operand], (value = null) => apply(value)), isConstant: operand.isConstant };
}

function compileBinary(operator: BinaryOperator, left: Compiled, right: Compiled): Compiled {
  const reads = readsOf([left, right]);
  const isConstant = left.isConstant && right.isConstant;
  if (operator === 'AND' || operator === 'OR') {
    const evaluate = (row: Row): ArangoValue => {
      const value = left.evaluate(row);
      return toBool(value) === (operator === 'AND') ? right.evaluate(row) : value;
    };
    return { evaluate, reads, isConstant: false };
  }
  const compares = comparison(operator);
  if (compares !== null) return combine([left, right], (a = null, b = null) => compares(a, b));
  if (operator === '..') return combine([left, right], (from = null, to = null) => [...rangeOf(from, to)]);
  return { ...combine([left, right], (a = null, b = null) => arithmetic(operator, a, b, isConstant)), isConstant };
}

/** Returns what a comparison operator does, null for an operator of another sort. */
function comparison(operator: BinaryOperator): ((left: ArangoValue, right: ArangoValue) => boolean) | null {
  switch (operator) {
    case '==':
      return equals;
    case '!=':
      return (left, right) => !equals(left, right);
    case '<':
      return (left, right) => compare(left, right) < 0;
    case '<=':
      return (left, right) => compare(left, right) <= 0;
    case '>':
      return (left, right) => compare(left, right) > 0;
    case '>=':
      return (left, right) => compare(left, right) >= 0;
    case 'IN':
      return isIn;
    case 'NOT IN':
      return (left, right) => !isIn(left, right);
    default:
      return matching(operator);
  }
}

function isIn(value: ArangoValue, list: ArangoValue): boolean {
  return isArray(list) && contains(list, value);
}

function matching(operator: BinaryOperator): ((left: ArangoValue, right: ArangoValue) => boolean) | null {
  const matches = (text: ArangoValue, pattern: ArangoValue): boolean => {
    if (typeof text !== 'string' || typeof pattern !== 'string') return false;
    const expression = operator.endsWith('LIKE') ? likePattern(pattern) : regexPattern(pattern);
    return expression?.test(text) ?? false;
  };
  if (operator === 'LIKE' || operator === '=~') return matches;
  return operator === 'NOT LIKE' || operator === '!~' ? (text, pattern) => !matches(text, pattern) : null;
}

/** A left operand that is no array makes the whole false. */
function compileQuantified(
  expression: Extract<Expression, { kind: 'quantified' }>,
  compiled: (part: Expression) => Compiled,
): Compiled {
  const compares = comparison(expression.operator) ?? equals;
  const least = expression.least === null ? [] : [compiled(expression.least)];
  const parts = [compiled(expression.left), compiled(expression.right), ...least];
  return combine(parts, (left = null, right = null, needed = null) => {
    if (!isArray(left)) return false;
    const count = left.filter((each) => compares(each, right)).length;
    if (expression.quantifier === 'ALL') return count === left.length;
    if (expression.quantifier === 'NONE') return count === 0;
    return count >= (expression.quantifier === 'ANY' ? 1 : toInteger(needed));
  });
}

function compileTernary(
  { condition, then, otherwise }: Extract<Expression, { kind: 'ternary' }>,
  compiled: (part: Expression) => Compiled,
): Compiled {
  const test = compiled(condition);
  const yes = then === null ? null : compiled(then);
  const no = compiled(otherwise);
  const evaluate = (row: Row): ArangoValue => {
    const value = test.evaluate(row);
    if (!toBool(value)) return no.evaluate(row);
    return yes === null ? value : yes.evaluate(row);
  };
  return { evaluate, reads: readsOf(yes === null ? [test, no] : [test, yes, no]), isConstant: false };
}

/** A subquery may read any variable around it, so it counts as reading all of them. */
function compileSubquery({ query }: Extract<Expression, { kind: 'subquery' }>, compilation: Compilation): Compiled {
  const around = compilation.newSlot();
  const run = compilation.compileQuery(query, compilation);
  const reads = new Set(Array.from({ length: around }, (_each, slot) => slot));
  return { evaluate: (row) => [...run(row)], reads, isConstant: false };
}
