/** Step 5, validation: isolation, integrity, response times and health after everything changed. */
import { counted, inFigures, inTime } from '../../services/base/wording.js';
import type { LatencyFigures, PerformanceReport, ServerFigure, ServerFigures } from '../../services/model/check.js';
import type { TableValue } from '../model.js';
import { inNameOrder } from './cluster-figures.js';
import type { FactsOf, RunContext } from './context.js';
import { healthCell } from './initial-state.js';
import { longTable } from './long-table.js';
import { validateOperation } from './operations.js';
import { markOfStep, type RunOutcome, whyNoFacts } from './outcome.js';
import {
  bytesValue,
  type DraftCell,
  figure,
  fixed,
  listed,
  markValue,
  narrative,
  numberColumn,
  operationCell,
  partOf,
  type ReportPart,
  text,
  textColumn,
} from './parts.js';

/** Returns the section of the step; null where the run has no such step. */
export function validationPart(context: RunContext, outcome: RunOutcome): ReportPart | null {
  const { step, facts, title } = context.stepOf('VALIDATION');
  if (title === null) return null;
  const section = { id: 'validation', title, mark: markOfStep(step, outcome) };
  if (!facts) return partOf(section, [narrative('validation-story', [whyNoFacts(step, outcome)])]);
  return partOf(section, [
    narrative('validation-story', story(facts)),
    operationCell('validation-operation', validateOperation),
    isolationCell(facts),
    findingsTable(facts),
    integrityTable(facts),
    latencyTable(facts),
    serverFiguresCell('validation-server-figures', 'What DB-Servers report about themselves', facts.performance),
    healthCell('validation-health', 'Cluster health at the end', facts.health),
  ]);
}

function story({ isolation, integrity, health }: FactsOf<'VALIDATION'>): readonly string[] {
  const failed = integrity.filter(({ status }) => status === 'FAIL').length;
  const verdict =
    isolation.status === 'PASS'
      ? 'no document of one tenant is connected to another tenant'
      : `${counted(isolation.findingsTotal, 'violation')} found`;
  return [
    `Isolation was checked on every document, not on a sample: ${counted(isolation.documentsChecked, 'document')}, of which ${counted(isolation.edgesChecked, 'edge')}, of ${counted(isolation.tenantsChecked, 'tenant')}; ${verdict}.`,
    `${failed === 0 ? `All ${counted(integrity.length, 'integrity check')} found what was expected` : `${failed} of ${counted(integrity.length, 'integrity check')} found something other than expected`}; cluster health is ${health.status}.`,
  ];
}

function isolationCell({ isolation }: FactsOf<'VALIDATION'>): DraftCell {
  return {
    kind: 'CHECK',
    id: 'validation-isolation',
    title: 'Isolation of tenants',
    mark: isolation.status,
    checks: isolation.checks.map(({ code, title, status, evidence, remedy }) => ({
      code,
      title,
      mark: status,
      evidence,
      remedy,
    })),
  };
}

function findingsTable({ isolation }: FactsOf<'VALIDATION'>): DraftCell | null {
  if (isolation.findings.length === 0) return null;
  const { findings, findingsTotal } = isolation;
  return {
    kind: 'TABLE',
    id: 'validation-findings',
    title: 'Violations of isolation, each with a counter-example',
    basis: 'MEASURED',
    columns: [
      textColumn('check', 'Check'),
      textColumn('message', 'Finding'),
      textColumn('tenant', 'Tenant key'),
      textColumn('document', 'Document'),
    ],
    rows: findings.map((one) => [text(one.check), text(one.message), text(one.tenantKey), text(one.documentId)]),
    note: findingsTotal > findings.length ? `${findings.length} of ${inFigures(findingsTotal)} findings.` : null,
  };
}

function integrityTable({ integrity }: FactsOf<'VALIDATION'>): DraftCell {
  return {
    kind: 'TABLE',
    id: 'validation-integrity',
    title: 'Integrity: expected against found',
    basis: 'MEASURED',
    columns: [
      textColumn('check', 'Check'),
      numberColumn('expected', 'Expected'),
      numberColumn('found', 'Found'),
      textColumn('result', 'Result'),
    ],
    ...longTable({
      // Of many rows people are shown the first, and what is wrong has to be among them.
      items: [...integrity].sort((a, b) => Number(a.status === 'PASS') - Number(b.status === 'PASS')),
      row: (one) => [text(one.title), text(one.expected), text(one.found), markValue(one.status)],
      order: 'first',
      noun: ['check'],
    }),
  };
}

