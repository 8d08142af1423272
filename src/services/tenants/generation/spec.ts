/** What a tenant's generated network is made from, and the rules that its parts must keep. */
import type { Random } from '../../base/random.js';
import { InvalidInputError } from '../../errors/errors.js';
import { type NamingConvention, scaleFactorRange } from '../../model/asset.js';

/** Same spec, same bytes: nothing else goes into the documents. */
export interface GenerationSpec {
  /** 12 lower-case hexadecimal digits; the value of the smartGraphAttribute. */
  readonly tenantKey: string;
  /** For host names and sites; the documents of two tenants with the same key and seed differ by it. */
  readonly tenantName: string;
  /** 1 to 1000; the tenant gets 1,095 documents for each unit. */
  readonly scaleFactor: number;
  readonly naming: NamingConvention;
  /** A 32-bit integer. */
  readonly seed: number;
  /** ISO 8601: the present of the generated network; everything current was created before it. */
  readonly referenceTime: string;
}

const tenantKeyDigits = 12;
const tenantKeyForm = /^[0-9a-f]{12}$/;

/** Throws an InvalidInputError for field `scaleFactor` unless the value is an integer from 1 to 1000. */
export function assertScaleFactor(scaleFactor: number): void {
  const { least, greatest } = scaleFactorRange;
  if (Number.isInteger(scaleFactor) && scaleFactor >= least && scaleFactor <= greatest) return;
  throw new InvalidInputError(
    'scaleFactor',
    `The scale factor is ${scaleFactor}, but must be a whole number from ${least} to ${greatest}`,
    `Choose a whole number from ${least} to ${greatest}; 1 stands for 1,095 documents`,
  );
}

/** Throws an InvalidInputError for field `tenantKey` unless it is 12 lower-case hexadecimal digits. */
export function assertTenantKey(tenantKey: string): void {
  if (tenantKeyForm.test(tenantKey)) return;
  throw new InvalidInputError(
    'tenantKey',
    `The tenant key is "${tenantKey}", but must be ${tenantKeyDigits} lower-case hexadecimal digits`,
  );
}

/**
 * Throws an InvalidInputError, with the name of the field, unless the scale factor is in range, the tenant key has 12
 * lower-case hexadecimal digits, the seed is an integer and the reference time is a time.
 */
export function assertGenerationSpec(spec: GenerationSpec): void {
  assertScaleFactor(spec.scaleFactor);
  assertTenantKey(spec.tenantKey);
  if (!Number.isSafeInteger(spec.seed)) {
    throw new InvalidInputError('seed', `The seed is ${spec.seed}, but must be an integer`);
  }
  if (Number.isNaN(Date.parse(spec.referenceTime))) {
    throw new InvalidInputError(
      'referenceTime',
      `The reference time is "${spec.referenceTime}", but must be a time in ISO 8601`,
    );
  }
}

/** Returns a new tenant key: 12 lower-case hexadecimal digits. Whether it is free is for the caller to find out. */
export function mintTenantKey(random: Random): string {
  return random.hex(tenantKeyDigits);
}
