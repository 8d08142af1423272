/**
 * The guide's "Before Scale-Out" list and what belongs to it: each line is looked at now, with figures, and what cannot
 * be found out from here is SKIPPED with the reason. The lines themselves are in `preflight/`.
 */
import type { Clock } from '../base/clock.js';
import { DomainError } from '../errors/errors.js';
import { fail, type PreflightReport, skip, worstOf } from '../model/check.js';
import { guideScenarios } from '../model/scenarios.js';
import type { Store } from '../store/port.js';
import { healthOf } from './health.js';
import { checkIsolation } from './isolation.js';
import { capacityChecks } from './preflight/capacity-checks.js';
import { clusterChecks } from './preflight/cluster-checks.js';
import type { PreflightCheck, PreflightFacts } from './preflight/facts.js';
import { procedureChecks } from './preflight/procedure-checks.js';

/** What the checks of room and names are asked for: the guide's demo. */
const { tenants: demoTenants } = guideScenarios.DEMO;

export interface PreflightDependencies {
  readonly store: Store;
  readonly clock: Clock;
}

/** In the order of the report: the store comes first, because without it nothing else can be told. */
const preflightChecks: readonly PreflightCheck[] = [...clusterChecks, ...capacityChecks, ...procedureChecks];

/**
 * Returns one result per check, always the same checks in the same order. The status is the worst of them; SKIPPED does
 * not count. Visits every document (the isolation check), and changes nothing. When the store does not answer,
 * STORE_REACHABLE fails and the others are SKIPPED. Throws the signal's reason when it is aborted.
 */
export async function runPreflight(
  { store, clock }: PreflightDependencies,
  signal?: AbortSignal,
): Promise<PreflightReport> {
  const checkedAt = clock.now().toISOString();
  const startedMs = clock.elapsedMs();
  try {
    await store.ping();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return withoutStore(error, checkedAt, clock.elapsedMs() - startedMs);
  }
  const facts = await readFacts({ store, clock }, clock.elapsedMs() - startedMs, signal);
  const checks = preflightChecks.map((check) => ({ code: check.code, title: check.title, ...check.judge(facts) }));
  return { status: worstOf(checks), checkedAt, checks };
}

async function readFacts(
  { store, clock }: PreflightDependencies,
  pingMs: number,
  signal: AbortSignal | undefined,
): Promise<PreflightFacts> {
  const topology = await store.readTopology();
  const snapshots = await store.snapshotPage({ limit: 1, after: null, before: null, fromEnd: false });
  const there = await store.tenantsByName(demoTenants.map(({ name }) => name));
  return {
    now: clock.now(),
    pingMs,
    storeDescription: store.description,
    topology,
    health: healthOf(topology),
    runningRuns: await store.runningRuns(),
    unfinishedTenants: await store.unfinishedTenants(),
    newestSnapshot: snapshots.items[0]?.item ?? null,
    snapshots: snapshots.totalCount,
    isolation: await checkIsolation({ store, clock }, { tenantKey: null, signal }),
    plannedTenants: demoTenants.filter((_, at) => !there[at]),
  };
}

function withoutStore(error: DomainError, checkedAt: string, elapsedMs: number): PreflightReport {
  const noAnswer = fail(`No answer after ${elapsedMs.toFixed(1)} ms: ${error.message}`, error.remedy);
  const checks = preflightChecks.map(({ code, title }, at) => ({
    ...{ code, title },
    ...(at === 0 ? noAnswer : skip('Not checked, because the store does not answer')),
  }));
  return { status: 'FAIL', checkedAt, checks };
}
