/** Step 1, initial state analysis: what there was before anything changed. */
import { counted, inBytes } from '../../services/base/wording.js';
import type { ClusterHealth } from '../../services/model/check.js';
import type { Mark } from '../model.js';
import { documentsPerTenant, shardMap } from './charts.js';
import { deploymentInWords, totalsOf } from './cluster-figures.js';
import { markOfStep, type RunContext, type RunOutcome, whyNoFacts } from './context.js';
import { clusterStateOperation } from './operations.js';
import { checkCell, type DraftCell, narrative, operationCell, partOf, type ReportPart } from './parts.js';
import { serversTable, tablesBehindCharts } from './tables.js';

/** Returns the section of the step; null where the run has no such step. */
export function initialStatePart(context: RunContext, outcome: RunOutcome): ReportPart | null {
  const { step, facts, title } = context.stepOf('INITIAL_STATE');
  if (title === null) return null;
  const section = { id: 'initial-state', title, mark: markOfStep(step, outcome) };
  const state = context.state(facts?.snapshotId);
  if (!facts || !state) return partOf(section, [narrative('initial-state-story', [whyNoFacts(step, outcome)])]);
  const totals = totalsOf(state);
  return partOf(section, [
    narrative('initial-state-story', [
      `Before anything changed, ${deploymentInWords(state)} of ${counted(totals.servers, 'DB-Server')} held ${counted(totals.tenants, 'tenant')} with ${counted(totals.documents, 'document')} (${inBytes(totals.bytes)}, one copy of each) in ${counted(totals.collections, 'collection')}.`,
      `All documents of a tenant are in one of ${counted(totals.shardGroups, 'shard group')}. A shard group is shard i of all coupled collections: it has one leader, and it moves as one.`,
    ]),
    operationCell('initial-state-operation', clusterStateOperation),
    serversTable('initial-state-servers', 'DB-Servers at the start', state),
    documentsPerTenant('initial-state-tenants', 'Documents per tenant at the start', state, context.colours),
    shardMap('initial-state-map', 'Shard map at the start', state, context.colours),
    ...tablesBehindCharts('initial-state', 'at the start', state, context.colours),
    healthCell('initial-state-health', 'Cluster health at the start', facts.health),
  ]);
}

const markOfLevel: Readonly<Record<string, Mark>> = { INFO: 'PASS', WARN: 'WARN', FAIL: 'FAIL' };

/** Returns the cluster's health as checks; a healthy cluster without findings is one check. */
export function healthCell(id: string, title: string, health: ClusterHealth): DraftCell {
  const mark: Mark = health.status === 'GOOD' ? 'PASS' : health.status === 'DEGRADED' ? 'WARN' : 'FAIL';
  if (health.findings.length === 0) {
    return checkCell(id, title, {
      code: 'CLUSTER_HEALTH',
      title: 'Every DB-Server is good and every replica is in sync',
      mark,
      evidence: `Health is ${health.status}, without findings`,
      remedy: null,
    });
  }
  const checks = health.findings.map(({ code, level, message }) => ({
    code,
    title: message,
    mark: markOfLevel[level] ?? 'WARN',
    evidence: '',
    remedy: null,
  }));
  return { kind: 'CHECK', id, title, mark, checks };
}
