/** Step 4, shard rebalancing: the plan, its moves with their reasons, and whether the cluster got where the plan said. */
import { counted, inBytes, inFigures, inPercent } from '../../services/base/wording.js';
import type { MeasureBalance } from '../../services/model/plan.js';
import { bytesPerServer, leadersPerServer, shardMap } from './charts.js';
import { type FactsOf, markOfStep, type RunContext, type RunOutcome, whyNoFacts } from './context.js';
import { simulateRebalanceOperation } from './operations.js';
import { checkCell, type DraftCell, narrative, operationCell, partOf, type ReportPart } from './parts.js';
import { movesTable, notMovedCell, reasonsCell, sentenceOf } from './plan-moves.js';
import { balanceTable, serversChangeTable, shardGroupsTable } from './tables.js';

/** Returns the section of the step; null where the run has no such step. */
export function rebalancingPart(context: RunContext, outcome: RunOutcome): ReportPart | null {
  const { step, facts, title } = context.stepOf('SHARD_REBALANCING');
  if (title === null) return null;
  const section = { id: 'rebalancing', title, mark: markOfStep(step, outcome) };
  if (!facts) return partOf(section, [narrative('rebalancing-story', [whyNoFacts(step, outcome)])]);
  const before = context.state(facts.beforeSnapshotId);
  const after = context.state(facts.afterSnapshotId);
  const { plan, colours } = context;
  const changes =
    before && after
      ? [
          bytesPerServer('rebalancing-bytes', 'Bytes per DB-Server, before and after the moves', before, after),
          leadersPerServer('rebalancing-leaders', 'Leaders per DB-Server, before and after the moves', before, after),
          serversChangeTable('rebalancing-servers', 'DB-Servers before and after the moves', before, after),
        ]
      : [];
  return partOf(section, [
    narrative('rebalancing-story', story(facts)),
    operationCell('rebalancing-operation', simulateRebalanceOperation),
    plan && plan.moves.length > 0 ? movesTable('rebalancing', plan) : null,
    plan && plan.moves.length > 0 ? reasonsCell('rebalancing', plan) : null,
    balanceTable('rebalancing-balance', 'Balance before and after the moves', facts.before, facts.after, after),
    ...changes,
    before && shardMap('rebalancing-map-before', 'Shard map before the moves', before, colours),
    after && shardMap('rebalancing-map-after', 'Shard map after the moves', after, colours),
    before && after && shardGroupsTable('rebalancing-groups', 'Shard groups before and after the moves', before, after),
    predictionCell(facts),
    plan && notMovedCell('rebalancing', plan),
  ]);
}

function story(facts: FactsOf<'SHARD_REBALANCING'>): readonly string[] {
  const { movesMade, bytesMoved, probe } = facts;
  const bytes = changeOf(facts.before, facts.after, 'BYTES');
  const leaders = changeOf(facts.before, facts.after, 'LEADERS');
  if (movesMade === 0) return ['The plan had no move: nothing would have improved, so nothing was moved.'];
  return [
    `${counted(movesMade, 'move')} copied ${inBytes(bytesMoved)}. Meanwhile the tenants were being queried: ${counted(probe.probes, 'probe')}, ${probe.failed} failed.`,
    ...[bytes, leaders].flatMap((sentence) => (sentence === null ? [] : [sentence])),
  ];
}

function changeOf(
  before: readonly MeasureBalance[],
  after: readonly MeasureBalance[],
  measure: 'BYTES' | 'LEADERS',
): string | null {
  const [was, is] = [before, after].map((balances) => balances.find((one) => one.measure === measure));
  if (!was || !is) return null;
  const inWords = (value: number): string => (measure === 'BYTES' ? inBytes(value) : counted(value, 'shard group'));
  const subject = measure === 'BYTES' ? 'The fullest DB-Server holds' : 'The DB-Server with most leaders leads';
  const reachable =
    is.gap <= 0 ? 'the best that can be reached' : `${inPercent(is.gap)} above the best that could be reached`;
  if (is.max === was.max)
    return `${subject} ${inWords(is.max)}, as before; that is ${reachable}. ${sentenceOf(is.bindingRule)}`;
  return `${subject} ${inWords(is.max)} instead of ${measure === 'BYTES' ? inWords(was.max) : inFigures(was.max)}; that is ${reachable}. ${sentenceOf(is.bindingRule)}`;
}

function predictionCell(facts: FactsOf<'SHARD_REBALANCING'>): DraftCell {
  const isReached = facts.predictedFingerprint === facts.reachedFingerprint;
  return checkCell('rebalancing-prediction', 'What was planned is what was reached', {
    code: 'PREDICTION_REACHED',
    title: 'The cluster after the moves has the fingerprint that the plan predicted',
    mark: isReached ? 'PASS' : 'FAIL',
    evidence: `Predicted ${facts.predictedFingerprint.slice(0, 16)}…, reached ${facts.reachedFingerprint.slice(0, 16)}…`,
    remedy: isReached ? null : 'Something else moved shards at the same time: compare the two snapshots of this step',
  });
}
