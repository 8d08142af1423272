/** Step 1 of the guide, "Initial State Analysis": keeps the state before anything changes. */
import { counted } from '../../base/wording.js';
import { stepTitles } from '../../model/scenario.js';
import { countsOf } from '../cluster-counts.js';
import { type DemoDependencies, snapshotLabel, type Step } from '../step.js';
import { isolationInWords, latencyInWords } from './check-wording.js';

/** Returns the step. */
export function initialStateStep({ store, topology, checks, seedTenants }: DemoDependencies): Step {
  return {
    name: 'INITIAL_STATE',
    title: stepTitles.INITIAL_STATE,
    prepare: () =>
      Promise.resolve({
        total: 4,
        unit: 'checks',
        message: 'Reading servers, shards and tenants as they are before anything changes',
        async run(context) {
          // A new database on a real cluster is empty; a simulated cluster has them from its first start.
          if (store.isShared && countsOf((await topology.live()).topology).tenants === 0) await seedTenants();
          const snapshot = await topology.takeSnapshot(snapshotLabel(context, 'before'));
          const { servers, collections, groups } = snapshot.topology;
          const { tenants, documents } = countsOf(snapshot.topology);
          const state = [
            counted(tenants, 'tenant'),
            counted(documents, 'document'),
            counted(collections.length, 'collection'),
            counted(groups.length, 'shard group'),
            counted(servers.length, 'DB-Server'),
          ].join(', ');
          await context.report.progress(1, state);
          const health = await checks.health(snapshot.topology);
          await context.report.progress(2, `Cluster health ${health.status}`);
          const isolation = await checks.isolation(null, { signal: context.signal });
          await context.report.progress(3, isolationInWords(isolation));
          const performance = await checks.performance({});
          return {
            message: `${state}; cluster health ${health.status}; ${isolationInWords(isolation)}; ${latencyInWords(performance)}`,
            facts: { kind: 'INITIAL_STATE', snapshotId: snapshot.id, health, isolation, performance },
          };
        },
      }),
  };
}
