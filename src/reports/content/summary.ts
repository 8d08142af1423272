/** The first page of a run's report: what was done, what it proved, what it did not prove, for a reader with one minute. */
import { counted, inBytes, inFigures } from '../../services/base/wording.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import type { KeyFigure } from '../model.js';
import { bytesPerServer, leadersPerServer } from './charts.js';
import { deploymentInWords, placementBasis, totalsOf } from './cluster-figures.js';
import type { RunContext, RunOutcome } from './context.js';
import { keyFigure, listed, narrative, partOf, type ReportPart } from './parts.js';
import { beforeAfterTable } from './tables.js';
import { probeEvidence, probesFigure, probesIn } from './zero-downtime.js';

/** Returns the section "In one minute". */
export function summaryPart(context: RunContext, outcome: RunOutcome): ReportPart {
  const remedy = outcome.failure?.remedy;
  return partOf({ id: 'summary', title: 'In one minute', mark: null }, [
    outcome.kind === 'COMPLETED'
      ? null
      : narrative('summary-outcome', [outcome.sentence, ...(remedy ? [`What to do: ${remedy}.`] : [])], {
          title: outcome.label,
        }),
    context.scenario && context.scenario.description !== ''
      ? narrative('summary-scenario', [context.scenario.description])
      : null,
    narrative('summary-done', [], { title: 'What was done', list: done(context) }),
    narrative('summary-proved', [], { title: 'What it proved', list: proved(context) }),
    narrative('summary-not-proved', [], { title: 'What it did not prove', list: notProved(context, outcome) }),
  ]);
}

function done({ stepOf, state }: RunContext): readonly string[] {
  const initial = stepOf('INITIAL_STATE').facts;
  const tenants = stepOf('TENANT_ADDITION').facts;
  const servers = stepOf('SERVER_ADDITION').facts;
  const moves = stepOf('SHARD_REBALANCING').facts;
  const start = state(initial?.snapshotId);
  const totals = start ? totalsOf(start) : null;
  const added = tenants?.tenants.filter(({ outcome }) => outcome === 'ADDED') ?? [];
  const lines: (string | null)[] = [
    start && totals
      ? `Started on ${deploymentInWords(start)} of ${counted(totals.servers, 'DB-Server')} with ${counted(totals.tenants, 'tenant')} and ${counted(totals.documents, 'document')}.`
      : null,
    added.length > 0
      ? `Added ${listed(added.map(({ name }) => name))}: ${counted(
          added.reduce((sum, { documents }) => sum + documents, 0),
          'document',
        )} more.`
      : null,
    servers?.addedServerIds.length ? `Added ${counted(servers.addedServerIds.length, 'simulated DB-Server')}.` : null,
    servers?.addedServerIds.length === 0 ? 'Listed the steps for adding DB-Servers by hand.' : null,
    moves ? `Rebalanced with ${counted(moves.movesMade, 'move')}, ${inBytes(moves.bytesMoved)} copied.` : null,
  ];
  const said = lines.filter((line) => line !== null);
  return said.length > 0 ? said : ['Nothing: the run ended before its first step was completed.'];
}

function proved(context: RunContext): readonly string[] {
  const moves = context.stepOf('SHARD_REBALANCING').facts;
  const validation = context.stepOf('VALIDATION').facts;
  const { ran, failed } = probesIn(probeEvidence(context));
  const bytes = moves?.after.find(({ measure }) => measure === 'BYTES');
  const bytesBefore = moves?.before.find(({ measure }) => measure === 'BYTES');
  const lines: (string | null)[] = [
    ran > 0 && failed === 0
      ? `Zero downtime: none of ${counted(ran, 'probe')} failed while the cluster changed.`
      : null,
    validation?.isolation.status === 'PASS'
      ? `Isolation: ${counted(validation.isolation.documentsChecked, 'document')} visited, each in its tenant's shard group, none connected to another tenant.`
      : null,
    validation && validation.integrity.length > 0 && validation.integrity.every(({ status }) => status === 'PASS')
      ? `Integrity: ${counted(validation.integrity.length, 'count')} found exactly as expected.`
      : null,
    bytes && bytesBefore && bytes.max < bytesBefore.max
      ? `Balance: the fullest DB-Server went from ${inBytes(bytesBefore.max)} to ${inBytes(bytes.max)}.`
      : null,
    moves && moves.predictedFingerprint === moves.reachedFingerprint
      ? 'Predictability: the cluster ended exactly where the plan predicted.'
      : null,
  ];
  const said = lines.filter((line) => line !== null);
  return said.length > 0 ? said : ['Nothing yet: the checks that prove something did not pass.'];
}

