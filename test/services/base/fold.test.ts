/** Names without regard to case. */
import { expect, it } from 'vitest';

import { foldCase } from '../../../src/services/base/fold.js';

it.each([
  ['ACME', 'acme'],
  ['STRASSE', 'straße'],
  ['Zürich', 'ZU\u0308RICH'],
  ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
])('takes %s and %s for the same', (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other));
});

it('keeps different letters apart', () => {
  expect(foldCase('resume')).not.toBe(foldCase('résumé'));
});
