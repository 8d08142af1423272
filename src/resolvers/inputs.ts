/** Input types that several operations share, and how their values are checked. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { PlacementStrategy } from '../schema/PlacementForecast.js';
import { NamingConvention } from '../schema/Tenant.js';
import { inFigures } from '../services/base/wording.js';
import { scaleFactorRange } from '../services/model/asset.js';
import { maxServersAtOnce, maxTenantsAtOnce } from '../services/model/request-limits.js';

/** A list that is counted before its entries are looked at. */
export function atMost(entries: number) {
  return z.array(z.unknown()).max(entries, `has more than ${inFigures(entries)} entries`);
}

/** A number of servers, 0 to 100. */
export const serverCount = z
  .int('is not a whole number')
  .min(0, 'is negative')
  .max(maxServersAtOnce, `is more than ${maxServersAtOnce}`);

/** A size in bytes, 1 to 2^63 - 1. */
export const positiveBytes = z
  .bigint()
  .min(1n, 'is not positive')
  .max(2n ** 63n - 1n, 'is more than 2^63 - 1');

/** The name of a zone. */
export const zoneName = z.string().trim().min(1, 'is empty').max(100, 'has more than 100 characters');

/** Servers that do not exist yet. */
export const NewServersInput = builder.inputType('NewServersInput', {
  description: 'DB-Servers that do not exist yet.',
  fields: (t) => ({
    count: t.int({
      required: true,
      defaultValue: 0,
      description: `Number of DB-Servers, 0 to ${maxServersAtOnce}.`,
      validate: serverCount,
    }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of each DB-Server in bytes; that of the largest existing DB-Server when omitted.',
      validate: positiveBytes,
    }),
    zone: t.string({
      description: 'Availability zone of the DB-Servers; spread over the existing zones when omitted.',
      validate: zoneName,
    }),
  }),
});

/** The services check it: a bad one in a batch must not refuse the tenants beside it. */
export const scaleFactorField = {
  required: true,
  defaultValue: 1,
  description:
    `Size of the tenant, ${scaleFactorRange.least} to ${scaleFactorRange.greatest}: each unit stands ` +
    'for 1,095 documents.',
} as const;

/** Naming convention of a new tenant's documents. */
export const namingField = {
  type: NamingConvention,
  required: true,
  defaultValue: 'camelCase',
  description: "Naming convention for the tenant's documents.",
} as const;

/** How a tenant's shard group is chosen. */
export const placementField = {
  type: PlacementStrategy,
  required: true,
  defaultValue: 'HASH',
  description: 'How the shard group of the tenant is chosen.',
} as const;

/** A tenant to be added. */
export const AddTenantInput = builder.inputType('AddTenantInput', {
  description: 'Name, size and placement of a tenant to add.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description:
        'Name of the tenant, 1 to 100 characters without surrounding white space; unique regardless of case.',
    }),
    scaleFactor: t.int(scaleFactorField),
    naming: t.field(namingField),
    description: t.string({ description: 'Text about the tenant, at most 1,000 characters.' }),
    placement: t.field(placementField),
    idempotencyKey: t.string({
      description:
        'A key of your choice that identifies this request. Repeating the request with the same key returns ' +
        'the same tenant instead of adding another.',
    }),
  }),
});

const tenantList: [typeof AddTenantInput] = [AddTenantInput];

/** A field that takes tenants to be added. */
export const tenantsField = {
  type: tenantList,
  description: `The tenants to add, at most ${maxTenantsAtOnce}, in this order.`,
  validate: atMost(maxTenantsAtOnce),
};
