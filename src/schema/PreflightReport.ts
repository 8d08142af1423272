/** What to look at before a scale-out, each point with its evidence. */
import type { PreflightReport as DomainReport } from '../services/model/check.js';
import { builder } from './builder.js';
import { CheckResult } from './IsolationReport.js';

const PreflightStatus = builder.enumType('PreflightStatus', {
  description: 'Whether a scale-out may start.',
  values: {
    PASS: { description: 'Nothing stands in the way.' },
    WARN: { description: 'It may start, but something needs attention first.' },
    FAIL: { description: 'It should not start.' },
  },
});

/** Whether a scale-out may start. */
export const PreflightReport = builder.objectRef<DomainReport>('PreflightReport').implement({
  description: 'Whether a scale-out may start: the list of the guide, point by point.',
  fields: (t) => ({
    status: t.expose('status', { type: PreflightStatus, description: 'The worst of the checks.' }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When the checks ran.' }),
    checks: t.field({ type: [CheckResult], description: 'All checks.', resolve: ({ checks }) => checks }),
  }),
});
