// The registry of expected failures: complete, and with nothing twice.
import { describe, expect, it } from 'vitest';

import * as errors from '../../../src/services/errors/errors.js';

const exported = Object.values(errors).filter(
  (value) => typeof value === 'function' && value.prototype instanceof errors.DomainError,
);

describe('errorClasses', () => {
  it('has every class of error that there is', () => {
    expect(exported.length).toBeGreaterThan(20);
    expect(new Set(errors.errorClasses)).toEqual(new Set(exported));
  });

  it('gives each class a code of its own', () => {
    const codes = errors.errorClasses.map((errorClass) => {
      const facts = errorClass === errors.SimulationOnlyError ? ['one', ['two']] : ['one', 'two', 'three'];
      return (Reflect.construct(errorClass, facts) as errors.DomainError).code;
    });

    expect(new Set(codes).size).toBe(codes.length);
  });
});
