/** Step 3 of the guide, "Manual Server Addition": adds servers where that can be simulated, else says what a person does. */
import { counted } from '../../base/wording.js';
import { manualServerSteps } from '../../cluster/manual-steps.js';
import { type Scenario, stepTitles } from '../../model/scenario.js';
import { serversToAdd } from '../../model/scenarios.js';
import type { Snapshot } from '../../model/topology.js';
import { type DemoDependencies, snapshotLabel, type Step, type StepContext, type StepOutcome } from '../step.js';

/** Returns the step. */
export function serverAdditionStep(dependencies: DemoDependencies, scenario: Scenario): Step {
  const { store } = dependencies;
  const total = serversToAdd(scenario);
  return {
    name: 'SERVER_ADDITION',
    title: stepTitles.SERVER_ADDITION,
    prepare: () =>
      Promise.resolve({
        total,
        unit: 'DB-Servers',
        message: store.simulation
          ? `Adding ${counted(total, 'empty DB-Server')} to the simulated cluster${zonesInWords(scenario)}`
          : 'On this cluster DB-Servers have to be added by hand; the steps are listed',
        run: (context) => addServers(dependencies, context, scenario),
      }),
  };
}

async function addServers(
  { store, topology }: DemoDependencies,
  context: StepContext,
  scenario: Scenario,
): Promise<StepOutcome> {
  const before = await topology.takeSnapshot(snapshotLabel(context, 'before the servers'));
  if (!store.simulation) return manually(before, scenario);
  const { homeZone } = scenario;
  const moved = homeZone === null ? [] : await topology.nameSimulatedZone(homeZone);
  const added: string[] = [];
  for (const { zone, capacityBytes } of scenario.servers.flatMap((group) =>
    Array<typeof group>(group.count).fill(group),
  )) {
    if (added.length > 0) await context.report.pause();
    context.signal.throwIfAborted();
    const [server] = await topology.addSimulatedServers([{ capacityBytes, zone }]);
    if (server) added.push(server.serverId);
    const where = server?.zone == null ? '' : ` in zone ${server.zone}`;
    await context.report.progress(added.length, `${server?.shortName ?? 'A DB-Server'} has joined${where}, empty`);
  }
  const after = await topology.takeSnapshot(snapshotLabel(context, 'after the servers'));
  return {
    message:
      `${counted(before.topology.servers.length, 'DB-Server')} before, ${counted(after.topology.servers.length, 'DB-Server')} now; the new ones hold nothing yet` +
      (homeZone !== null && moved.length > 0
        ? `. ${counted(moved.length, 'DB-Server')} without a zone now ${moved.length === 1 ? 'counts' : 'count'} as zone ${homeZone}`
        : ''),
    facts: {
      kind: 'SERVER_ADDITION',
      beforeSnapshotId: before.id,
      afterSnapshotId: after.id,
      addedServerIds: added,
      manualSteps: [],
      ...(homeZone !== null &&
        moved.length > 0 && { homeZone: { zone: homeZone, serverIds: moved.map(({ serverId }) => serverId) } }),
    },
  };
}

function manually(before: Snapshot, scenario: Scenario): StepOutcome {
  const steps = manualServerSteps(serversToAdd(scenario), before.topology.deployment);
  const zones = zonesInWords(scenario);
  return {
    message: 'No DB-Server was added: on this cluster that has to be done by hand, following the listed steps',
    facts: {
      kind: 'SERVER_ADDITION',
      beforeSnapshotId: before.id,
      afterSnapshotId: before.id,
      addedServerIds: [],
      manualSteps: zones === '' ? steps : [...steps, `Start them in their zones:${zones}`],
    },
  };
}

/** E.g. ` (2 in zone EMEA, 2 in zone APAC)`; nothing where no zone is named. */
function zonesInWords({ servers }: Scenario): string {
  const named = servers.filter(({ zone }) => zone !== null);
  if (named.length === 0) return '';
  return ` (${named.map(({ count, zone }) => `${count} in zone ${zone ?? ''}`).join(', ')})`;
}
