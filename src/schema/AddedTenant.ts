/** What became of each tenant that a run was to add. */
import type { TenantAdditionFact, TenantNotAddedFact } from '../services/model/run.js';
import { builder } from './builder.js';
import { liveSource, partId } from './global-id.js';
import { RunFailure } from './Run.js';
import { NamingConvention, Tenant, tenantOf } from './Tenant.js';

const Counts = builder.objectRef<{ tenants: number; documents: number }>('TenantCounts').implement({
  description: 'How much the cluster held.',
  fields: (t) => ({
    tenants: t.exposeInt('tenants', { description: 'Active tenants.' }),
    documents: t.expose('documents', { type: 'BigInt', description: 'Documents; one copy.' }),
  }),
});

const AdditionOutcome = builder.enumType('TenantAdditionOutcome', {
  description: 'What became of a tenant that was to be added.',
  values: {
    ADDED: { description: 'It was added.' },
    ALREADY_THERE: { description: 'A tenant of that name existed before the run and was left as it was.' },
  },
});

/** A tenant that a run added or met. */
export const AddedTenant = builder.objectRef<TenantAdditionFact>('AddedTenant').implement({
  description: 'One tenant addition, with the cluster before and after it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "The tenant's name." }),
    key: t.exposeString('tenantKey', { description: "The tenant's key." }),
    tenant: t.field({
      type: Tenant,
      nullable: true,
      description: 'The tenant; null when it has been removed since.',
      resolve: ({ tenantKey }, _args, context) => tenantOf(partId(liveSource, tenantKey), context),
    }),
    scaleFactor: t.exposeInt('scaleFactor', { description: 'Its size, 1 to 1000.' }),
    naming: t.expose('naming', { type: NamingConvention, description: 'How its documents are spelt.' }),
    outcome: t.expose('outcome', { type: AdditionOutcome, description: 'What became of it.' }),
    documents: t.expose('documents', { type: 'BigInt', description: 'Its documents; one copy.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Bytes of its documents; one copy.' }),
    groupId: t.exposeString('groupId', { description: 'Name of the shard group that holds it.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'How long it took, in milliseconds; measured.' }),
    before: t.field({ type: Counts, description: 'The cluster before it.', resolve: ({ before }) => before }),
    after: t.field({ type: Counts, description: 'The cluster after it.', resolve: ({ after }) => after }),
  }),
});

/** A tenant that could not be added. */
export const NotAddedTenant = builder.objectRef<TenantNotAddedFact>('NotAddedTenant').implement({
  description: 'A tenant that a run could not add.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name that was asked for.' }),
    scaleFactor: t.exposeInt('scaleFactor', { description: 'The size that was asked for, 1 to 1000.' }),
    failure: t.field({
      type: RunFailure,
      description: 'Why it could not be added.',
      resolve: ({ failure }) => failure,
    }),
  }),
});
