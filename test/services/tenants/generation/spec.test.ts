// What may be generated, and what is refused with which field named.
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../../../../src/services/base/random.js';
import { InvalidInputError } from '../../../../src/services/errors/errors.js';
import {
  assertGenerationSpec,
  assertScaleFactor,
  mintTenantKey,
} from '../../../../src/services/tenants/generation/spec.js';
import { acme } from '../../../support/generated-network.js';

describe('assertScaleFactor', () => {
  it.each([1, 2, 20, 999, 1000])('accepts %d', (scaleFactor) => {
    expect(() => assertScaleFactor(scaleFactor)).not.toThrow();
  });

  it.each([0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as an invalid input', (scaleFactor) => {
    expect(() => assertScaleFactor(scaleFactor)).toThrow(InvalidInputError);
    expect(() => assertScaleFactor(scaleFactor)).toThrow(
      `The scale factor is ${scaleFactor}, but must be a whole number from 1 to 1000`,
    );
  });
});

describe('assertGenerationSpec', () => {
  it.each([
    ['tenantKey', { tenantKey: 'C695EA905F74' }],
    ['tenantKey', { tenantKey: 'c695ea905f7' }],
    ['seed', { seed: 0.5 }],
    ['referenceTime', { referenceTime: 'yesterday' }],
    ['scaleFactor', { scaleFactor: 0 }],
  ])('names the field %s when it is wrong', (field, wrong) => {
    expect(() => assertGenerationSpec({ ...acme, ...wrong })).toThrow(expect.objectContaining({ field }));
  });
});

describe('mintTenantKey', () => {
  it('mints 12 lower-case hexadecimal digits, other ones each time', () => {
    const random = seededRandom(1);

    const keys = [mintTenantKey(random), mintTenantKey(random)];

    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), expect.stringMatching(/^[0-9a-f]{12}$/)]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});
