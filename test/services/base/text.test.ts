// Texts of people: tidied and counted as a reader counts, unless they are so long that it does not matter.
import { describe, expect, it } from 'vitest';

import { characterCount, tidied } from '../../../src/services/base/text.js';

describe('a text', () => {
  it('is tidied and counted in code points', () => {
    expect(tidied('  e\u0301 ', 10)).toBe('\u00e9');
    expect(characterCount('\u{1F980}\u{1F980}', 10)).toBe(2);
  });

  it('that is far too long is left as it is, and counted as it is kept', () => {
    const long = ' \u{1F980}'.repeat(27);

    expect(tidied(long, 10)).toBe(long);
    expect(characterCount(long, 10)).toBe(81);
    expect(characterCount(long, 11)).toBe(54);
  });
});
