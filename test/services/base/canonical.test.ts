import { describe, expect, it } from 'vitest';

import { canonicalJson, canonicalJsonWithPauses } from '../../../src/services/base/canonical.js';

describe('canonicalJson', () => {
  it('sorts names, writes bigints as numbers and leaves out what is undefined', () => {
    const value = { b: [{ z: 1, a: undefined, big: 2n ** 60n, text: '"' }, null, []], a: {}, left: undefined };

    expect(canonicalJson(value)).toBe('{"a":{},"b":[{"big":1152921504606846976,"text":"\\"","z":1},null,[]]}');
  });

  it('pauses within a long list', () => {
    const rows = Array.from({ length: 1000 }, (_, at) => [at]);

    expect([...canonicalJsonWithPauses({ rows })]).toHaveLength(4);
  });
});
