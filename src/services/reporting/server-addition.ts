/** Step 3, server addition: the servers that joined, or what a person has to do where none can be added by program. */
import { counted } from '../planning/wording.js';
import { serverFigures, shortNames } from './cluster-figures.js';
import type { RunContext } from './context.js';
import { serversTable } from './initial-state.js';
import { addServersOperation, adviseScalingOperation } from './operations.js';
import { markOfStep, type RunOutcome, whyNoFacts } from './outcome.js';
import { listed, narrative, operationCell, partOf, type ReportPart } from './parts.js';

/** The guide asks for two more servers. */
const serversAskedFor = 2;

/** Returns the section of the step. */
export function serverAdditionPart(context: RunContext, outcome: RunOutcome): ReportPart {
  const { step, facts } = context.stepOf('SERVER_ADDITION');
  const section = { id: 'step-3', title: 'Step 3: Server addition', mark: markOfStep(step, outcome) };
  if (!facts) return partOf(section, [narrative('step-3-story', [whyNoFacts(step, outcome)])]);
  const before = context.state(facts.beforeSnapshotId);
  const after = context.state(facts.afterSnapshotId);
  if (facts.addedServerIds.length === 0) {
    // Nothing failed, and nothing was done either.
    return partOf({ ...section, mark: 'SKIPPED' }, [
      narrative('step-3-story', ['No DB-Server was added: on this cluster a person does that.']),
      narrative('step-3-manual', [], { title: 'What a person does', list: facts.manualSteps, ordered: true }),
      operationCell('step-3-operation', adviseScalingOperation(serversAskedFor)),
      after && serversTable('step-3-servers', 'DB-Servers as they are', after),
    ]);
  }
  const names = shortNames(before, after);
  const added = new Set(facts.addedServerIds);
  const isEmpty = after
    ? serverFigures(after).every((server) => !added.has(server.serverId) || server.leaders + server.followers === 0)
    : true;
  return partOf(section, [
    narrative('step-3-story', [
      `${listed(facts.addedServerIds.map((id) => names.get(id) ?? id))} joined the simulated cluster${before && after ? `, which went from ${counted(before.servers.length, 'DB-Server')} to ${after.servers.length}` : ''}.`,
      isEmpty
        ? 'A new DB-Server holds nothing at first: adding one moves no shard. That is what the next step is for.'
        : 'Some shards reached the new DB-Servers before the rebalancing.',
    ]),
    operationCell('step-3-operation', addServersOperation(facts.addedServerIds.length)),
    after && serversTable('step-3-servers', 'DB-Servers right after the addition', after),
  ]);
}
