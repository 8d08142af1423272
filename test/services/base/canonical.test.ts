import { describe, expect, it } from 'vitest';

import { canonicalJson, canonicalJsonInTurns } from '../../../src/services/base/canonical.js';
import { inOneGo } from '../../../src/services/base/turns.js';

describe('canonicalJsonInTurns', () => {
  const row = (at: number): object => ({ value: at, big: 2n ** 60n, text: `"${at}"`, left: undefined, none: null });
  const value = { rows: Array.from({ length: 1000 }, (_, at) => [row(at)]), b: { z: [], a: {} }, left: undefined };

  it('gives the text that canonicalJson gives', () => {
    expect(inOneGo(canonicalJsonInTurns(value))).toBe(canonicalJson(value));
  });

  it('pauses within a long list', () => {
    expect([...canonicalJsonInTurns(value)]).toHaveLength(3);
  });
});
