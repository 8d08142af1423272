/** Whether every document and edge is where it belongs and no tenant can reach another's. */
import type {
  CheckResult as DomainCheck,
  IsolationFinding as DomainFinding,
  IsolationReport as DomainReport,
} from '../services/model/check.js';
import { builder } from './builder.js';

/** How a check ended. */
export const CheckStatus = builder.enumType('CheckStatus', {
  description: 'Result of a check.',
  values: {
    PASS: { description: 'What the check requires is true.' },
    WARN: { description: 'What the check requires is true, but something needs attention.' },
    FAIL: { description: 'What the check requires is not true.' },
    SKIPPED: { description: 'The check could not be made here; its evidence says why.' },
  },
});

/** One check with what it looked at. */
export const CheckResult = builder.objectRef<DomainCheck>('CheckResult').implement({
  description: 'A check with its result and the evidence for it.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable, machine-readable code of the check, e.g. NO_EDGE_BETWEEN_TENANTS.',
    }),
    title: t.exposeString('title', { description: 'What is checked, as a sentence.' }),
    status: t.expose('status', { type: CheckStatus, description: 'Whether the check passed.' }),
    evidence: t.exposeString('evidence', { description: 'What was examined and what was found, with numbers.' }),
    remedy: t.exposeString('remedy', {
      nullable: true,
      description: 'What to do; null when nothing needs to be done.',
    }),
  }),
});

const IsolationFinding = builder.objectRef<DomainFinding>('IsolationFinding').implement({
  description: 'A violation of isolation, with the document that shows it.',
  fields: (t) => ({
    check: t.exposeString('check', { description: 'Code of the check that found the violation.' }),
    message: t.exposeString('message', { description: 'The violation, as a sentence for people.' }),
    tenantKey: t.exposeString('tenantKey', {
      nullable: true,
      description: 'Key of the tenant concerned; null when no tenant is.',
    }),
    documentId: t.exposeString('documentId', {
      nullable: true,
      description: '_id of the document that shows the violation; null when a document is missing.',
    }),
  }),
});

const IsolationStatus = builder.enumType('IsolationStatus', {
  description: 'Whether tenants are isolated from each other.',
  values: {
    PASS: { description: 'Every document and edge meets every check.' },
    FAIL: { description: 'At least one document or edge violates a check.' },
  },
});

/** Whether tenants are isolated. */
export const IsolationReport = builder.objectRef<DomainReport>('IsolationReport').implement({
  description:
    'Whether tenants are isolated from each other. Every document and edge is examined, not a sample. ' +
    'Everything is measured.',
  fields: (t) => ({
    status: t.expose('status', { type: IsolationStatus, description: 'PASS when no violation was found.' }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When the check started.' }),
    tenantsChecked: t.exposeInt('tenantsChecked', { description: 'Number of tenants examined.' }),
    documentsChecked: t.expose('documentsChecked', {
      type: 'BigInt',
      description: 'Number of documents examined, vertices and edges included.',
    }),
    edgesChecked: t.expose('edgesChecked', {
      type: 'BigInt',
      description: 'Number of edges among the documents examined.',
    }),
    checks: t.field({
      type: [CheckResult],
      description: 'The checks, always in the same order.',
      resolve: ({ checks }) => checks,
    }),
    findings: t.field({
      type: [IsolationFinding],
      description: 'The violations found, at most 20 per check.',
      resolve: ({ findings }) => findings,
    }),
    findingsTotal: t.expose('findingsTotal', {
      type: 'BigInt',
      description: 'Number of violations found, including those not listed in findings.',
    }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'Time that the check took, in milliseconds.' }),
  }),
});
