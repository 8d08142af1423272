/** Whether every document and edge is where it belongs and no tenant can reach another's. */
import type {
  CheckResult as DomainCheck,
  IsolationFinding as DomainFinding,
  IsolationReport as DomainReport,
} from '../services/model/check.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';

/** How a check ended. */
export const CheckStatus = enumOf('CheckStatus', 'Result of a check.', {
  PASS: 'What the check requires is true.',
  WARN: 'What the check requires is true, but something needs attention.',
  FAIL: 'What the check requires is not true.',
  SKIPPED: 'The check could not be made here; its evidence says why.',
});

/** One check with what it looked at. */
export const CheckResult = builder.objectRef<DomainCheck>('CheckResult').implement({
  description: 'A check with its result and the evidence for it.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code of the check, e.g. NO_EDGE_BETWEEN_TENANTS.'),
    title: show('String', 'What is checked, as a sentence.'),
    status: show(CheckStatus, 'Whether the check passed.'),
    evidence: show('String', 'What was examined and what was found, with numbers.'),
    remedy: showOrNull('String', 'What to do; null when nothing needs to be done.'),
  })),
});

const IsolationFinding = builder.objectRef<DomainFinding>('IsolationFinding').implement({
  description: 'A violation of isolation, with the document that shows it.',
  fields: exposed(() => ({
    check: show('String', 'Code of the check that found the violation.'),
    message: show('String', 'The violation, as a sentence for people.'),
    tenantKey: showOrNull('String', 'Key of the tenant concerned; null when no tenant is.'),
    documentId: showOrNull('String', '_id of the document that shows the violation; null when a document is missing.'),
  })),
});

const IsolationStatus = enumOf('IsolationStatus', 'Whether tenants are isolated from each other.', {
  PASS: 'Every document and edge meets every check.',
  FAIL: 'At least one document or edge violates a check.',
});

/** Whether tenants are isolated. */
export const IsolationReport = builder.objectRef<DomainReport>('IsolationReport').implement({
  description:
    'Whether tenants are isolated from each other. Every document and edge is examined, not a sample. ' +
    'Everything is measured.',
  fields: exposed(() => ({
    status: show(IsolationStatus, 'PASS when no violation was found.'),
    checkedAt: show('DateTime', 'When the check started.'),
    tenantsChecked: show('Int', 'Number of tenants examined.'),
    documentsChecked: show('BigInt', 'Number of documents examined, vertices and edges included.'),
    edgesChecked: show('BigInt', 'Number of edges among the documents examined.'),
    checks: show([CheckResult], 'The checks, always in the same order.'),
    findings: show([IsolationFinding], 'The violations found, at most 20 per check.'),
    findingsTotal: show('BigInt', 'Number of violations found, including those not listed in findings.'),
    elapsedMs: show('Float', 'Time that the check took, in milliseconds.'),
  })),
});
