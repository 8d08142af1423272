/** What to look at before a scale-out, each point with its evidence. */
import type { PreflightReport as DomainReport } from '../services/model/check.js';
import { builder } from './builder.js';
import { CheckResult } from './IsolationReport.js';

const PreflightStatus = builder.enumType('PreflightStatus', {
  description: 'Whether a scale-out may start.',
  values: {
    PASS: { description: 'Nothing prevents a scale-out.' },
    WARN: { description: 'A scale-out may start, but something needs attention first.' },
    FAIL: { description: 'A scale-out should not start.' },
  },
});

/** Whether a scale-out may start. */
export const PreflightReport = builder.objectRef<DomainReport>('PreflightReport').implement({
  description: 'Whether a scale-out may start: the checklist of the scale-out guide, item by item.',
  fields: (t) => ({
    status: t.expose('status', { type: PreflightStatus, description: 'The worst status of all checks.' }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When the checks were made.' }),
    checks: t.field({
      type: [CheckResult],
      description: 'The checks, in the order of the guide.',
      resolve: ({ checks }) => checks,
    }),
  }),
});
