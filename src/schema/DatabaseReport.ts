/** Whether the data is whole, each check with its evidence. */
import type { DatabaseReport as DomainReport } from '../services/model/check.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { exposed, show } from './exposed.js';
import { CheckResult } from './IsolationReport.js';

const DatabaseStatus = enumOf('DatabaseStatus', 'Whether the stored data is intact.', {
  PASS: 'Everything that was checked is intact.',
  WARN: 'The data is intact, but something needs attention.',
  FAIL: 'Data is damaged, missing or left over.',
});

/** Whether the data is whole. */
export const DatabaseReport = builder.objectRef<DomainReport>('DatabaseReport').implement({
  description:
    'Whether the stored data is intact: the store, its replicas, and the document counts of every ' +
    'tenant. Everything is measured. Use checkIsolation to visit every document as well.',
  fields: exposed(() => ({
    status: show(DatabaseStatus, 'The worst status of all checks; SKIPPED does not count.'),
    checkedAt: show('DateTime', 'When the checks started.'),
    elapsedMs: show('Float', 'Time that the checks took, in milliseconds.'),
    checks: show([CheckResult], 'All checks, always in the same order.'),
  })),
});
