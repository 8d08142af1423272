/** Whether the data is whole, each check with its evidence. */
import type { DatabaseReport as DomainReport } from '../services/model/check.js';
import { builder } from './builder.js';
import { CheckResult } from './IsolationReport.js';

const DatabaseStatus = builder.enumType('DatabaseStatus', {
  description: 'Whether the data is whole.',
  values: {
    PASS: { description: 'Everything that was looked at is whole.' },
    WARN: { description: 'The data is whole, but something needs attention.' },
    FAIL: { description: 'Something is damaged, missing or left behind.' },
  },
});

/** Whether the data is whole. */
export const DatabaseReport = builder.objectRef<DomainReport>('DatabaseReport').implement({
  description:
    'Whether the data is whole: the store, its replicas, and every tenant by counting. Everything is measured; checkIsolation visits every document in addition.',
  fields: (t) => ({
    status: t.expose('status', {
      type: DatabaseStatus,
      description: 'The worst of the checks; SKIPPED does not count.',
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When the checks began.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'How long they took, in milliseconds.' }),
    checks: t.field({
      type: [CheckResult],
      description: 'All checks, always the same in the same order.',
      resolve: ({ checks }) => checks,
    }),
  }),
});
