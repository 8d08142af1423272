/** How a tenant that is to come is described, in every operation that adds some. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { PlacementStrategy } from '../schema/PlacementForecast.js';
import { NamingConvention } from '../schema/Tenant.js';
import { scaleFactorRange } from '../services/model/asset.js';
import { mostTenantsAtOnce } from '../services/model/request-limits.js';

/** The services check it: a bad one in a batch must not refuse the tenants beside it. */
export const scaleFactorField = {
  required: true,
  defaultValue: 1,
  description: `Size, ${scaleFactorRange.least} to ${scaleFactorRange.greatest}: 1,095 documents for each unit.`,
} as const;

/** How a tenant is spelt. */
export const namingField = {
  type: NamingConvention,
  required: true,
  defaultValue: 'camelCase',
  description: 'How its documents are spelt.',
} as const;

/** How a tenant's shard group is chosen. */
export const placementField = {
  type: PlacementStrategy,
  required: true,
  defaultValue: 'HASH',
  description: 'How its shard group is chosen.',
} as const;

/** A tenant to be added. */
export const AddTenantInput = builder.inputType('AddTenantInput', {
  description: 'A tenant to be added.',
  fields: (t) => ({
    name: t.string({ required: true, description: '1 to 100 characters, trimmed; unique without regard to case.' }),
    scaleFactor: t.int(scaleFactorField),
    naming: t.field(namingField),
    description: t.string({ description: 'At most 1,000 characters about it.' }),
    placement: t.field(placementField),
    idempotencyKey: t.string({
      description:
        'Your own key for this request: sent again with the same key it gives the same tenant, not a second one.',
    }),
  }),
});

const tenantList: [typeof AddTenantInput] = [AddTenantInput];

/** A field that takes tenants to be added. */
export const tenantsField = {
  type: tenantList,
  description: `The tenants, at most ${mostTenantsAtOnce}; they are added in this order.`,
  validate: z.array(z.unknown()).max(mostTenantsAtOnce, `has more than ${mostTenantsAtOnce} entries`),
};
