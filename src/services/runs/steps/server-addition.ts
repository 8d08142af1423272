/** Step 3 of the guide, "Manual Server Addition": adds servers where that can be simulated, else says what a person does. */
import type { Snapshot } from '../../model/topology.js';
import { manualServerSteps } from '../../planning/manual-steps.js';
import { counted } from '../../planning/wording.js';
import type { DemoDependencies } from '../demo-dependencies.js';
import type { Step, StepContext, StepOutcome } from '../step.js';

/** The guide's demo goes from three servers to five. */
const serversToAdd = 2;

/** Returns the step. */
export function serverAdditionStep(dependencies: DemoDependencies): Step {
  const { store } = dependencies;
  return {
    name: 'SERVER_ADDITION',
    title: 'Server addition',
    prepare: () =>
      Promise.resolve({
        total: serversToAdd,
        unit: 'DB-Servers',
        message: store.simulation
          ? `Adding ${serversToAdd} empty DB-Servers to the simulated cluster`
          : 'Servers are added by a person on this cluster: these are the steps',
        run: (context) => addServers(dependencies, context),
      }),
  };
}

async function addServers({ store, topology }: DemoDependencies, context: StepContext): Promise<StepOutcome> {
  const label = (when: string): string => `Demo ${context.runId}: ${when} the servers`;
  const before = await topology.takeSnapshot(label('before'));
  if (!store.simulation) return manually(before);
  const added: string[] = [];
  for (let count = 1; count <= serversToAdd; count += 1) {
    if (count > 1) await context.report.pause();
    context.signal.throwIfAborted();
    const servers = await topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);
    added.push(...servers.map(({ serverId }) => serverId));
    await context.report.progress(count, `${servers[0]?.shortName ?? 'A DB-Server'} has joined, empty`);
  }
  const after = await topology.takeSnapshot(label('after'));
  return {
    message: `${counted(before.topology.servers.length, 'DB-Server')} before, ${counted(after.topology.servers.length, 'DB-Server')} now; the new ones hold nothing yet`,
    facts: {
      kind: 'SERVER_ADDITION',
      beforeSnapshotId: before.id,
      afterSnapshotId: after.id,
      addedServerIds: added,
      manualSteps: [],
    },
  };
}

function manually(before: Snapshot): StepOutcome {
  return {
    message: 'No server was added: on this cluster a person does it, in the steps given',
    facts: {
      kind: 'SERVER_ADDITION',
      beforeSnapshotId: before.id,
      afterSnapshotId: before.id,
      addedServerIds: [],
      manualSteps: manualServerSteps(serversToAdd, before.topology.deployment),
    },
  };
}
