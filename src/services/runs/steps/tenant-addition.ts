/** Step 2 of the guide, "Dynamic Tenant Addition": adds the demo's tenants while the existing ones are being queried. */
import { documentsOfTenant } from '../../model/asset.js';
import type { TenantAdditionFact } from '../../model/run.js';
import type { Tenant } from '../../model/tenant.js';
import type { ClusterTopology } from '../../model/topology.js';
import { counted, inFigures } from '../../planning/wording.js';
import type { TenantRequest } from '../../services.js';
import { countsOf } from '../cluster-counts.js';
import type { DemoDependencies } from '../demo-dependencies.js';
import type { Step, StepContext, StepOutcome } from '../step.js';

/** The three tenants that the guide's demo adds. */
export const demoTenants: readonly { readonly name: string; readonly scaleFactor: number }[] = [
  { name: 'Global Retail Chain', scaleFactor: 2 },
  { name: 'Manufacturing Solutions Inc', scaleFactor: 1 },
  { name: 'Tech Startup Innovations', scaleFactor: 1 },
];

function freshStart({ store }: DemoDependencies): string {
  return store.simulation ? 'resetCluster gives a fresh start' : 'remove them with removeTenant to see them added';
}

/** Returns the step. */
export function tenantAdditionStep(dependencies: DemoDependencies): Step {
  return {
    name: 'TENANT_ADDITION',
    title: 'Dynamic tenant addition',
    async prepare() {
      const existing = await dependencies.tenants.byName(demoTenants.map(({ name }) => name));
      const missing = demoTenants.filter((_, at) => !existing[at]);
      const documents = missing.reduce((sum, { scaleFactor }) => sum + documentsOfTenant(scaleFactor), 0);
      return {
        // A repeated demo may find all of its tenants there: then looking at them is the work.
        total: documents === 0 ? demoTenants.length : documents,
        unit: documents === 0 ? 'tenants' : 'documents',
        message:
          documents === 0
            ? `The tenants of the demo are there already; ${freshStart(dependencies)}`
            : `Adding ${counted(missing.length, 'tenant')} with ${counted(documents, 'document')} while the others are being queried`,
        run: (context) => addTenants(dependencies, context, existing),
      };
    },
  };
}

async function addTenants(
  dependencies: DemoDependencies,
  context: StepContext,
  existing: readonly (Tenant | null)[],
): Promise<StepOutcome> {
  const { topology, startProbe } = dependencies;
  const before = await topology.takeSnapshot(`Demo ${context.runId}: before the tenants`);
  const probe = startProbe(before.topology.tenants.map(({ key }) => key));
  const facts: TenantAdditionFact[] = [];
  let documentsDone = 0;
  try {
    for (const [at, wish] of demoTenants.entries()) {
      if (at > 0) await context.report.pause();
      context.signal.throwIfAborted();
      const found = existing[at];
      const request = { ...wish, naming: context.input.naming };
      facts.push(
        found
          ? alreadyThere(found, (await topology.live()).topology)
          : await addOne(dependencies, context, request, documentsDone),
      );
      if (!found) documentsDone += documentsOfTenant(wish.scaleFactor);
    }
  } catch (error) {
    await probe.stop();
    throw error;
  }
  const figures = await probe.stop();
  const after = await topology.takeSnapshot(`Demo ${context.runId}: after the tenants`);
  const added = facts.filter(({ outcome }) => outcome === 'ADDED');
  const addedDocuments = added.reduce((sum, { documents }) => sum + documents, 0);
  const counts = countsOf(after.topology);
  return {
    message:
      `Added ${counted(added.length, 'tenant')} with ${counted(addedDocuments, 'document')}: now ${counted(counts.tenants, 'tenant')}, ` +
      `${counted(counts.documents, 'document')}; ${counted(figures.probes, 'probe')} of existing tenants, ${figures.failed} failed`,
    facts: {
      kind: 'TENANT_ADDITION',
      beforeSnapshotId: before.id,
      afterSnapshotId: after.id,
      tenants: facts,
      probe: figures,
    },
  };
}

async function addOne(
  { tenants, topology }: DemoDependencies,
  { clock, signal, report }: StepContext,
  request: TenantRequest,
  documentsDone: number,
): Promise<TenantAdditionFact> {
  const before = countsOf((await topology.live()).topology);
  const startedMs = clock.elapsedMs();
  const tenant = await tenants.addWatched(request, {
    signal,
    onProgress: (done, total) =>
      report.progress(documentsDone + done, `${request.name}: ${inFigures(done)} of ${counted(total, 'document')}`),
  });
  const elapsedMs = clock.elapsedMs() - startedMs;
  return { ...factOf(tenant), outcome: 'ADDED', elapsedMs, before, after: countsOf((await topology.live()).topology) };
}

function alreadyThere(tenant: Tenant, now: ClusterTopology): TenantAdditionFact {
  const counts = countsOf(now);
  return { ...factOf(tenant), outcome: 'ALREADY_THERE', elapsedMs: 0, before: counts, after: counts };
}

function factOf(
  tenant: Tenant,
): Pick<TenantAdditionFact, 'tenantKey' | 'name' | 'scaleFactor' | 'naming' | 'documents' | 'bytes' | 'groupId'> {
  const { key, name, scaleFactor, naming, documents, bytes, groupId } = tenant;
  return { tenantKey: key, name, scaleFactor, naming, documents, bytes, groupId };
}
