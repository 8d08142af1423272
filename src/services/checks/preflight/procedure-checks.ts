/** Before scale-out: is nothing else under way, is the data sound, and what only people can know. */
import { counted, inBytes, inFigures, inTime } from '../../base/wording.js';
import { fail, pass, skip, warn } from '../../model/check.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { PreflightCheck } from './facts.js';

/** A snapshot of yesterday still tells what the cluster was like before today's work. */
const recentSeconds = 24 * 60 * 60;

/** As many are named; the count says how many there are. */
const examplesNamed = 5;

const noRun: PreflightCheck = {
  code: 'NO_RUN_UNDER_WAY',
  title: 'No run is changing the cluster',
  judge({ runningRuns }) {
    if (runningRuns.length === 0) return pass('0 runs in progress');
    const named = runningRuns.map(({ id, kind, startedAt }) => `${kind} run ${id}, started ${startedAt}`).join('; ');
    return fail(
      `${counted(runningRuns.length, 'run')} in progress: ${named}`,
      'Wait for it to end, or cancel it with cancelRun',
    );
  },
};

/** Half a tenant would be counted as one that is not there. */
export const noUnfinishedTenant: PreflightCheck<'unfinishedTenants' | 'topology'> = {
  code: 'NO_UNFINISHED_TENANT',
  title: 'No tenant is partly added or partly removed',
  judge({ unfinishedTenants, topology }) {
    const active = counted(topology.tenants.length, 'active tenant');
    if (unfinishedTenants.length === 0) return pass(`${active}, 0 unfinished`);
    const named = unfinishedTenants.slice(0, examplesNamed).map(({ name, status }) => `${name} (${status})`);
    return warn(
      `${active}, ${unfinishedTenants.length} unfinished: ${named.join(', ')}`,
      'Wait until it has finished; Shardbook cleans up after interrupted changes when it starts',
    );
  },
};

const tenantsIsolated: PreflightCheck = {
  code: 'TENANTS_ISOLATED',
  title: 'Tenants are isolated and complete, by every document and edge',
  judge({ isolation }) {
    const { documentsChecked, edgesChecked, tenantsChecked, findingsTotal, findings, elapsedMs } = isolation;
    const looked = `${counted(documentsChecked, 'document')} of ${counted(tenantsChecked, 'tenant')} visited, ${inFigures(edgesChecked)} of them edges, in ${inTime(elapsedMs / 1000)}`;
    if (isolation.status === 'FAIL') {
      return fail(
        `${looked}; ${counted(findingsTotal, 'finding')}, the first: ${findings[0]?.message ?? ''}`,
        'Run checkIsolation and resolve its findings before moving data',
      );
    }
    if (documentsChecked > 0) return pass(`${looked}, 0 findings`);
    return skip('0 documents: the cluster has no tenant yet');
  },
};

const recentSnapshot: PreflightCheck = {
  code: 'RECENT_SNAPSHOT',
  title: 'A recent snapshot of the cluster exists',
  judge({ newestSnapshot, snapshots, now }) {
    const remedy = 'Run takeSnapshot, to have a "before" to compare with';
    if (!newestSnapshot) return warn('There are 0 snapshots', remedy);
    const ageSeconds = Math.max(0, (now.getTime() - Date.parse(newestSnapshot.takenAt)) / 1000);
    const evidence = `${counted(snapshots, 'snapshot')}; the newest, "${newestSnapshot.label}", is ${inTime(ageSeconds)} old`;
    return ageSeconds <= recentSeconds ? pass(evidence) : warn(evidence, remedy);
  },
};

/** A snapshot holds the placement, not the documents: it is no backup, and nothing here claims so. */
export const backup: PreflightCheck<'topology' | 'storeDescription'> = {
  code: 'BACKUP',
  title: 'A recent backup of the data exists',
  judge({ topology, storeDescription }) {
    const data = sizeInWords(topology);
    return topology.deployment === 'SIMULATED'
      ? skip(
          `Shardbook does not back up its data file and cannot see your backups; it holds ${data} ` +
            `(${storeDescription})`,
          'To keep the data, stop Shardbook and copy its data folder',
        )
      : skip(
          `Shardbook cannot see backups; there are ${data} to back up`,
          'Make a backup with arangodump, or in the console of the managed platform',
        );
  },
};

/** Nothing here knows when a cluster is used little. */
export const lowUsage: PreflightCheck<'topology' | 'now'> = {
  code: 'LOW_USAGE_WINDOW',
  title: 'The work is scheduled for a period of low usage',
  judge({ topology, now }) {
    const loads = topology.groups.map((group) => group.measuredLoad).filter((load) => load !== null);
    const total = loads.reduce((sum, load) => sum + load, 0);
    const load =
      loads.length === 0
        ? `no load was measured on ${counted(topology.groups.length, 'shard group')}`
        : `${inFigures(total)} queries/s were measured on ${counted(loads.length, 'shard group')}`;
    return skip(
      `Shardbook keeps no history of usage; it is ${now.toISOString()} and ${load}`,
      'Compare with your own monitoring and choose a quiet period',
    );
  },
};

/** A rehearsal elsewhere leaves no trace here. */
export const staging: PreflightCheck<'topology' | 'storeDescription'> = {
  code: 'TESTED_ON_STAGING',
  title: 'The procedure was tried on a staging environment',
  judge({ topology, storeDescription }) {
    const size = `${counted(topology.servers.length, 'DB-Server')}, ${counted(topology.tenants.length, 'tenant')}`;
    return topology.deployment === 'SIMULATED'
      ? skip(
          `This cluster is simulated (${size}): it serves as a rehearsal and says nothing about your staging ` +
            'environment',
          'Run the demo here, then on a staging cluster, before production',
        )
      : skip(
          `Shardbook sees this cluster only (${size}; ${storeDescription})`,
          'Run the demo on a simulated or staging cluster first',
        );
  },
};

function sizeInWords({ tenants }: ClusterTopology): string {
  const documents = tenants.reduce((sum, tenant) => sum + tenant.documents, 0);
  const bytes = tenants.reduce((sum, tenant) => sum + tenant.bytes, 0n);
  return `${counted(documents, 'document')} with ${inBytes(bytes)}`;
}

/** In the order of the report. */
export const procedureChecks: readonly PreflightCheck[] = [
  noRun,
  noUnfinishedTenant,
  tenantsIsolated,
  recentSnapshot,
  backup,
  lowUsage,
  staging,
];
