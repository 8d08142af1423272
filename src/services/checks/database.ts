/**
 * The guide's "check database integrity": what the store says of itself, then what counting and a bounded walk can tell.
 * The checks themselves are in `database/`.
 */
import { DomainError } from '../errors/errors.js';
import { type CheckResult, type DatabaseReport, fail, worstOf } from '../model/check.js';
import { collectionSums } from './database/collection-sums.js';
import { edges } from './database/edges.js';
import { replication } from './database/replication.js';
import { runs } from './database/runs.js';
import { type DatabaseCheck, type DatabaseDependencies, DatabaseSubject } from './database/subject.js';
import { tenantCounters, tenantDocuments, unfinishedTenants } from './database/tenant-documents.js';

/** In the order of the report, after what the store says of itself. */
const databaseChecks: readonly DatabaseCheck[] = [
  replication,
  tenantDocuments,
  tenantCounters,
  collectionSums,
  edges,
  unfinishedTenants,
  runs,
];

/**
 * Returns one result per check, always the same checks in the same order. The status is the worst of them; SKIPPED does
 * not count. Changes nothing. A check that cannot read what it needs has failed with the reason; throws a DomainError
 * only when the store does not answer at all, and the signal's reason when it is aborted.
 */
export async function checkDatabase(dependencies: DatabaseDependencies): Promise<DatabaseReport> {
  const { store, clock } = dependencies;
  const startedMs = clock.elapsedMs();
  const checkedAt = clock.now().toISOString();
  await store.ping();
  const subject = new DatabaseSubject(dependencies);
  const checks = [...(await subject.ofStore())];
  for (const check of databaseChecks) {
    dependencies.signal?.throwIfAborted();
    checks.push(await resultOf(check, subject));
  }
  return { status: worstOf(checks), checkedAt, elapsedMs: clock.elapsedMs() - startedMs, checks };
}

async function resultOf(check: DatabaseCheck, subject: DatabaseSubject): Promise<CheckResult> {
  const { code, title } = check;
  try {
    return { code, title, ...(await check.look(subject)) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code, title, ...fail(error.message, error.remedy) };
  }
}
