/** Step 2 of the guide, "Dynamic Tenant Addition": adds the scenario's tenants while the existing ones are being queried. */
import { counted, inFigures } from '../../base/wording.js';
import { DomainError, StoreUnavailableError, TenantNameTakenError } from '../../errors/errors.js';
import { documentsOfTenant } from '../../model/asset.js';
import type { TenantRequest } from '../../model/requests.js';
import type { StepFacts, TenantAdditionFact, TenantNotAddedFact } from '../../model/run.js';
import { type Scenario, type ScenarioTenant, stepTitles } from '../../model/scenario.js';
import type { Tenant } from '../../model/tenant.js';
import type { ClusterTopology } from '../../model/topology.js';
import { type ClusterCounts, countsOf } from '../cluster-counts.js';
import { type DemoDependencies, snapshotLabel, type Step, type StepContext, type StepOutcome } from '../step.js';

type TenantFacts = Extract<StepFacts, { kind: 'TENANT_ADDITION' }>;

function freshStart({ store }: DemoDependencies): string {
  return store.simulation ? 'resetCluster gives a fresh start' : 'remove them with removeTenant to see them added';
}

/** Returns the step. */
export function tenantAdditionStep(dependencies: DemoDependencies, scenario: Scenario): Step {
  const wishes = scenario.tenants;
  return {
    name: 'TENANT_ADDITION',
    title: stepTitles.TENANT_ADDITION,
    async prepare() {
      const existing = await dependencies.tenants.byName(wishes.map(({ name }) => name));
      const missing = wishes.filter((_, at) => !existing[at]);
      const documents = missing.reduce((sum, { scaleFactor }) => sum + documentsOfTenant(scaleFactor), 0);
      return {
        // A repeated run may find all of its tenants there: then looking at them is the work.
        total: documents === 0 ? wishes.length : documents,
        unit: documents === 0 ? 'tenants' : 'documents',
        message:
          documents === 0
            ? `The tenants already exist; ${freshStart(dependencies)}`
            : `Adding ${counted(missing.length, 'tenant')} with ${counted(documents, 'document')} while the others are being queried`,
        run: (context) => addTenants(dependencies, context, wishes, existing),
      };
    },
  };
}

async function addTenants(
  dependencies: DemoDependencies,
  context: StepContext,
  wishes: readonly ScenarioTenant[],
  existing: readonly (Tenant | null)[],
): Promise<StepOutcome> {
  const { topology, startProbe } = dependencies;
  const before = await topology.takeSnapshot(snapshotLabel(context, 'before the tenants'));
  const probe = startProbe(before.topology.tenants.map(({ key }) => key));
  const facts: TenantAdditionFact[] = [];
  const notAdded: TenantNotAddedFact[] = [];
  let documentsDone = 0;
  try {
    for (const [at, wish] of wishes.entries()) {
      if (at > 0) await context.report.pause();
      context.signal.throwIfAborted();
      try {
        facts.push(await addOrMeet(dependencies, context, wish, existing[at] ?? null, documentsDone));
      } catch (error) {
        notAdded.push(notAddedBecause(error, wish));
      }
      if (!existing[at]) documentsDone += documentsOfTenant(wish.scaleFactor);
    }
  } catch (error) {
    await probe.stop();
    throw error;
  }
  const figures = await probe.stop();
  const after = await topology.takeSnapshot(snapshotLabel(context, 'after the tenants'));
  const outcome: TenantFacts = {
    kind: 'TENANT_ADDITION',
    beforeSnapshotId: before.id,
    afterSnapshotId: after.id,
    tenants: facts,
    notAdded,
    probe: figures,
  };
  return { message: inWords(outcome, countsOf(after.topology)), facts: outcome };
}

/** Returns what was reached, as a sentence. Tenants that are missing are the validation's to judge: it tells of the others too. */
function inWords({ tenants, notAdded, probe }: TenantFacts, now: ClusterCounts): string {
  const added = tenants.filter(({ outcome }) => outcome === 'ADDED');
  const documents = added.reduce((sum, tenant) => sum + tenant.documents, 0);
  const [first] = notAdded;
  const missing = first
    ? `${counted(notAdded.length, 'tenant')} could not be added, ${first.name}: ${first.failure.message}; `
    : '';
  return (
    `Added ${counted(added.length, 'tenant')} with ${counted(documents, 'document')}: now ${counted(now.tenants, 'tenant')}, ` +
    `${counted(now.documents, 'document')}; ${missing}${counted(probe.probes, 'probe')} of existing tenants, ${probe.failed} failed`
  );
}

/** One tenant that is refused does not stop the others; when the store or the run stops, there is no use in going on. */
function notAddedBecause(error: unknown, { name, scaleFactor }: ScenarioTenant): TenantNotAddedFact {
  if (!(error instanceof DomainError) || error instanceof StoreUnavailableError) throw error;
  return { name, scaleFactor, failure: { code: error.code, message: error.message, remedy: error.remedy } };
}

/** A tenant of this name and size that existed before the run is left as it was; one of another size is not what was asked for. */
async function addOrMeet(
  dependencies: DemoDependencies,
  context: StepContext,
  wish: ScenarioTenant,
  found: Tenant | null,
  documentsDone: number,
): Promise<TenantAdditionFact> {
  if (!found) {
    const request = { ...wish, naming: wish.naming ?? context.input.naming };
    return addOne(dependencies, context, request, documentsDone);
  }
  if (found.scaleFactor !== wish.scaleFactor) throw new TenantNameTakenError(found.name, found.key);
  return alreadyThere(found, (await dependencies.topology.live()).topology);
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
