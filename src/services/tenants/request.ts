/** What a client may ask for when it adds a tenant: checks the wish and fills in what it leaves out. */
import { characterCount, tidied } from '../base/text.js';
import { InvalidInputError } from '../errors/errors.js';
import type { NamingConvention } from '../model/asset.js';
import type { TenantRequest } from '../model/requests.js';
import type { PlacementStrategy, Tenant } from '../model/tenant.js';
import { assertScaleFactor } from './generation/spec.js';

/** A wish in which nothing is missing and everything is allowed. */
export interface CompleteTenantRequest {
  readonly name: string;
  readonly scaleFactor: number;
  readonly naming: NamingConvention;
  readonly description: string | null;
  readonly placement: PlacementStrategy;
  readonly idempotencyKey: string | null;
}

/** The longest of each text, in characters as a reader counts them (code points). */
export const longest = { name: 100, description: 1000, idempotencyKey: 200 } as const;

/**
 * Returns the wish with its defaults: scale factor 1, camelCase, no description, placement HASH, no idempotency key.
 * The name is trimmed and brought to Unicode form NFC, so that what looks the same is the same. Throws
 * InvalidInputError that names the argument.
 */
export function completeTenantRequest(request: TenantRequest): CompleteTenantRequest {
  const scaleFactor = request.scaleFactor ?? 1;
  assertScaleFactor(scaleFactor);
  const description = request.description?.trim() ?? null;
  return {
    name: requiredText('name', request.name),
    scaleFactor,
    naming: request.naming ?? 'camelCase',
    description: description === null || description === '' ? null : limitedText('description', description),
    placement: request.placement ?? 'HASH',
    idempotencyKey: request.idempotencyKey == null ? null : requiredText('idempotencyKey', request.idempotencyKey),
  };
}

/** Returns whether a tenant is what this wish would have made: then the same idempotency key means the same request. */
export function isSameRequest(tenant: Tenant, request: CompleteTenantRequest): boolean {
  return (
    tenant.name === request.name &&
    tenant.scaleFactor === request.scaleFactor &&
    tenant.naming === request.naming &&
    tenant.description === request.description &&
    tenant.placement === request.placement
  );
}

function requiredText(field: 'name' | 'idempotencyKey', text: string): string {
  const trimmed = tidied(text, longest[field]);
  if (trimmed === '') {
    throw new InvalidInputError(field, `${field} is empty`, `Give 1 to ${longest[field]} characters`);
  }
  // Control characters would garble terminals, logs and reports, and cannot be seen in a list of tenants.
  if (/\p{Cc}/u.test(trimmed)) {
    throw new InvalidInputError(field, `${field} contains a control character`, 'Use printable characters only');
  }
  return limitedText(field, trimmed);
}

function limitedText(field: keyof typeof longest, text: string): string {
  const length = characterCount(text, longest[field]);
  if (length > longest[field]) {
    const needed = `Give at most ${longest[field]} characters`;
    throw new InvalidInputError(field, `${field} has ${length} characters`, needed);
  }
  return text;
}
