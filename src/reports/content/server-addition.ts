/** Step 3, server addition: the servers that joined, or what a person has to do where none can be added by program. */
import { counted } from '../../services/base/wording.js';
import { serversToAdd } from '../../services/model/scenarios.js';
import { serverFigures, shortNames } from './cluster-figures.js';
import { markOfStep, type RunContext, type RunOutcome, whyNoFacts } from './context.js';
import { addServersOperation, adviseScalingOperation } from './operations.js';
import { listed, narrative, operationCell, partOf, type ReportPart } from './parts.js';
import { serversTable } from './tables.js';

/** Returns the section of the step; null where the run has no such step. */
export function serverAdditionPart(context: RunContext, outcome: RunOutcome): ReportPart | null {
  const { step, facts, title } = context.stepOf('SERVER_ADDITION');
  if (title === null) return null;
  const section = { id: 'server-addition', title, mark: markOfStep(step, outcome) };
  if (!facts) return partOf(section, [narrative('server-addition-story', [whyNoFacts(step, outcome)])]);
  const before = context.state(facts.beforeSnapshotId);
  const after = context.state(facts.afterSnapshotId);
  if (facts.addedServerIds.length === 0) {
    // Nothing failed, and nothing was done either.
    return partOf({ ...section, mark: 'SKIPPED' }, [
      narrative('server-addition-story', ['No DB-Server was added: on this cluster that has to be done by hand.']),
      narrative('server-addition-manual', [], { title: 'What to do by hand', list: facts.manualSteps, ordered: true }),
      operationCell(
        'server-addition-operation',
        adviseScalingOperation(context.scenario ? serversToAdd(context.scenario) : 1),
      ),
      after && serversTable('server-addition-servers', 'The existing DB-Servers', after),
    ]);
  }
  const names = shortNames(before, after);
  const added = new Set(facts.addedServerIds);
  const isEmpty = after
    ? serverFigures(after).every((server) => !added.has(server.serverId) || server.leaders + server.followers === 0)
    : true;
  return partOf(section, [
    narrative('server-addition-story', [
      `${listed(facts.addedServerIds.map((id) => names.get(id) ?? id))} joined the simulated cluster${before && after ? `, which went from ${counted(before.servers.length, 'DB-Server')} to ${after.servers.length}` : ''}.`,
      isEmpty
        ? 'A new DB-Server holds nothing at first: adding one moves no shard. That is what the next step is for.'
        : 'Some shards reached the new DB-Servers before the rebalancing.',
      ...(facts.homeZone
        ? [
            `${listed(facts.homeZone.serverIds.map((id) => names.get(id) ?? id))} had no zone and now count as zone ${facts.homeZone.zone}: zones are labels, so no data was moved.`,
          ]
        : []),
    ]),
    ...(context.scenario?.servers ?? []).map((group, at) =>
      operationCell(`server-addition-operation${at === 0 ? '' : `-${at + 1}`}`, addServersOperation(group)),
    ),
    after && serversTable('server-addition-servers', 'DB-Servers right after the addition', after),
  ]);
}
