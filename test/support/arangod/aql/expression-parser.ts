/** Reads expressions by the precedence of AQL's operators (aql/operators, "Operator precedence"). */
import type { BinaryOperator, Expression, Limit, ObjectEntry, Quantifier, Query } from './ast.js';
import { outsideSubset, parseFault } from './faults.js';
import { TokenReader } from './token-reader.js';

/** The higher, the tighter. IN stands between equality and order, the quantifiers just above AND. */
const precedences: Readonly<Record<BinaryOperator, number>> = {
  OR: 1, AND: 2,
  '==': 4, '!=': 4, LIKE: 4, 'NOT LIKE': 4, '=~': 4, '!~': 4,
  IN: 5, 'NOT IN': 5,
  '<': 6, '<=': 6, '>': 6, '>=': 6,
  '..': 7, '+': 8, '-': 8, '*': 9, '/': 9, '%': 9,
}; // prettier-ignore

const quantifierPrecedence = 3;
const comparisons = new Set<BinaryOperator>(['==', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN']);
const aliases: Readonly<Record<string, BinaryOperator>> = { '&&': 'AND', '||': 'OR' };

interface Infix {
  readonly operator: BinaryOperator;
  /** Tokens that it takes: two for NOT IN and NOT LIKE. */
  readonly length: number;
}

/** The part of the parser that knows expressions; a subclass adds queries, which an expression can hold. */
export abstract class ExpressionParser {
  protected readonly tokens: TokenReader;
  /** False while IN would end the expression, as in `INSERT document IN collection`. */
  private isInAnOperator = true;

  constructor(query: string) {
    this.tokens = new TokenReader(query);
  }

  /** Reads a query in parentheses or as the argument of a function, up to the closing parenthesis. */
  protected abstract subquery(): Query;

  protected expression(): Expression {
    return this.ternary();
  }

  /** Reads an expression that an IN outside of brackets ends. */
  protected expressionBeforeIn(): Expression {
    return this.withIn(false, () => this.ternary());
  }

  private withIn<T>(isOperator: boolean, read: () => T): T {
    const before = this.isInAnOperator;
    this.isInAnOperator = isOperator;
    try {
      return read();
    } finally {
      this.isInAnOperator = before;
    }
  }

  private ternary(): Expression {
    const condition = this.binary(0);
    if (!this.tokens.take('?')) return condition;
    const then = this.tokens.is(':') ? null : this.ternary();
    this.tokens.expect(':');
    return { kind: 'ternary', condition, then, otherwise: this.ternary() };
  }

  private binary(least: number): Expression {
    let left = this.unary();
    for (;;) {
      const quantified = least <= quantifierPrecedence ? this.quantified(left) : null;
      if (quantified !== null) {
        left = quantified;
        continue;
      }
      const infix = this.infix(0);
      if (infix === null || precedences[infix.operator] < least) return left;
      this.tokens.skip(infix.length);
      left = {
        kind: 'binary',
        operator: infix.operator,
        left,
        right: this.binary(precedences[infix.operator] + 1),
      };
    }
  }

  /** The operator that stands `ahead` tokens from here. */
  private infix(ahead: number): Infix | null {
    const { kind, text } = this.tokens.peek(ahead);
    if (kind !== 'operator' && kind !== 'keyword') return null;
    if (text === 'NOT') {
      const second = this.tokens.is('IN', ahead + 1) ? 'IN' : this.tokens.is('LIKE', ahead + 1) ? 'LIKE' : null;
      return second === null ? null : { operator: `NOT ${second}`, length: 2 };
    }
    if (text === 'IN' && !this.isInAnOperator) return null;
    const operator = aliases[text] ?? text;
    return isBinary(operator) ? { operator, length: 1 } : null;
  }

  /** `left ALL|ANY|NONE|AT LEAST (n) operator right`; null where no such thing follows. */
  private quantified(left: Expression): Expression | null {
    let quantifier: Quantifier = 'AT LEAST';
    let least: Expression | null = null;
    if (this.tokens.isWord('AT') && this.tokens.isWord('LEAST', 1)) {
      this.tokens.skip(2);
      this.tokens.expect('(');
      least = this.inBrackets(')', () => this.expression());
    } else {
      const word = (['ALL', 'ANY', 'NONE'] as const).find((each) => this.tokens.is(each));
      // ANY is a direction of a traversal as well: only a comparison after it makes it a quantifier.
      const operator = word === undefined ? undefined : this.infix(1)?.operator;
      if (word === undefined || operator === undefined || !comparisons.has(operator)) return null;
      this.tokens.next();
      quantifier = word;
    }
    const infix = this.infix(0);
    if (infix === null || !comparisons.has(infix.operator)) throw this.tokens.unexpected('expecting a comparison');
    this.tokens.skip(infix.length);
    const right = this.binary(quantifierPrecedence + 1);
    return { kind: 'quantified', quantifier, least, operator: infix.operator, left, right };
  }

  private unary(): Expression {
    // NOT binds tighter than LIKE and IN: `NOT a LIKE b` is `(NOT a) LIKE b`, as the documentation warns.
    if (this.tokens.take('NOT') || this.tokens.take('!'))
      return { kind: 'unary', operator: 'NOT', operand: this.unary() };
    if (this.tokens.take('-')) return { kind: 'unary', operator: '-', operand: this.unary() };
    if (this.tokens.take('+')) return { kind: 'unary', operator: '+', operand: this.unary() };
    return this.accesses(this.primary());
  }

  private accesses(start: Expression): Expression {
    let value = start;
    for (;;) {
      if (this.tokens.take('.')) value = this.attribute(value);
      else if (this.tokens.is('[') && this.tokens.is('*', 1)) value = this.expansion(value);
      else if (this.tokens.is('[') && this.tokens.is('?', 1)) {
        throw outsideSubset('the question mark operator [? ...]', this.tokens.peek());
      } else if (this.tokens.take('[')) {
        value = { kind: 'index', of: value, index: this.inBrackets(']', () => this.expression()) };
      } else return value;
    }
  }

  private attribute(of: Expression): Expression {
    if (this.tokens.peek().kind === 'bind') return { kind: 'bindAttribute', of, bind: this.tokens.next().text };
    return { kind: 'attribute', of, name: this.tokens.expectKind('name', 'the name of an attribute') };
  }

  /** All that follows an expansion is read from each element, but for `[**]`, which flattens the whole. */
  private expansion(of: Expression): Expression {
    const place = this.tokens.next();
    let levels = 0;
    while (this.tokens.take('*')) levels += 1;
    const { filter, limit, projection } = this.inBrackets(']', () => ({
      filter: this.tokens.take('FILTER') ? this.expression() : null,
      limit: this.tokens.take('LIMIT') ? this.limit() : null,
      projection: this.tokens.take('RETURN') ? this.expression() : null,
    }));
    const current: Expression = { kind: 'name', name: 'CURRENT' };
    const tail = this.tail(current);
    if (projection !== null && tail !== current) throw outsideSubset('an access after an inline RETURN', place);
    return { kind: 'expansion', of, levels, filter, limit, projection: projection ?? tail };
  }

  private tail(current: Expression): Expression {
    const isContraction = (): boolean => this.tokens.is('[') && this.tokens.is('*', 1) && this.tokens.is('*', 2);
    let value = current;
    for (;;) {
      if (isContraction()) return value;
      if (this.tokens.take('.')) value = this.attribute(value);
      else if (this.tokens.is('[') && this.tokens.is('*', 1)) return this.expansion(value);
      else if (this.tokens.take('[')) {
        value = { kind: 'index', of: value, index: this.inBrackets(']', () => this.expression()) };
      } else return value;
    }
  }

  /** `count` or `skip, count`, after LIMIT. */
  protected limit(): Limit {
    const first = this.expression();
    return this.tokens.take(',') ? { skip: first, count: this.expression() } : { skip: null, count: first };
  }

  private primary(): Expression {
    const token = this.tokens.peek();
    if (token.kind === 'literal') return { kind: 'literal', value: this.tokens.next().value };
    if (token.kind === 'bind') return { kind: 'bind', name: this.tokens.next().text };
    if (token.kind === 'collectionBind') return { kind: 'collectionBind', name: this.tokens.next().text };
    if (token.kind === 'name' || (token.text === 'LIKE' && this.tokens.is('(', 1))) return this.nameOrCall();
    if (this.tokens.take('NULL')) return { kind: 'literal', value: null };
    if (this.tokens.take('TRUE')) return { kind: 'literal', value: true };
    if (this.tokens.take('FALSE')) return { kind: 'literal', value: false };
    if (this.tokens.take('(')) return this.inBrackets(')', () => this.queryOrExpression());
    if (this.tokens.take('[')) return { kind: 'array', items: this.list(']', () => this.expression()) };
    if (this.tokens.take('{')) return { kind: 'object', entries: this.list('}', () => this.entry()) };
    throw this.tokens.unexpected();
  }

  private nameOrCall(): Expression {
    const token = this.tokens.next();
    if (this.tokens.is('::')) throw outsideSubset(`the user-defined function ${token.text}::...`, token);
    if (!this.tokens.take('(')) return { kind: 'name', name: token.text };
    return {
      kind: 'call',
      name: token.text.toUpperCase(),
      args: this.list(')', () => this.queryOrExpression()),
      place: token,
    };
  }

  private queryOrExpression(): Expression {
    const starts = ['FOR', 'LET', 'FILTER', 'RETURN', 'INSERT', 'UPDATE', 'REPLACE', 'REMOVE', 'UPSERT', 'WITH'];
    if (!starts.some((start) => this.tokens.is(start))) return this.expression();
    return { kind: 'subquery', query: this.subquery() };
  }

  private entry(): ObjectEntry {
    const token = this.tokens.next();
    if (token.kind === 'operator' && token.text === '[') {
      const key = this.inBrackets(']', () => this.expression());
      return { key, value: this.valueAfterColon() };
    }
    if (token.kind === 'bind') return { key: { kind: 'bind', name: token.text }, value: this.valueAfterColon() };
    const name = token.kind === 'name' ? token.text : token.value;
    if (typeof name === 'string') {
      const key: Expression = { kind: 'literal', value: name };
      if (token.kind === 'name' && !this.tokens.is(':')) return { key, value: { kind: 'name', name } };
      return { key, value: this.valueAfterColon() };
    }
    throw parseFault(`syntax error, unexpected ${token.kind} '${token.text}', expecting an attribute name`, token);
  }

  private valueAfterColon(): Expression {
    this.tokens.expect(':');
    return this.expression();
  }

  /** Reads items up to the closing bracket; a comma may follow the last. */
  private list<T>(close: string, item: () => T): readonly T[] {
    return this.withIn(true, () => {
      const items: T[] = [];
      while (!this.tokens.is(close)) {
        items.push(item());
        if (!this.tokens.take(',')) break;
      }
      this.tokens.expect(close);
      return items;
    });
  }

  protected inBrackets<T>(close: string, read: () => T): T {
    const value = this.withIn(true, read);
    this.tokens.expect(close);
    return value;
  }
}

function isBinary(text: string): text is BinaryOperator {
  return Object.hasOwn(precedences, text);
}
