/** Step 5, validation: isolation, integrity, response times and health after everything changed. */
import { counted, inBytes, inFigures, inTime } from '../../services/base/wording.js';
import type { PerformanceReport, ServerFigure, ServerFigures } from '../../services/model/check.js';
import { inNameOrder } from './cluster-figures.js';
import { type FactsOf, markOfStep, type RunContext, type RunOutcome, whyNoFacts } from './context.js';
import { healthCell } from './initial-state.js';
import { validateOperation } from './operations.js';
import {
  checkCell,
  type DraftCell,
  fixed,
  listed,
  markValue,
  narrative,
  numberColumn,
  operationCell,
  partOf,
  type ReportPart,
  type Shown,
  table,
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
    checks: isolation.checks.map(({ status: mark, ...check }) => ({ ...check, mark })),
  };
}

function findingsTable({ isolation }: FactsOf<'VALIDATION'>): DraftCell | null {
  if (isolation.findings.length === 0) return null;
  const { findings, findingsTotal } = isolation;
  const note = findingsTotal > findings.length ? `${findings.length} of ${inFigures(findingsTotal)} findings.` : null;
  const title = 'Violations of isolation, each with a counter-example';
  return table({ id: 'validation-findings', title, basis: 'MEASURED', note }, findings, [
    textColumn('check', 'Check', ({ check }) => check),
    textColumn('message', 'Finding', ({ message }) => message),
    textColumn('tenant', 'Tenant key', ({ tenantKey }) => tenantKey),
    textColumn('document', 'Document', ({ documentId }) => documentId),
  ]);
}

function integrityTable({ integrity }: FactsOf<'VALIDATION'>): DraftCell {
  const head = { id: 'validation-integrity', title: 'Integrity: expected against found', noun: 'check' };
  // Of many rows people are shown the first, and what is wrong has to be among them.
  const sorted = [...integrity].sort((a, b) => Number(a.status === 'PASS') - Number(b.status === 'PASS'));
  return table({ ...head, basis: 'MEASURED' }, sorted, [
    textColumn('check', 'Check', ({ title }) => title),
    numberColumn('expected', 'Expected', ({ expected }) => expected),
    numberColumn('found', 'Found', ({ found }) => found),
    textColumn('result', 'Result', ({ status }) => markValue(status)),
  ]);
}

function latencyTable({ performance }: FactsOf<'VALIDATION'>): DraftCell {
  const note = `Timed on the machine that ran this, ${counted(performance.concurrency, 'query', 'queries')} at a time; times differ on another machine or store.`;
  const queries = [...performance.queries, { ...performance.overall, description: 'All queries' }];
  return table({ id: 'validation-latency', title: 'Response times', basis: 'MEASURED', note }, queries, [
    textColumn('query', 'Query', ({ name, description }) => (description === '' ? name : description)),
    numberColumn('samples', 'Samples', ({ samples }) => samples),
    numberColumn('failures', 'Failures', ({ failures }) => failures),
    numberColumn('p50', 'p50', ({ p50Ms }) => fixed(p50Ms, 2), { unit: 'ms' }),
    numberColumn('p95', 'p95', ({ p95Ms }) => fixed(p95Ms, 2), { unit: 'ms' }),
    numberColumn('p99', 'p99', ({ p99Ms }) => fixed(p99Ms, 2), { unit: 'ms' }),
    numberColumn('max', 'Max', ({ maxMs }) => fixed(maxMs, 2), { unit: 'ms' }),
    numberColumn('rate', 'Queries/s', ({ queriesPerSecond }) => Math.round(queriesPerSecond)),
  ]);
}

/** Returns the cell; null for a cluster without DB-Servers. */
export function serverFiguresCell(id: string, title: string, performance: PerformanceReport): DraftCell | null {
  const servers = performance.serverFigures;
  if (servers.length === 0) return null;
  const named = inNameOrder(servers.map((server) => ({ ...server, serverId: server.serverId ?? '' })));
  const reported = named.flatMap(({ shortName, figures }) => figures.map((one) => ({ ...one, shortName })));
  const reasons = reasonsOf(servers);
  if (reported.length === 0) {
    return checkCell(id, title, {
      code: 'SERVER_FIGURES',
      title: 'DB-Servers tell their memory, disk, shards and work',
      mark: 'SKIPPED',
      evidence: reasons.join(' '),
      remedy: null,
    });
  }
  // All servers by one figure stand together, figures in the order in which servers report them.
  const order = [...new Set(reported.map(({ name }) => name))];
  const items = order.flatMap((name) => reported.filter((one) => one.name === name));
  const note = ['Asked right after the queries were timed.', ...reasons].join(' ');
  return table({ id, title, basis: 'MEASURED', noun: 'figure', note }, items, [
    textColumn('figure', 'Figure', ({ description, name }) => text(description, name)),
    textColumn('server', 'DB-Server', ({ shortName }) => shortName),
    numberColumn('value', 'Value', shownOf),
    textColumn('source', 'Metric', ({ source }) => source),
  ]);
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

function shownOf({ value, unit }: ServerFigure): Shown {
  switch (unit) {
    case 'BYTES':
      return text(inBytes(value), value);
    case 'COUNT':
      return value;
    case 'SECONDS':
      return text(inTime(value), value);
    case 'PERCENT':
      return text(`${value.toFixed(1)}%`, value);
  }
}
