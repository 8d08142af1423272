/** What to look at before a scale-out, each point with its evidence. */
import type { PreflightReport as DomainReport } from '../services/model/check.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { exposed, show } from './exposed.js';
import { CheckResult } from './IsolationReport.js';

const PreflightStatus = enumOf('PreflightStatus', 'Whether a scale-out may start.', {
  PASS: 'Nothing prevents a scale-out.',
  WARN: 'A scale-out may start, but something needs attention first.',
  FAIL: 'A scale-out should not start.',
});

/** Whether a scale-out may start. */
export const PreflightReport = builder.objectRef<DomainReport>('PreflightReport').implement({
  description: 'Whether a scale-out may start: the checklist of the scale-out guide, item by item.',
  fields: exposed(() => ({
    status: show(PreflightStatus, 'The worst status of all checks.'),
    checkedAt: show('DateTime', 'When the checks were made.'),
    checks: show([CheckResult], 'The checks, in the order of the guide.'),
  })),
});
