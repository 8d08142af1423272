/** How a tenant that is to come is described, in every operation that adds some. */

import { builder } from '../schema/builder.js';
import { PlacementStrategy } from '../schema/PlacementForecast.js';
import { NamingConvention } from '../schema/Tenant.js';
import { scaleFactorRange } from '../services/model/asset.js';
import { maxTenantsAtOnce } from '../services/model/request-limits.js';
import { atMost } from './inputs.js';

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
