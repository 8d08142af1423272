/** What became of each tenant that a run was to add. */
import type { TenantAdditionFact, TenantNotAddedFact } from '../services/model/run.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { exposed, show } from './exposed.js';
import { liveSource, partId } from './global-id.js';
import { RunFailure } from './Run.js';
import { NamingConvention, Tenant, tenantOf } from './Tenant.js';

const Counts = builder.objectRef<{ tenants: number; documents: number }>('TenantCounts').implement({
  description: 'Size of the cluster at one moment.',
  fields: exposed(() => ({
    tenants: show('Int', 'Number of active tenants in the cluster.'),
    documents: show('BigInt', 'Number of documents in the cluster; one copy.'),
  })),
});

const AdditionOutcome = enumOf('TenantAdditionOutcome', 'How the addition of a tenant ended.', {
  ADDED: 'The tenant was added by this run.',
  ALREADY_THERE: 'A tenant with that name existed before the run and was left unchanged.',
});

/** A tenant that a run added or met. */
export const AddedTenant = builder.objectRef<TenantAdditionFact>('AddedTenant').implement({
  description: 'A tenant of a run, with the size of the cluster before and after its addition.',
  fields: exposed((t) => ({
    name: show('String', 'Name of the tenant, unique regardless of case.'),
    key: t.exposeString('tenantKey', { description: 'Key of the tenant, 12 hexadecimal digits.' }),
    tenant: t.field({
      type: Tenant,
      nullable: true,
      description: 'The tenant itself; null when it has been removed since.',
      resolve: ({ tenantKey }, _args, context) => tenantOf(partId(liveSource, tenantKey), context),
    }),
    scaleFactor: show('Int', 'Size of the tenant, 1 to 1000: each unit stands for 1,095 documents.'),
    naming: show(NamingConvention, "Naming convention of the tenant's documents."),
    outcome: show(AdditionOutcome, 'Whether the run added the tenant or found it in place.'),
    documents: show('BigInt', 'Number of documents of the tenant; one copy.'),
    bytes: show('BigInt', "Size of the tenant's documents in bytes; one copy."),
    groupId: show('String', 'Name of the shard group that holds the tenant.'),
    elapsedMs: show('Float', 'Time that the addition took, in milliseconds; measured.'),
    before: show(Counts, 'Size of the cluster before the addition.'),
    after: show(Counts, 'Size of the cluster after the addition.'),
  })),
});

/** A tenant that could not be added. */
export const NotAddedTenant = builder.objectRef<TenantNotAddedFact>('NotAddedTenant').implement({
  description: 'A tenant that a run failed to add.',
  fields: exposed(() => ({
    name: show('String', 'The name requested for the tenant.'),
    scaleFactor: show('Int', 'The size requested for the tenant, 1 to 1000.'),
    failure: show(RunFailure, 'Why the tenant could not be added.'),
  })),
});
