/**
 * The isolation check: visits every document and edge, not a sample, and says with a counter-example what keeps tenants
 * from being apart and whole. The rules themselves are in `isolation/`.
 */
import { setImmediate } from 'node:timers/promises';

import { at } from '../base/cells.js';
import type { Clock } from '../base/clock.js';
import { counted } from '../base/wording.js';
import { UnknownTenantError } from '../errors/errors.js';
import type { CheckResult, IsolationReport } from '../model/check.js';
import type { Store } from '../store/port.js';
import { type InspectedStore, Inspection, knownTenantCode } from './isolation/inspection.js';
import { oneShardGroupRule } from './isolation/placement.js';
import type { IsolationRule, Ledger } from './isolation/rule.js';
import { isolationRules } from './isolation/rules.js';

/** Documents of one page: small enough that reading and judging it leaves the event loop free. */
const pageSize = 1_000;

const tenantsPerPage = 500;

export interface IsolationDependencies {
  readonly store: InspectedStore & Pick<Store, 'tenantPage' | 'readTopology'>;
  readonly clock: Clock;
}

export interface IsolationRequest {
  /** null: all tenants. */
  readonly tenantKey: string | null;
  /** Told after each page how many documents were visited, and how many there are at least. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the check between two pages with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the report: `checks` in the order of the rules, `findings` in the same order, at most 20 for each. The status
 * is FAIL when there is a finding; a check that found nothing to look at is SKIPPED, so on an empty cluster all are.
 * Tenants that are added or removed meanwhile are left out, and the evidence of KNOWN_TENANT says so. Memory does not
 * grow with the number of documents. Throws UnknownTenantError when the tenant is not ACTIVE, before or after.
 */
export async function checkIsolation(
  { store, clock }: IsolationDependencies,
  { tenantKey, onProgress, signal }: IsolationRequest,
): Promise<IsolationReport> {
  const startedMs = clock.elapsedMs();
  const checkedAt = clock.now().toISOString();
  const total = await documentsExpected(store, tenantKey);
  const inspection = new Inspection(store);
  let done = 0;
  const scan = async (key: string | null): Promise<void> => {
    let after: string | null = null;
    do {
      signal?.throwIfAborted();
      const page = await store.scanDocuments({ tenantKey: key, after, limit: pageSize });
      await inspection.visit(page.documents);
      done += page.documents.length;
      onProgress?.(done, Math.max(done, total));
      after = page.next;
      await setImmediate();
    } while (after !== null);
    await inspection.endScan(key);
  };

  await scan(tenantKey);
  if (tenantKey === null) {
    // Tenants without any document, and those that were added behind the scan's back.
    for await (const key of activeTenants(store)) if (!inspection.judged.has(key)) await scan(key);
    await comparePlacement(store, inspection);
  } else if (!inspection.judged.has(tenantKey)) {
    throw new UnknownTenantError(tenantKey);
  }
  return reportOf(inspection, checkedAt, clock.elapsedMs() - startedMs);
}

/** Shards are counted now and documents were visited before: only while the tenants are the same does it prove anything. */
async function comparePlacement(store: IsolationDependencies['store'], inspection: Inspection): Promise<void> {
  if (inspection.unplaced.size === 0 || inspection.documentsLeftOut > 0) return;
  const topology = await store.readTopology('FRESH');
  const isSame =
    topology.tenants.length === inspection.judged.size &&
    topology.tenants.every(({ key }) => inspection.judged.has(key));
  if (isSame) inspection.comparePlacement(topology);
}

async function documentsExpected(store: IsolationDependencies['store'], tenantKey: string | null): Promise<number> {
  if (tenantKey === null) {
    const { tenants } = await store.readTopology();
    return tenants.reduce((sum, tenant) => sum + tenant.documents, 0);
  }
  const [tenant] = await store.tenantsByKey([tenantKey]);
  if (tenant?.status !== 'ACTIVE') throw new UnknownTenantError(tenantKey);
  return tenant.documents;
}

async function* activeTenants(store: Pick<Store, 'tenantPage'>): AsyncGenerator<string> {
  let after: string | null = null;
  for (;;) {
    const page = await store.tenantPage(
      {},
      { field: 'CREATED_AT', direction: 'ASC' },
      { limit: tenantsPerPage, after, before: null, fromEnd: false },
    );
    for (const { item } of page.items) yield item.key;
    after = page.items.at(-1)?.position ?? null;
    if (!page.hasNext || after === null) return;
  }
}

function reportOf(inspection: Inspection, checkedAt: string, elapsedMs: number): IsolationReport {
  const tenants = inspection.judged.size;
  const ledgers = [...inspection.ledgers, inspection.strays];
  const checks = [
    ...isolationRules.map((rule, index) => ruleResult(rule, at(inspection.ledgers, index), inspection)),
    knownTenantResult(inspection),
  ];
  return {
    status: checks.some(({ status }) => status === 'FAIL') ? 'FAIL' : 'PASS',
    checkedAt,
    tenantsChecked: tenants,
    documentsChecked: inspection.documentsChecked,
    edgesChecked: inspection.edgesChecked,
    checks,
    findings: ledgers.flatMap(({ findings }) => findings),
    findingsTotal: ledgers.reduce((sum, { findingsTotal }) => sum + findingsTotal, 0),
    elapsedMs,
  };
}

function ruleResult(
  rule: IsolationRule,
  { looked, findingsTotal: found }: Ledger,
  inspection: Inspection,
): CheckResult {
  const what = `${counted(looked, ...rule.subject)} of ${counted(inspection.judged.size, 'tenant')} checked`;
  return {
    code: rule.code,
    title: rule.title,
    status: found > 0 ? 'FAIL' : looked === 0 ? 'SKIPPED' : 'PASS',
    evidence:
      looked === 0 && found === 0
        ? nothingLooked(rule, inspection)
        : `${what}, ${found === 0 ? 'no findings' : counted(found, 'finding')}`,
    remedy: found > 0 ? rule.remedy : null,
  };
}

function nothingLooked(rule: IsolationRule, { judged, unplaced }: Inspection): string {
  if (rule === oneShardGroupRule && unplaced.size > 0) {
    return (
      'ArangoDB does not report the shard of a single document: shards are counted only when all tenants ' +
      'are checked and none is being added or removed'
    );
  }
  return `Nothing to check: no ${rule.subject[1]} in ${counted(judged.size, 'tenant')}`;
}

function knownTenantResult({ strays, judged, documentsLeftOut }: Inspection): CheckResult {
  const leftOut =
    documentsLeftOut > 0 ? `; ${counted(documentsLeftOut, 'document')} of tenants being added or removed left out` : '';
  const found =
    strays.findingsTotal > 0 ? `${counted(strays.findingsTotal, 'document')} of no tenant` : 'each belongs to a tenant';
  return {
    code: knownTenantCode,
    title: 'Every document belongs to a tenant of the cluster',
    status: strays.findingsTotal > 0 ? 'FAIL' : strays.looked === 0 ? 'SKIPPED' : 'PASS',
    evidence:
      strays.looked === 0
        ? `Nothing to check: no documents in ${counted(judged.size, 'active tenant')}${leftOut}`
        : `${counted(strays.looked, 'document')} checked, ${counted(judged.size, 'active tenant')}, ` +
          `${found}${leftOut}`,
    remedy: strays.findingsTotal > 0 ? 'Find out where these documents come from, then remove them' : null,
  };
}
