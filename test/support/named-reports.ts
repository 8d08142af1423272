/** Report models that several tests render: the demo, and clusters with many tenants or with names that look like mark-up. */
import type { ReportModel } from '../../src/reports/model.js';
import { buildRunReport, buildSnapshotReport } from '../../src/services/reporting.js';
import { clusterWith, demoRun, guideTenants, snapshotOf, type TenantWish } from './demo-run.js';

/** Names that a renderer without escaping would take for mark-up. */
export const hostileNames = [
  '<script>alert(1)</script>',
  'a|b*c',
  '# [x](https://example.com) `y` \\| &amp; "z" \'q\' {{this}} $1$ <img src=x onerror=alert(1)>',
] as const;

/** The guide's demo, completed. */
export function demoReport(): ReportModel {
  return buildRunReport(demoRun());
}

/** The demo, whose three added tenants have hostile names. */
export function hostileReport(): ReportModel {
  const wishes = guideTenants.map((wish, at) => ({ ...wish, name: hostileNames[at - 2] ?? wish.name }));
  return buildRunReport(demoRun(wishes));
}

/** Two snapshots of a cluster with so many tenants, before and after two more DB-Servers. */
export function largeReport({
  tenants,
  servers,
  groups,
}: {
  tenants: number;
  servers: number;
  groups: number;
}): ReportModel {
  const wishes = Array.from({ length: tenants }, (_, at): TenantWish => ({
    name: `Tenant number ${at + 1}`,
    scaleFactor: 1 + (at % 5),
    group: (at * 7) % groups,
  }));
  return buildSnapshotReport({
    before: snapshotOf('before', clusterWith(wishes, { servers: servers - 2, groups })),
    after: snapshotOf('after', clusterWith(wishes, { servers, groups }), 60),
    version: '0.1.0',
  });
}
