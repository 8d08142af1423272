/** A place in the tokens of a query, with what every part of the parser asks of it. */
import { parseFault } from './faults.js';
import { type Token, type TokenKind, tokensOf } from './lexer.js';

/** Reads the tokens of one query from first to last. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  private at = 0;

  /** Throws 1501 where the text cannot be cut into tokens. */
  constructor(query: string) {
    this.tokens = tokensOf(query);
  }

  /** The token that comes next, or one after it; at the end always the one of kind 'end'. */
  peek(ahead = 0): Token {
    const token = this.tokens[this.at + ahead] ?? this.tokens.at(-1);
    if (token === undefined) throw parseFault('query is empty');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  skip(count: number): void {
    this.at += count;
  }

  /** Whether the next token is this operator or keyword. */
  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && (token.kind === 'operator' || token.kind === 'keyword');
  }

  /** Whether the next token is this word, which is not reserved (COUNT, KEEP, OPTIONS, PRUNE); in any case. */
  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'name' && token.text.toUpperCase() === word;
  }

  /** Takes the next token if it is this operator or keyword. */
  take(text: string): boolean {
    const isNext = this.is(text);
    if (isNext) this.at += 1;
    return isNext;
  }

  takeWord(word: string): boolean {
    const isNext = this.isWord(word);
    if (isNext) this.at += 1;
    return isNext;
  }

  /** Takes this operator or keyword; throws 1501 where something else comes. */
  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(`expecting ${text}`);
  }

  /** Takes a token of this kind and returns its text; throws 1501 where something else comes. */
  expectKind(kind: TokenKind, what: string): string {
    if (this.peek().kind !== kind) throw this.unexpected(`expecting ${what}`);
    return this.next().text;
  }

  /** Returns 1501 about the token that comes next. */
  unexpected(hint?: string): Error {
    const token = this.peek();
    const after = hint === undefined ? '' : `, ${hint}`;
    return parseFault(`syntax error, unexpected ${token.kind} '${token.text}'${after}`, token);
  }
}
