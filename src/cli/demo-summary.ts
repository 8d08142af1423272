/** The closing words of a demo in the terminal: how it ended, and what changed from before to after. */
import Table from 'cli-table3';

import type { Run } from '../services/model/run.js';
import type { ClusterTopology } from '../services/model/topology.js';
import { balanceOf } from '../services/planning/balance.js';
import type { Services } from '../services/services.js';

/** Returns the summary as text without a final line break. */
export async function summaryOf(services: Services, run: Run): Promise<string> {
  const lines = ['', endOf(run)];
  if (run.failure?.remedy) lines.push(`  ${run.failure.remedy}`);
  if (run.beforeSnapshotId !== null && run.afterSnapshotId !== null) {
    const [before, after] = await services.topology.snapshotsById([run.beforeSnapshotId, run.afterSnapshotId]);
    if (before && after) lines.push(comparison(before.topology, after.topology));
  }
  return lines.join('\n');
}

function endOf(run: Run): string {
  const done = run.steps.filter(({ status }) => status === 'COMPLETED').length;
  const steps = `${done} of ${run.steps.length} steps completed`;
  return run.failure ? `Demo ${run.status}: ${steps}; ${run.failure.message}` : `Demo ${run.status}: ${steps}`;
}

function comparison(before: ClusterTopology, after: ClusterTopology): string {
  const table = new Table({
    head: ['', 'before', 'after'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const count = (value: number): string => value.toLocaleString('en-US');
  const documents = ({ tenants }: ClusterTopology): number =>
    tenants.reduce((sum, tenant) => sum + tenant.documents, 0);
  table.push(['Tenants', count(before.tenants.length), count(after.tenants.length)]);
  table.push(['Documents', count(documents(before)), count(documents(after))]);
  table.push(['DB-Servers', count(before.servers.length), count(after.servers.length)]);
  for (const [measure, title] of [
    ['BYTES', 'Bytes max/mean'],
    ['LEADERS', 'Leaders max/mean'],
  ] as const) {
    const ratio = (topology: ClusterTopology): string => balanceOf(topology, measure).maxOverMean.toFixed(2);
    table.push([title, ratio(before), ratio(after)]);
  }
  return table.toString();
}
