/** Step 5 of the guide, "Validation": visits every document, counts again, measures, and fails when anything is off. */
import { counted, inFigures } from '../../base/wording.js';
import { documentsOfTenant } from '../../model/asset.js';
import type { StepFacts, TenantNotAddedFact } from '../../model/run.js';
import { type Scenario, stepTitles } from '../../model/scenario.js';
import { type ClusterTopology, replicasOf } from '../../model/topology.js';
import { isSpread, zonesOf } from '../../planning/measure/zones.js';
import { countsOf } from '../cluster-counts.js';
import {
  CheckFailedError,
  type DemoDependencies,
  snapshotLabel,
  type Step,
  type StepContext,
  type StepOutcome,
} from '../step.js';
import { isolationInWords, latencyInWords } from './check-wording.js';

type ValidationFacts = Extract<StepFacts, { kind: 'VALIDATION' }>;
type IntegrityRow = ValidationFacts['integrity'][number];

/** Returns the step. */
export function validationStep(dependencies: DemoDependencies, scenario: Scenario): Step {
  return {
    name: 'VALIDATION',
    title: stepTitles.VALIDATION,
    async prepare() {
      const { documents } = countsOf((await dependencies.topology.live()).topology);
      return {
        total: Math.max(documents, 1),
        unit: 'documents',
        message: `Visiting ${counted(documents, 'document')} for isolation, then checking counts, response times and health`,
        run: (context) => validate(dependencies, context, scenario),
      };
    },
  };
}

async function validate(
  { topology, checks }: DemoDependencies,
  context: StepContext,
  scenario: Scenario,
): Promise<StepOutcome> {
  const isolation = await checks.isolation(null, {
    signal: context.signal,
    onProgress: (done) => void context.report.progress(done, `${counted(done, 'document')} visited`),
  });
  const performance = await checks.performance({});
  const snapshot = await topology.takeSnapshot(snapshotLabel(context, 'after'));
  const facts: ValidationFacts = {
    kind: 'VALIDATION',
    snapshotId: snapshot.id,
    isolation,
    performance,
    health: await checks.health(snapshot.topology),
    integrity: [
      ...integrityOf(context, snapshot.topology, snapshot.fingerprint),
      row(
        'Documents visited by the isolation check',
        countsOf(snapshot.topology).documents,
        isolation.documentsChecked,
      ),
      ...(scenario.isRebalanced ? zoneRows(scenario, snapshot.topology) : []),
    ],
  };
  judge(facts, refusalsIn(context));
  return {
    message: `${isolationInWords(isolation)}; ${latencyInWords(performance)}; health ${facts.health.status}`,
    facts,
  };
}

/** Compares the cluster with what the earlier steps say must be there. */
function integrityOf({ earlier }: StepContext, now: ClusterTopology, fingerprintNow: string): IntegrityRow[] {
  const rows: IntegrityRow[] = [];
  for (const facts of earlier) {
    if (facts.kind === 'TENANT_ADDITION') {
      const [first] = facts.tenants;
      const added = facts.tenants.filter(({ outcome }) => outcome === 'ADDED');
      const expected =
        (first?.before.documents ?? 0) + added.reduce((sum, tenant) => sum + documentsOfTenant(tenant.scaleFactor), 0);
      const asked = facts.tenants.length + facts.notAdded.length;
      rows.push(row('Requested tenants that exist', asked, facts.tenants.length));
      rows.push(row('Tenants', (first?.before.tenants ?? 0) + added.length, now.tenants.length));
      rows.push(row('Documents of all tenants', expected, countsOf(now).documents));
    }
    if (facts.kind === 'SHARD_REBALANCING') {
      rows.push(
        row('Placement as the plan predicted', facts.predictedFingerprint.slice(0, 12), fingerprintNow.slice(0, 12)),
      );
    }
  }
  for (const tenant of now.tenants) {
    rows.push(row(`Documents of ${tenant.name}`, documentsOfTenant(tenant.scaleFactor), tenant.documents));
  }
  return rows;
}

/** A scenario that names zones promises that the loss of one leaves a replica of every shard group. */
function zoneRows({ servers: joining }: Scenario, { servers, groups }: ClusterTopology): IntegrityRow[] {
  const zones = zonesOf(servers);
  if (zones === null || joining.every(({ zone }) => zone === null)) return [];
  const zoneOf = new Map(servers.map(({ serverId, zone }) => [serverId, zone]));
  const spread = groups.filter((group) =>
    isSpread(
      replicasOf(group).map((id) => zoneOf.get(id) ?? null),
      zones.length,
    ),
  );
  return [row(`Shard groups spread over ${zones.length} zones`, groups.length, spread.length)];
}

function row(title: string, expected: number | string, found: number | string): IntegrityRow {
  const text = (value: number | string): string => (typeof value === 'number' ? inFigures(value) : value);
  return { title, expected: text(expected), found: text(found), status: expected === found ? 'PASS' : 'FAIL' };
}

const lookFirst = 'Resolve the findings of this step first';

/** Tenants that could not be added do not stop a run: everything else is validated, and then it fails for them. */
function refusalsIn({ earlier }: StepContext): readonly TenantNotAddedFact[] {
  return earlier.flatMap((facts) => (facts.kind === 'TENANT_ADDITION' ? facts.notAdded : []));
}

function judge(facts: ValidationFacts, refusals: readonly TenantNotAddedFact[]): void {
  const [refused] = refusals;
  const failedRow = facts.integrity.find(({ status }) => status === 'FAIL');
  const problems = [
    refused
      ? `${counted(refusals.length, 'tenant')} could not be added; ${refused.name}: ${refused.failure.message}`
      : null,
    facts.isolation.status === 'FAIL' ? isolationInWords(facts.isolation) : null,
    failedRow && !(refused && failedRow === facts.integrity[0])
      ? `${failedRow.title}: expected ${failedRow.expected}, found ${failedRow.found}`
      : null,
    facts.health.status === 'BAD' ? `Cluster health is BAD: ${facts.health.findings[0]?.message ?? ''}` : null,
    facts.performance.overall.failures > 0
      ? `${counted(facts.performance.overall.failures, 'query', 'queries')} failed`
      : null,
  ].filter((problem) => problem !== null);
  if (problems.length > 0) {
    const remedy = problems.length === 1 && refused ? refused.failure.remedy : lookFirst;
    throw new CheckFailedError(problems.join('; '), remedy, facts);
  }
}