function notProved(context: RunContext, outcome: RunOutcome): readonly string[] {
  const { failed } = probesIn(probeEvidence(context));
  const validation = context.stepOf('VALIDATION').facts;
  const isSimulated = (context.last ?? context.first)?.deployment !== 'ARANGODB_CLUSTER';
  const lines: (string | null)[] = [
    outcome.kind === 'COMPLETED' ? null : 'What the missing steps would have shown.',
    failed > 0 ? `Zero downtime: ${counted(failed, 'probe')} failed; see “Zero downtime”.` : null,
    validation?.isolation.status === 'FAIL' ? 'Isolation: the check found faults; see “Validation”.' : null,
    isSimulated ? 'How long moves take on a real cluster: DB-Servers and data movement are simulated here.' : null,
    'How it performs under the load of real users: a probe is not a load test.',
    context.scenario?.servers.some(({ zone }) => zone !== null)
      ? 'That tenants are served from their own region: the shard group of a tenant follows from its key, ' +
        'and zones only keep its replicas apart.'
      : null,
    'What happens when a DB-Server fails: none was made to fail.',
  ];
  return lines.filter((line) => line !== null);
}

/** Returns the section "Before and after"; null where the run did not keep two states. */
export function beforeAfterPart({ first, last, stepOf }: RunContext): ReportPart | null {
  if (!first || !last || first === last) return null;
  const [start, end] = [stepOf('INITIAL_STATE').facts, stepOf('VALIDATION').facts];
  return partOf({ id: 'before-after', title: 'Before and after', mark: null }, [
    beforeAfterTable('before-after-table', first, last, {
      isolation: [start?.isolation ?? null, end?.isolation ?? null],
      performance: [start?.performance ?? null, end?.performance ?? null],
    }),
    bytesPerServer('before-after-bytes', 'Bytes per DB-Server, at the start and at the end', first, last),
    leadersPerServer('before-after-leaders', 'Leaders per DB-Server, at the start and at the end', first, last),
  ]);
}

/** Returns the figures at the top, as far as the run came to them. */
export function keyFigures(context: RunContext): readonly KeyFigure[] {
  const { first, last, stepOf } = context;
  const isolation = stepOf('VALIDATION').facts?.isolation;
  const moves = stepOf('SHARD_REBALANCING').facts;
  const [was, is] = [moves?.before, moves?.after].map((side) => side?.find(({ measure }) => measure === 'BYTES'));
  const figures = [
    ...(first && last ? growthFigures(first, last) : []),
    is && was && last ? fullestFigure(is.max, `${inBytes(was.max)} before moves`, last) : null,
    probesFigure(probeEvidence(context)),
    isolation
      ? keyFigure(
          'isolation',
          'Isolation faults',
          inFigures(isolation.findingsTotal),
          `in ${inFigures(isolation.documentsChecked)} documents`,
          { mark: isolation.status },
        )
      : null,
  ];
  return figures.filter((one) => one !== null);
}

/** Returns the bytes on the fullest server of a state as a figure. */
export function fullestFigure(bytes: number, note: string, state: ClusterTopology): KeyFigure {
  return keyFigure('fullest', 'Fullest DB-Server', inBytes(bytes), note, { basis: placementBasis(state, 'BYTES') });
}

/** Returns tenants, documents and servers, now and before. */
export function growthFigures(first: ClusterTopology, last: ClusterTopology): readonly KeyFigure[] {
  const [was, is] = [totalsOf(first), totalsOf(last)];
  return [
    grown('tenants', 'Tenants', was.tenants, is.tenants),
    grown('documents', 'Documents', was.documents, is.documents),
    grown('servers', 'DB-Servers', was.servers, is.servers),
  ];
}

/** Returns a count as a figure, with what it was before. */
export function grown(id: string, label: string, before: number, after: number): KeyFigure {
  return keyFigure(id, label, inFigures(after), before === after ? 'as before' : `${inFigures(before)} before`);
}
