/** Cuts the text of a query into tokens: keywords, names, bind parameters, literals and operators; drops comments. */
import { parseArangoNumber } from '../json.js';
import type { ArangoValue } from '../values.js';
import { parseFault, type Place } from './faults.js';

export type TokenKind = 'keyword' | 'name' | 'bind' | 'collectionBind' | 'literal' | 'operator' | 'end';

export interface Token extends Place {
  readonly kind: TokenKind;
  /** Keywords in capitals, names without their quotes, bind parameters without @, operators as they stand. */
  readonly text: string;
  /** Of a literal number or string. */
  readonly value: ArangoValue;
}

/** Reserved words of AQL (fundamentals/syntax); not usable as names without quotes. */
const keywords = new Set(
  (
    'AGGREGATE ALL ALL_SHORTEST_PATHS AND ANY ASC COLLECT DESC DISTINCT FALSE FILTER FOR GRAPH IN INBOUND INSERT INTO ' +
    'K_PATHS K_SHORTEST_PATHS LET LIKE LIMIT NONE NOT NULL OR OUTBOUND REMOVE REPLACE RETURN SHORTEST_PATH SORT TRUE ' +
    'UPDATE UPSERT WINDOW WITH'
  ).split(' '),
);

const int64Greatest = 2n ** 63n - 1n;

const space = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const rules: readonly (readonly [RegExp, (text: string, place: Place) => Token])[] = [
  [/@@_*[A-Za-z0-9][A-Za-z0-9_]*/y, (text, place) => token('collectionBind', text.slice(2), place)],
  [/@_*[A-Za-z0-9][A-Za-z0-9_]*/y, (text, place) => token('bind', text.slice(1), place)],
  [/(?:\$?[A-Za-z]|_+[A-Za-z])[A-Za-z0-9_]*/y, word],
  [/`(?:[^`\\]|\\.)+`|´(?:[^´\\]|\\.)+´/y, (text, place) => token('name', unescape(text), place)],
  [/0[xX][0-9a-fA-F]+|0[bB][01]+/y, (text, place) => literal(text, Number(text), place)],
  [/(?:\d+\.(?!\.)\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?/y, (text, place) => literal(text, Number(text), place)],
  [/\d+/y, integer],
  [/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y, (text, place) => literal(text, unescape(text), place)],
  [/\.\.|==|!=|<=|>=|=~|!~|&&|\|\||::|[-+*/%<>=!?:.,(){}[\]]/y, (text, place) => token('operator', text, place)],
];

/** Returns the tokens of a query, the last of kind 'end'. Throws 1501 where a character starts no token. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  const placeOf = places(query);
  let at = after(space, query, 0);
  while (at < query.length) {
    const place = placeOf(at);
    const found = rules.find(([pattern]) => matchesAt(pattern, query, at));
    if (found === undefined) throw parseFault(`syntax error, unexpected '${query[at] ?? ''}'`, place);
    const [pattern, make] = found;
    tokens.push(make(query.slice(at, pattern.lastIndex), place));
    at = after(space, query, pattern.lastIndex);
  }
  tokens.push(token('end', 'end of query string', placeOf(query.length)));
  return tokens;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function after(pattern: RegExp, text: string, at: number): number {
  return matchesAt(pattern, text, at) ? pattern.lastIndex : at;
}

/** Tokens come in order, so that lines need counting only from the last place on. */
function places(query: string): (at: number) => Place {
  let line = 1;
  let start = 0;
  return (at) => {
    for (let next = query.indexOf('\n', start); next !== -1 && next < at; next = query.indexOf('\n', start)) {
      line += 1;
      start = next + 1;
    }
    return { line, column: at - start + 1 };
  };
}

function token(kind: TokenKind, text: string, place: Place, value: ArangoValue = null): Token {
  return { kind, text, value, ...place };
}

function literal(text: string, value: ArangoValue, place: Place): Token {
  return token('literal', text, place, value);
}

function word(text: string, place: Place): Token {
  const upper = text.toUpperCase();
  return keywords.has(upper) ? token('keyword', upper, place) : token('name', text, place);
}

/** A literal beyond int64 is a double, unlike in JSON, where there is uint64 too. */
function integer(text: string, place: Place): Token {
  return literal(text, BigInt(text) > int64Greatest ? Number(text) : parseArangoNumber(text), place);
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescape(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_whole, code: string | undefined, letter: string) =>
      code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(parseInt(code, 16)),
    );
}
