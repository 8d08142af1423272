/**
 * The guide's production considerations (before, during and after scale-out) as a checklist: what this run looked at, with
 * what it found, and what only a person can check, which is SKIPPED and says what to do.
 */
import { counted, inFigures } from '../../services/base/wording.js';
import { capacityForLoss } from '../../services/checks/preflight/capacity-checks.js';
import { clusterHealthy, replicasInSync, replicationFactor } from '../../services/checks/preflight/cluster-checks.js';
import { backup, lowUsage, staging } from '../../services/checks/preflight/procedure-checks.js';
import { fail, pass, type ProbeFigures, skip, type Verdict } from '../../services/model/check.js';
import { isFinal } from '../../services/model/run.js';
import type { CheckCell, Mark } from '../model.js';
import { deploymentInWords } from './cluster-figures.js';
import type { RunContext } from './context.js';
import { type DraftCell, listed, narrative, partOf, type ReportPart } from './parts.js';

type Line = CheckCell['checks'][number];

/** Returns the section of a demo's report. */
export function checklistPart(context: RunContext): ReportPart {
  const lists = [
    cell('checklist-before', 'Before scale-out', linesBefore(context)),
    cell('checklist-during', 'During scale-out', linesDuring(context)),
    cell('checklist-after', 'After scale-out', linesAfter(context)),
  ];
  const lines = lists.flatMap(({ checks }) => checks);
  const left = lines.filter(({ mark }) => mark === 'SKIPPED').length;
  const section = { id: 'checklist', title: 'Production checklist', mark: worstOf(lines) } as const;
  return partOf(section, [
    narrative('checklist-story', [
      `${counted(lines.length - left, 'line')} of ${lines.length} were checked by this run. ${counted(left, 'line is', 'lines are')} left to you: SKIPPED says why, and what to do.`,
    ]),
    ...lists,
  ]);
}

function cell(id: string, title: string, checks: readonly Line[]): Extract<DraftCell, { kind: 'CHECK' }> {
  return { kind: 'CHECK', id, title, mark: worstOf(checks), checks };
}

/** SKIPPED does not count beside lines that were checked. */
function worstOf(lines: readonly Line[]): Mark {
  return (['FAIL', 'WARN', 'PASS'] as const).find((mark) => lines.some((line) => line.mark === mark)) ?? 'SKIPPED';
}

function line({ code, title }: { code: string; title: string }, { status, evidence, remedy }: Verdict): Line {
  return { code, title, mark: status, evidence, remedy };
}

/** Of a line for which the run has no facts. */
const notReached: Verdict = skip('The run did not get this far', 'Run the demo to its end');

function linesBefore({ run, first, stepOf }: RunContext): readonly Line[] {
  const facts = stepOf('INITIAL_STATE').facts;
  if (!first || !facts) return [line({ code: 'STATE_KEPT', title: 'The state before is kept' }, notReached)];
  const storeDescription = deploymentInWords(first);
  const kept: Verdict = pass(`Snapshot ${facts.snapshotId} has the state before the first change`);
  return [
    line(backup, backup.judge({ topology: first, storeDescription })),
    line({ code: 'STATE_KEPT', title: 'The placement before is kept, to compare with and to go back to' }, kept),
    line(clusterHealthy, clusterHealthy.judge({ topology: first, health: facts.health })),
    line(replicasInSync, replicasInSync.judge({ topology: first })),
    line(replicationFactor, replicationFactor.judge({ topology: first })),
    line(capacityForLoss, capacityForLoss.judge({ topology: first })),
    line(lowUsage, lowUsage.judge({ topology: first, now: new Date(run.startedAt) })),
    line(staging, staging.judge({ topology: first, storeDescription })),
  ];
}

function linesDuring(context: RunContext): readonly Line[] {
  const { run, events, stepOf } = context;
  const [tenants, moves] = [stepOf('TENANT_ADDITION'), stepOf('SHARD_REBALANCING')];
  const completed = run.steps.filter(({ status }) => status === 'COMPLETED').length;
  const reported = events.filter((event) => !isFinal(event));
  const failed = reported.filter(({ type }) => type === 'StepFailed').length;
  const steps = counted(run.steps.length, 'step');
  const isWhole = completed === run.steps.length && completed > 0;
  return [
    ...(tenants.title === null ? [] : [line(whileAdding, probeVerdict(tenants.facts?.probe))]),
    ...(moves.title === null ? [] : [line(whileMoving, probeVerdict(moves.facts?.probe))]),
    line({ code: 'ISOLATION_BETWEEN_STEPS', title: 'Tenants stay apart between two steps' }, isolationBetweenSteps),
    {
      code: 'PROGRESS',
      title: 'Progress is followed to the end',
      mark: isWhole ? 'PASS' : failed > 0 ? 'FAIL' : 'WARN',
      evidence: `${completed} of ${steps} completed, ${failed} failed, by ${counted(reported.at(-1)?.sequence ?? 0, 'event')} without a gap`,
      remedy: isWhole ? null : 'Follow the run with runProgress, and see at the top of this report why it ended',
    },
    line({ code: 'LOGS', title: 'Logs of the database show no errors or warnings' }, logs),
  ];
}

