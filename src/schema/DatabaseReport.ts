/** Whether the data is whole, each check with its evidence. */
import type { DatabaseReport as DomainReport } from '../services/model/check.js';
import { builder } from './builder.js';
import { CheckResult } from './IsolationReport.js';

const DatabaseStatus = builder.enumType('DatabaseStatus', {
  description: 'Whether the stored data is intact.',
  values: {
    PASS: { description: 'Everything that was checked is intact.' },
    WARN: { description: 'The data is intact, but something needs attention.' },
    FAIL: { description: 'Data is damaged, missing or left over.' },
  },
});

/** Whether the data is whole. */
export const DatabaseReport = builder.objectRef<DomainReport>('DatabaseReport').implement({
  description:
    'Whether the stored data is intact: the store, its replicas, and the document counts of every ' +
    'tenant. Everything is measured. Use checkIsolation to visit every document as well.',
  fields: (t) => ({
    status: t.expose('status', {
      type: DatabaseStatus,
      description: 'The worst status of all checks; SKIPPED does not count.',
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When the checks started.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'Time that the checks took, in milliseconds.' }),
    checks: t.field({
      type: [CheckResult],
      description: 'All checks, always in the same order.',
      resolve: ({ checks }) => checks,
    }),
  }),
});
