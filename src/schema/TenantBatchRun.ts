/** A run that adds tenants while the existing ones are being queried, and validates everything at its end. */
import { type Run as DomainRun, scenarioInputOf } from '../services/model/run.js';
import { scenarioOf } from '../services/model/scenarios.js';
import { AddedTenant, NotAddedTenant } from './AddedTenant.js';
import { builder } from './builder.js';
import { Run, runNode, type ShownRun } from './Run.js';

/** A run that adds tenants. */
export const TenantBatchRun = builder.objectRef<ShownRun>('TenantBatchRun');

builder.node(TenantBatchRun, {
  description: 'A run that adds tenants in three steps: initial state, tenant addition, validation.',
  interfaces: [Run],
  ...runNode('TENANT_BATCH'),
  fields: (t) => ({
    tenantsPlanned: t.int({
      description: 'Number of tenants requested.',
      resolve: (run) => scenarioOf(scenarioInputOf(run)).tenants.length,
    }),
    added: t.field({
      type: [AddedTenant],
      description: 'The tenants that were added or found in place, in order; empty until that step has ended.',
      resolve: (run) => factsOf(run)?.tenants ?? [],
    }),
    notAdded: t.field({
      type: [NotAddedTenant],
      description: 'The tenants that could not be added, with the reason; empty until that step has ended.',
      resolve: (run) => factsOf(run)?.notAdded ?? [],
    }),
  }),
});

function factsOf({ steps }: DomainRun): TenantFacts | null {
  const facts = steps.find(({ name }) => name === 'TENANT_ADDITION')?.facts;
  return facts?.kind === 'TENANT_ADDITION' ? facts : null;
}

type TenantFacts = Extract<DomainRun['steps'][number]['facts'], { readonly kind: 'TENANT_ADDITION' }>;