const whileAdding = { code: 'QUERIES_WHILE_ADDING', title: 'Tenants can be queried while others are added' };

const whileMoving = { code: 'QUERIES_WHILE_MOVING', title: 'Tenants can be queried while shards are moved' };

const isolationBetweenSteps: Verdict = skip(
  'This run visits every document once, after the last change',
  'Run checkIsolation after each step where that is not enough',
);

const logs: Verdict = skip(
  'Shardbook does not read the logs of the database',
  'Watch the logs of Coordinators and DB-Servers; on the managed platform, in its console',
);

function probeVerdict(probe: ProbeFigures | undefined): Verdict {
  if (!probe) return notReached;
  const times = probe.p95Ms === null ? '' : `, p95 ${probe.p95Ms.toFixed(2)} ms`;
  const evidence = `${counted(probe.probes, 'probe')} of ${counted(probe.tenantsProbed, 'tenant')}, ${probe.failed} failed${times}`;
  if (probe.failed > 0) {
    return fail(evidence, 'See “Zero downtime” for the first failures, and repeat it more slowly');
  }
  if (probe.probes > 0) return pass(evidence);
  return skip('It was over before a probe ran', 'Query the tenants yourself meanwhile');
}

function linesAfter(context: RunContext): readonly Line[] {
  const { last, stepOf } = context;
  const facts = stepOf('VALIDATION').facts;
  const unchecked = { code: 'VALIDATION', title: 'Data, isolation, response times and health are as expected' };
  if (!facts || !last) return [line(unchecked, notReached), ...linesForPeople(context)];
  const { isolation, integrity, performance, health } = facts;
  const wrong = integrity.filter(({ status }) => status === 'FAIL');
  const { samples, failures, p95Ms, queriesPerSecond } = performance.overall;
  return [
    {
      code: 'DATA_WHOLE',
      title: 'Every count is as expected',
      mark: wrong.length > 0 ? 'FAIL' : integrity.length > 0 ? 'PASS' : 'SKIPPED',
      evidence: `${integrity.length - wrong.length} of ${counted(integrity.length, 'count')} as expected`,
      remedy: wrong.length > 0 ? `See “Integrity: expected against found”: ${wrong[0]?.title ?? ''}` : null,
    },
    {
      code: 'TENANTS_ISOLATED',
      title: 'Tenants are isolated, by every document and edge',
      mark: isolation.status,
      evidence: `${counted(isolation.documentsChecked, 'document')} visited, ${inFigures(isolation.edgesChecked)} of them edges, ${counted(isolation.findingsTotal, 'finding')}`,
      remedy:
        isolation.status === 'PASS' ? null : 'Resolve the findings of the validation before tenants use the cluster',
    },
    line(clusterHealthy, clusterHealthy.judge({ topology: last, health })),
    line(replicasInSync, replicasInSync.judge({ topology: last })),
    {
      code: 'QUERIES_ANSWERED',
      title: 'Queries are answered, and their response times are known',
      mark: failures > 0 ? 'FAIL' : samples > 0 ? 'PASS' : 'SKIPPED',
      evidence: `${counted(samples, 'query', 'queries')}, ${failures} failed, p95 ${p95Ms.toFixed(2)} ms, ${inFigures(Math.round(queriesPerSecond))} queries/s`,
      remedy: failures > 0 ? 'Run measurePerformance again and look at the logs of the database' : null,
    },
    ...linesForPeople(context),
  ];
}

function responseTimes(stepOf: RunContext['stepOf']): string {
  const [then, now] = [stepOf('INITIAL_STATE').facts?.performance, stepOf('VALIDATION').facts?.performance];
  if (!then || !now) return 'Response times were measured without the load of users';
  return `p95 ${then.overall.p95Ms.toFixed(2)} ms before and ${now.overall.p95Ms.toFixed(2)} ms after, without the load of users`;
}

function linesForPeople({ stepOf }: RunContext): readonly Line[] {
  const added = (stepOf('TENANT_ADDITION').facts?.tenants ?? []).filter(({ outcome }) => outcome === 'ADDED');
  const names = listed(added.map(({ name }) => name));
  return [
    line(
      { code: 'FASTER_THAN_BEFORE', title: 'It is faster than before under the load of real users' },
      skip(responseTimes(stepOf), 'Compare your own monitoring of the days before and after'),
    ),
    line(
      { code: 'DOCUMENTED', title: 'New tenants and DB-Servers are in your documentation' },
      skip(
        added.length === 0 ? 'No tenant was added' : `Added: ${names}`,
        'Keep this report with your documentation, and record new tenants and DB-Servers there',
      ),
    ),
    line(
      { code: 'STABLE', title: 'The cluster stays stable' },
      skip(
        'A run covers the time until its end',
        'Watch health for some days: subscribe to clusterChanged, or run preflight again',
      ),
    ),
  ];
}
