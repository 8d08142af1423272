/** Every tenant has the documents that its scale factor demands, and its counters say so: by counting, not by visiting. */
import { counted } from '../../base/wording.js';
import { type CheckResult, fail, pass, skip } from '../../model/check.js';
import { compareWithCounters, compareWithScale } from '../isolation/counts.js';
import { Ledger } from '../isolation/rule.js';
import { noUnfinishedTenant } from '../preflight/procedure-checks.js';
import type { CountedTenant, DatabaseCheck } from './subject.js';

/** Counter-examples that are told. */
const examplesTold = 3;

/** One document less is one document lost. */
export const tenantDocuments: DatabaseCheck = {
  code: 'TENANT_DOCUMENTS',
  title: 'Every tenant has exactly the documents required by its scale factor, collection by collection',
  async look(subject) {
    const { tenants } = await subject.count();
    const remedy = 'Remove these tenants and add them again: documents are missing or superfluous';
    return verdictOf('TENANT_DOCUMENTS', tenants, compareWithScale, remedy);
  },
};

/** Totals, sizes and forecasts are read from the counters. */
export const tenantCounters: DatabaseCheck = {
  code: 'TENANT_COUNTERS',
  title: 'The counters of every tenant agree with its documents',
  async look(subject) {
    const { tenants } = await subject.count();
    const remedy = 'Remove these tenants and add them again: counters are written together with documents';
    return verdictOf('TENANT_COUNTERS', tenants, compareWithCounters, remedy);
  },
};

function verdictOf(
  code: string,
  tenants: readonly CountedTenant[],
  compare: typeof compareWithScale,
  remedy: string,
): Pick<CheckResult, 'status' | 'evidence' | 'remedy'> {
  if (tenants.length === 0) return skip('0 tenants: nothing to count');
  const ledger = new Ledger(code);
  for (const { tenant, counts } of tenants) compare(tenant, counts, ledger);
  const documents = tenants.reduce((sum, { counts }) => sum + totalOf(counts), 0);
  const looked = `${counted(documents, 'document')} of ${counted(tenants.length, 'tenant')} counted`;
  if (ledger.findingsTotal === 0) return pass(`${looked}, ${counted(ledger.looked, 'figure')} agree`);
  const examples = ledger.findings.slice(0, examplesTold).map(({ message }) => message);
  const more = ledger.findingsTotal - examples.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return fail(
    `${looked}, ${counted(ledger.findingsTotal, 'figure')} of ${ledger.looked} wrong: ${examples.join('; ')}${rest}`,
    remedy,
  );
}

function totalOf(counts: CountedTenant['counts']): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

export const unfinishedTenants: DatabaseCheck = {
  code: noUnfinishedTenant.code,
  title: noUnfinishedTenant.title,
  async look(subject) {
    const unfinished = await subject.dependencies.store.unfinishedTenants();
    return noUnfinishedTenant.judge({ unfinishedTenants: unfinished, topology: await subject.topology() });
  },
};
