/** What every device, software, site and link has: its key, its tenant, and when it was valid. */
import type { TemporalView } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { loadTenant, Tenant } from './Tenant.js';

/** An asset of a tenant, or one version of it. */
export const NetworkAsset = builder.interfaceRef<TemporalView>('NetworkAsset').implement({
  description: 'A network asset of a tenant, or one version of it.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The _key of the document in its collection.' }),
    created: t.field({
      type: 'DateTime',
      description: 'Start of the period in which this version is valid.',
      resolve: ({ created }) => momentOf(created),
    }),
    expired: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'End of the period in which this version was valid; null while it is current.',
      resolve: ({ isCurrent, expired }) => (isCurrent ? null : momentOf(expired)),
    }),
    isCurrent: t.exposeBoolean('isCurrent', { description: 'Whether this is the currently valid version.' }),
    tenant: t.field({
      type: Tenant,
      description: 'The tenant that owns the asset.',
      resolve: ({ tenantKey }, _args, context) => loadTenant(tenantKey, context),
    }),
  }),
});

/** A moment of the store, in Unix seconds, as a Date. */
function momentOf(unixSeconds: number | bigint): Date {
  return new Date(Number(unixSeconds) * 1000);
}
