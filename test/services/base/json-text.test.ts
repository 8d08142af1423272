/** JSON in pieces: the same text as JSON.stringify, however large a value is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { jsonPieces } from '../../../src/services/base/json-text.js';

function textOf(value: unknown): { readonly text: string; readonly longest: number } {
  const pieces = [...jsonPieces(value)];
  return { text: pieces.join(''), longest: pieces.reduce((most, piece) => Math.max(most, piece.length), 0) };
}

describe('JSON in pieces', () => {
  it('is the text of JSON.stringify for any plain value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => textOf(value).text === JSON.stringify(value)));
  });

  it('is the same text for lists and objects that are larger than a piece', () => {
    const move = { index: 1, from: { shortName: 'DBServer0001' }, reason: null, none: undefined, at: new Date(0) };
    const large = { plan: { moves: Array.from({ length: 20_000 }, (_, index) => ({ ...move, index })), empty: [] } };

    const { text, longest } = textOf(large);

    expect(text).toBe(JSON.stringify(large));
    expect(longest).toBeLessThan(100_000);
  });

  it('cuts no character of a long text in two', () => {
    const long = { text: `a${'\u{1F980}"\n'.repeat(100_000)}`, half: `${'x'.repeat(70_000)}\ud800` };

    const { text, longest } = textOf(long);

    expect(text).toBe(JSON.stringify(long));
    expect(longest).toBeLessThan(500_000);
  });
});