function latencyTable({ performance }: FactsOf<'VALIDATION'>): DraftCell {
  const row = (one: LatencyFigures): ReturnType<typeof text>[] => [
    text(one.description === '' ? one.name : one.description),
    figure(one.samples),
    figure(one.failures),
    fixed(one.p50Ms, 2),
    fixed(one.p95Ms, 2),
    fixed(one.p99Ms, 2),
    fixed(one.maxMs, 2),
    figure(Math.round(one.queriesPerSecond)),
  ];
  return {
    kind: 'TABLE',
    id: 'validation-latency',
    title: 'Response times',
    basis: 'MEASURED',
    columns: [
      textColumn('query', 'Query'),
      numberColumn('samples', 'Samples'),
      numberColumn('failures', 'Failures'),
      numberColumn('p50', 'p50', { unit: 'ms' }),
      numberColumn('p95', 'p95', { unit: 'ms' }),
      numberColumn('p99', 'p99', { unit: 'ms' }),
      numberColumn('max', 'Max', { unit: 'ms' }),
      numberColumn('rate', 'Queries/s'),
    ],
    rows: [...performance.queries, { ...performance.overall, description: 'All queries' }].map(row),
    note: `Timed on the machine that ran this, ${counted(performance.concurrency, 'query', 'queries')} at a time; times differ on another machine or store.`,
  };
}

/** Returns the cell; null for a cluster without DB-Servers. */
export function serverFiguresCell(id: string, title: string, performance: PerformanceReport): DraftCell | null {
  const servers = performance.serverFigures;
  if (servers.length === 0) return null;
  const told = inNameOrder(servers.map((server) => ({ ...server, serverId: server.serverId ?? '' }))).flatMap(
    ({ shortName, figures }) => figures.map((one) => ({ shortName, figure: one })),
  );
  const reasons = reasonsOf(servers);
  if (told.length === 0) return skippedCell(id, title, reasons);
  // All servers by one figure stand together, figures in the order in which servers tell them.
  const order = [...new Set(told.map((one) => one.figure.name))];
  return {
    kind: 'TABLE',
    id,
    title,
    basis: 'MEASURED',
    columns: [
      textColumn('figure', 'Figure'),
      textColumn('server', 'DB-Server'),
      numberColumn('value', 'Value'),
      textColumn('source', 'Metric'),
    ],
    ...longTable({
      items: order.flatMap((name) => told.filter((one) => one.figure.name === name)),
      row: (one) => [
        { ...text(one.figure.description), value: one.figure.name },
        text(one.shortName),
        valueOf(one.figure),
        text(one.figure.source),
      ],
      order: 'first',
      noun: ['figure'],
      note: ['Asked right after the queries were timed.', ...reasons].join(' '),
    }),
  };
}

function skippedCell(id: string, title: string, reasons: readonly string[]): DraftCell {
  const check = {
    code: 'SERVER_FIGURES',
    title: 'DB-Servers tell their memory, disk, shards and work',
    mark: 'SKIPPED' as const,
    evidence: reasons.join(' '),
    remedy: null,
  };
  return { kind: 'CHECK', id, title, mark: 'SKIPPED', checks: [check] };
}

/** Returns a sentence for each reason, with the servers that give it. */
function reasonsOf(servers: readonly ServerFigures[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { shortName, skipped } of servers) {
    if (skipped !== null) byReason.set(skipped, [...(byReason.get(skipped) ?? []), shortName]);
  }
  const who = (names: readonly string[]): string =>
    names.length > 1 && names.length === servers.length ? 'All DB-Servers' : listed(names);
  return [...byReason].map(([reason, names]) => `${who(names)}: ${reason}.`);
}

function valueOf({ value, unit }: ServerFigure): TableValue {
  switch (unit) {
    case 'BYTES':
      return bytesValue(value);
    case 'COUNT':
      return figure(value);
    case 'SECONDS':
      return { ...text(inTime(value)), value };
    case 'PERCENT':
      return { ...text(`${value.toFixed(1)}%`), value };
  }
}
