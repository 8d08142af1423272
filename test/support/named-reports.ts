/** Report models that several tests render: the demo, and clusters with many tenants or with names that look like mark-up. */
import { buildPlanReport, buildRunReport, buildSnapshotReport } from '../../src/reports/content/build.js';
import type { ReportModel } from '../../src/reports/model.js';
import { inOneGo } from '../../src/services/base/turns.js';
import type { RebalancePlan } from '../../src/services/model/plan.js';
import type { ClusterTopology } from '../../src/services/model/topology.js';
import { makePlan } from '../../src/services/planning/answers/plan.js';
import type { PlanRequest } from '../../src/services/planning/question/options.js';
import { clusterWith, demoRun, guideTenants, snapshotOf, type TenantWish } from './demo-run.js';

/** Names that a renderer without escaping would take for mark-up. */
export const hostileNames = [
  '<script>alert(1)</script>',
  'a|b*c',
  '# [x](https://example.com) `y` \\| &amp; "z" \'q\' {{this}} $1$ <img src=x onerror=alert(1)>',
] as const;

/** The guide's demo, completed. */
export function demoReport(): ReportModel {
  return inOneGo(buildRunReport(demoRun()));
}

/** The demo, whose three added tenants have hostile names. */
export function hostileReport(): ReportModel {
  const wishes = guideTenants.map((wish, at) => ({ ...wish, name: hostileNames[at - 2] ?? wish.name }));
  return inOneGo(buildRunReport(demoRun(wishes)));
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
  return inOneGo(
    buildSnapshotReport({
      before: snapshotOf('before', clusterWith(wishes, { servers: servers - 2, groups })),
      after: snapshotOf('after', clusterWith(wishes, { servers, groups }), 60),
      version: '0.1.0',
    }),
  );
}

/** The plan that a wish gets on the cluster of the guide's five tenants on three DB-Servers, kept under an id. */
export function namedPlan(request: PlanRequest = {}, state = clusterWith(guideTenants)): RebalancePlan {
  return { id: '0mf2plan00c0ffee03', createdAt: '2026-08-15T10:00:00.000Z', ...makePlan(state, request, 7) };
}

/** Reports of plans: for the cluster as it is, that drains, that imagines servers, other shards and growth, without moves. */
export const planReports: Readonly<Record<string, () => ReportModel>> = {
  'a plan': () => planReport({}),
  'a plan that drains a DB-Server': () => planReport({ removeServers: ['DBServer0003'] }),
  'a plan with imagined DB-Servers': () => planReport({ addServers: { count: 2, capacityBytes: 5_000_000n } }),
  'a plan with other shards and growth': () =>
    planReport({ numberOfShards: 24, growth: { tenants: [{ name: hostileNames[0], count: 3 }] } }),
  'a plan without a move': () => planReport({}, clusterWith([])),
};

function planReport(request: PlanRequest, state?: ClusterTopology): ReportModel {
  return inOneGo(buildPlanReport({ plan: namedPlan(request, state), version: '0.1.0' }));
}
