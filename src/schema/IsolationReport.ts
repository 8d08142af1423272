/** Whether every document and edge is where it belongs and no tenant can reach another's. */
import type {
  CheckResult as DomainCheck,
  IsolationFinding as DomainFinding,
  IsolationReport as DomainReport,
} from '../services/model/check.js';
import { builder } from './builder.js';

/** How a check ended. */
export const CheckStatus = builder.enumType('CheckStatus', {
  description: 'How a check ended.',
  values: {
    PASS: { description: 'What it asks for holds.' },
    WARN: { description: 'It holds, but something needs attention.' },
    FAIL: { description: 'It does not hold.' },
    SKIPPED: { description: 'It could not be found out here; the evidence says why.' },
  },
});

/** One check with what it looked at. */
export const CheckResult = builder.objectRef<DomainCheck>('CheckResult').implement({
  description: 'One check with what it looked at.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and machine readable, e.g. NO_EDGE_BETWEEN_TENANTS.' }),
    title: t.exposeString('title', { description: 'What is checked, as a sentence.' }),
    status: t.expose('status', { type: CheckStatus, description: 'How it ended.' }),
    evidence: t.exposeString('evidence', { description: 'What was looked at and what was found, with numbers.' }),
    remedy: t.exposeString('remedy', {
      nullable: true,
      description: 'What to do; null when nothing is to be done.',
    }),
  }),
});

const IsolationFinding = builder.objectRef<DomainFinding>('IsolationFinding').implement({
  description: 'One thing that is wrong, with a counter-example.',
  fields: (t) => ({
    check: t.exposeString('check', { description: 'Code of the check that found it.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    tenantKey: t.exposeString('tenantKey', { nullable: true, description: 'The tenant concerned; null when none is.' }),
    documentId: t.exposeString('documentId', {
      nullable: true,
      description: '_id of the document that shows it; null when a document is missing.',
    }),
  }),
});

const IsolationStatus = builder.enumType('IsolationStatus', {
  description: 'Whether tenants are isolated.',
  values: {
    PASS: { description: 'All checks hold for every document and edge.' },
    FAIL: { description: 'At least one counter-example was found.' },
  },
});

/** Whether tenants are isolated. */
export const IsolationReport = builder.objectRef<DomainReport>('IsolationReport').implement({
  description:
    'Whether tenants are isolated: every document and edge was looked at, not a sample. Everything is measured.',
  fields: (t) => ({
    status: t.expose('status', { type: IsolationStatus, description: 'PASS when nothing is wrong.' }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When the check began.' }),
    tenantsChecked: t.exposeInt('tenantsChecked', { description: 'Tenants that were looked at.' }),
    documentsChecked: t.expose('documentsChecked', {
      type: 'BigInt',
      description: 'Documents that were looked at, vertices and edges.',
    }),
    edgesChecked: t.expose('edgesChecked', { type: 'BigInt', description: 'Edges among them.' }),
    checks: t.field({ type: [CheckResult], description: 'All checks.', resolve: ({ checks }) => checks }),
    findings: t.field({
      type: [IsolationFinding],
      description: 'Counter-examples, at most 20 a check.',
      resolve: ({ findings }) => findings,
    }),
    findingsTotal: t.expose('findingsTotal', { type: 'BigInt', description: 'All counter-examples there are.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'How long it took, in milliseconds.' }),
  }),
});
