/** Results of the checks as plain data: findings with level, evidence and reason; figures with their units. */

/** SKIPPED: could not be found out here, with the reason; never a silent PASS. */
export type CheckStatus = 'PASS' | 'WARN' | 'FAIL' | 'SKIPPED';

/** One check with what it looked at. */
export interface CheckResult {
  /** Stable and machine readable, e.g. `NO_EDGE_BETWEEN_TENANTS`. */
  readonly code: string;
  /** What is checked, as a sentence in the present tense. */
  readonly title: string;
  readonly status: CheckStatus;
  /** What was looked at and what was found, with numbers. */
  readonly evidence: string;
  /** What to do; null when nothing is to be done. */
  readonly remedy: string | null;
}

/** What a check found; its code and title are the same whatever it is. */
export type Verdict = Pick<CheckResult, 'status' | 'evidence' | 'remedy'>;

/** Returns a verdict that nothing is to be done about. */
export function pass(evidence: string): Verdict {
  return { status: 'PASS', evidence, remedy: null };
}

/** Returns a verdict on something that works, and why it may not for long. */
export function warn(evidence: string, remedy: string): Verdict {
  return { status: 'WARN', evidence, remedy };
}

/** Returns a verdict on something that does not work. */
export function fail(evidence: string, remedy: string | null): Verdict {
  return { status: 'FAIL', evidence, remedy };
}

/** Returns a verdict that nothing could be found out, for a reason that is no fault. */
export function skip(reason: string, remedy: string | null = null): Verdict {
  return { status: 'SKIPPED', evidence: reason, remedy };
}

/** The worst status of several checks; SKIPPED does not count. */
export type OverallStatus = Exclude<CheckStatus, 'SKIPPED'>;

/** Returns the worst status; PASS when there is none or all are SKIPPED. */
export function worstOf(checks: readonly CheckResult[]): OverallStatus {
  const has = (status: CheckStatus): boolean => checks.some((check) => check.status === status);
  return has('FAIL') ? 'FAIL' : has('WARN') ? 'WARN' : 'PASS';
}

/** One thing that is wrong, with a counter-example. */
export interface IsolationFinding {
  /** Code of the check that found it. */
  readonly check: string;
  readonly message: string;
  readonly tenantKey: string | null;
  /** `_id` of the document that shows it; null when a document is missing. */
  readonly documentId: string | null;
}

export interface IsolationReport {
  readonly status: 'PASS' | 'FAIL';
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly tenantsChecked: number;
  /** Every document, vertices and edges. */
  readonly documentsChecked: number;
  readonly edgesChecked: number;
  readonly checks: readonly CheckResult[];
  /** The first of each kind, at most 20 a check; `findingsTotal` counts all. */
  readonly findings: readonly IsolationFinding[];
  readonly findingsTotal: number;
  readonly elapsedMs: number;
}

export interface PreflightReport {
  readonly status: OverallStatus;
  readonly checkedAt: string;
  readonly checks: readonly CheckResult[];
}

/** Whether the data is whole: what the store says of itself, and what counting tells. */
export interface DatabaseReport {
  readonly status: OverallStatus;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly elapsedMs: number;
  /** Always the same checks in the same order. */
  readonly checks: readonly CheckResult[];
}

/** What the doctor found: whether Shardbook can work with the store that its settings name. */
export interface DoctorReport {
  readonly store: 'EMBEDDED' | 'ARANGODB';
  readonly status: OverallStatus;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  /** Always the same checks in the same order for a store. */
  readonly checks: readonly CheckResult[];
}

/** Response times of one kind of query, measured. All times in milliseconds. */
export interface LatencyFigures {
  readonly name: string;
  /** What is asked, for people. */
  readonly description: string;
  readonly samples: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly queriesPerSecond: number;
}

/** PERCENT is 0 to 100, as servers tell it. */
export type ServerFigureUnit = 'BYTES' | 'COUNT' | 'SECONDS' | 'PERCENT';

/** Something that a server tells of itself. */
export interface ServerFigure {
  /** Stable and machine readable, e.g. `MEMORY`. */
  readonly name: string;
  /** What it is, for people. */
  readonly description: string;
  readonly value: number;
  readonly unit: ServerFigureUnit;
  /** Where it was read, e.g. the name of a metric. */
  readonly source: string;
}

/** What one DB-Server tells of itself, or why it does not. */
export interface ServerFigures {
  /** null: all DB-Servers, because not even their names could be found out. */
  readonly serverId: string | null;
  readonly shortName: string;
  /** Those that the server told, always in the same order; empty when skipped. */
  readonly figures: readonly ServerFigure[];
  /** The reason why there are no figures; null when there are. */
  readonly skipped: string | null;
}

export interface PerformanceReport {
  readonly measuredAt: string;
  readonly elapsedMs: number;
  /** Queries that ran at the same time. */
  readonly concurrency: number;
  readonly queries: readonly LatencyFigures[];
  readonly overall: LatencyFigures;
  /** One entry per DB-Server. */
  readonly serverFigures: readonly ServerFigures[];
}

/** What the probe saw while the cluster was being changed: the evidence for zero downtime. */
export interface ProbeFigures {
  readonly tenantsProbed: number;
  readonly probes: number;
  readonly failed: number;
  /** The first failures, at most 5. */
  readonly failures: readonly string[];
  /** null where no probe ran. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
}

export interface HealthFinding {
  readonly code: string;
  readonly level: 'INFO' | 'WARN' | 'FAIL';
  readonly message: string;
}

export interface ClusterHealth {
  readonly status: 'GOOD' | 'DEGRADED' | 'BAD';
  readonly findings: readonly HealthFinding[];
}

/** As many failures are told in words; the others are counted. */
export const failuresTold = 5;

/**
 * Returns the figures of both parts together. Of percentiles and of the tenants that were probed it is the larger one: so
 * what they say holds for the whole, although the single times are gone.
 */
export function joinedProbes(earlier: ProbeFigures | null, later: ProbeFigures): ProbeFigures {
  if (!earlier) return later;
  return {
    tenantsProbed: Math.max(earlier.tenantsProbed, later.tenantsProbed),
    probes: earlier.probes + later.probes,
    failed: earlier.failed + later.failed,
    failures: [...earlier.failures, ...later.failures].slice(0, failuresTold),
    p50Ms: larger(earlier.p50Ms, later.p50Ms),
    p95Ms: larger(earlier.p95Ms, later.p95Ms),
    maxMs: larger(earlier.maxMs, later.maxMs),
  };
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
