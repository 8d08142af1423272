import { describe, expect, it } from 'vitest';

import { bytesText } from '../../../src/cli/output.js';
import { axisNumber } from '../../../src/reports/charts/text.js';
import { inBytes } from '../../../src/services/base/wording.js';

describe('bytes in words', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [999_999, '1.00 MB'],
    [1_000_000, '1.00 MB'],
    [1_234_567, '1.23 MB'],
    [999_500_000n, '1.00 GB'],
    [10n ** 18n, '1.00 EB'],
  ])('have three digits and the unit that fits: %s', (bytes, words) => {
    expect(inBytes(bytes)).toBe(words);
  });

  it('have a sign below 0', () => {
    expect([inBytes(-1), inBytes(-999_500), inBytes(-(4n * 10n ** 9n))]).toEqual(['-1 B', '-1.00 MB', '-4.00 GB']);
  });

  it('have no exponent, however many there are', () => {
    expect(inBytes(2n ** 63n - 1n)).toBe('9.22 EB');
    expect(inBytes(999_500n * 10n ** 15n)).toBe('1,000 EB');
    expect(inBytes(123_456_789n * 10n ** 18n)).toBe('123,456,789 EB');
  });

  it('are the same on the command line, which has them as text', () => {
    expect(['0', '999999', '1362345'].map(bytesText)).toEqual(['0 B', '1.00 MB', '1.36 MB']);
  });

  it('change their unit at the same size on the axes of charts', () => {
    expect([999_400, 999_500].map((bytes) => axisNumber(bytes, 'BYTES'))).toEqual(['999 kB', '1 MB']);
  });
});
