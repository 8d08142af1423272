/** The report of a rebalance run: what was moved, what was not and why, and where the cluster is now. Kept short. */
import { counted, inBytes, inFigures, inTime } from '../../services/base/wording.js';
import { type MoveState, moveStatesOf } from '../../services/model/move-states.js';
import type { RebalancePlan } from '../../services/model/plan.js';
import type { RebalanceProgress } from '../../services/model/rebalance-run.js';
import type { Run } from '../../services/model/run.js';
import { allBalances } from '../../services/planning/measure/balance.js';
import type { KeyFigure, Mark, ReportOutcome } from '../model.js';
import { bytesPerServer, leadersPerServer } from './charts.js';
import { deploymentInWords, groupLabels, shortNames } from './cluster-figures.js';
import type { RunContext } from './context.js';
import { measuredModelledPart } from './measured-modelled.js';
import {
  checkCell,
  type DraftCell,
  keyFigure,
  narrative,
  numberColumn,
  partOf,
  type ReportHead,
  type ReportPart,
  rowsForPeople,
  table,
  textColumn,
} from './parts.js';
import { aboutWaves } from './plan-moves.js';
import { runProvenancePart } from './provenance.js';
import { recommendationsPart, runFacts } from './recommendations.js';
import { fullestFigure } from './summary.js';
import { balanceTable, beforeAfterTable, serversChangeTable, shardGroupsTable } from './tables.js';
import { probeEvidence, probesFigure, zeroDowntimePart } from './zero-downtime.js';

/** Returns the head and the parts of the report of a run that has ended, or is about to. */
export function rebalanceReport(context: RunContext, createdAt: string): ReportHead {
  const { run, last, first, plan } = context;
  const state = last ?? first;
  const where = state ? deploymentInWords(state) : 'a cluster whose state is not known';
  const outcome = outcomeOf(run);
  const progress = run.rebalance ?? null;
  return {
    createdAt,
    title: 'Rebalance of a cluster',
    subtitle: `A plan carried out on ${where}, ${run.startedAt.slice(0, 10)}`,
    outcome,
    figures: progress ? figuresOf(context, progress) : [],
    parts: [
      () => summaryPart(context, outcome),
      () => changePart(context),
      () => (plan && progress ? movesPart(plan, progress, outcome.mark) : null),
      () => predictionPart(context),
      () => zeroDowntimePart(context),
      () => recommendationsPart(runFacts(context)),
      () => measuredModelledPart(state),
      () => runProvenancePart(context),
    ],
  };
}

function outcomeOf({ status, failure, rebalance }: Run): ReportOutcome {
  const made = rebalance ? `${rebalance.movesMade} of ${counted(rebalance.moves, 'move')}` : 'no move';
  switch (status) {
    case 'COMPLETED':
      return {
        mark: 'PASS',
        label: 'Completed',
        sentence: `All moves were made (${made}), and every shard group is where the plan predicted.`,
      };
    case 'CANCELLED':
      return { mark: 'WARN', label: 'Cancelled', sentence: `The run was cancelled after ${made}.` };
    default:
      return {
        mark: 'FAIL',
        label: 'Failed',
        sentence: `The run ended after ${made}: ${failure?.message ?? 'no reason was recorded'}.`,
      };
  }
}

function figuresOf(context: RunContext, progress: RebalanceProgress): readonly KeyFigure[] {
  const { first, last } = context;
  const probes = probesFigure(probeEvidence(context));
  const isWhole = progress.movesMade === progress.moves;
  const moves = keyFigure(
    'moves',
    'Moves made',
    inFigures(progress.movesMade),
    `of ${inFigures(progress.moves)} planned`,
    { mark: isWhole ? 'PASS' : 'WARN' },
  );
  const bytes = keyFigure('bytes', 'Bytes copied', inBytes(progress.bytesMoved), `${inBytes(progress.bytes)} planned`);
  const made = probes ? [moves, bytes, probes] : [moves, bytes];
  if (!first || !last) return made;
  const [was, is] = [first, last].map(
    (state) => allBalances(state).find(({ measure }) => measure === 'BYTES')?.max ?? 0,
  );
  return [...made, fullestFigure(is ?? 0, `${inBytes(was ?? 0)} before`, last)];
}

function summaryPart({ run, plan }: RunContext, outcome: ReportOutcome): ReportPart {
  const progress = run.rebalance;
  const facts = run.steps[0]?.facts;
  const lines: (string | null)[] = [
    plan ? `The plan: ${plan.summary.sentence}.` : null,
    progress
      ? `Made ${progress.movesMade} of ${counted(progress.moves, 'move')} in ${counted(progress.waves, 'wave')}, ${inBytes(progress.bytesMoved)} copied.`
      : null,
    facts?.kind === 'REBALANCE' ? `It took ${inTime(facts.elapsedMs / 1000)}, pauses included.` : null,
    progress && progress.elsewhere.length > 0
      ? `${counted(progress.elsewhere.length, 'move')} went to another server than planned, because that one could not take it.`
      : null,
    progress?.finishPlanId ? `A plan to finish was made: ${progress.finishPlanId}.` : null,
    progress?.goBackPlanId ? `A plan to go back was made: ${progress.goBackPlanId}.` : null,
  ];
  const remedy = run.failure?.remedy;
  return partOf({ id: 'summary', title: 'In one minute', mark: outcome.mark }, [
    narrative('summary-outcome', [outcome.sentence, ...(remedy ? [`What to do: ${remedy}.`] : [])]),
    narrative('summary-done', [], { title: 'What was done', list: lines.filter((line) => line !== null) }),
  ]);
}

function changePart({ first, last }: RunContext): ReportPart | null {
  if (!first || !last) return null;
  return partOf({ id: 'before-after', title: 'Before and after', mark: null }, [
    beforeAfterTable('before-after-table', first, last),
    balanceTable('balance', 'Balance before and after the moves', allBalances(first), allBalances(last), last),
    bytesPerServer('bytes', 'Bytes per DB-Server', first, last),
    leadersPerServer('leaders', 'Leaders per DB-Server', first, last),
    serversChangeTable('servers', 'DB-Servers before and after', first, last),
    shardGroupsTable('groups', 'Shard groups before and after', first, last),
  ]);
}

const statusInWords: Readonly<Record<MoveState['status'], string>> = {
  PENDING: 'Not begun',
  COPYING: 'Not finished',
  SWITCHING: 'Not finished',
  COMPLETED: 'Made',
  FAILED: 'Not made',
};

function movesPart(plan: RebalancePlan, progress: RebalanceProgress, mark: Mark): ReportPart {
  const states = moveStatesOf(plan, progress);
  const notMade = states.filter(({ status }) => status !== 'COMPLETED');
  return partOf({ id: 'moves', title: 'Moves', mark }, [
    movesTable(plan, states),
    notMade.length > 0 ? notMadeCell(plan, notMade) : narrative('moves-all', ['Every move was made.']),
  ]);
}

function movesTable({ before }: RebalancePlan, states: readonly MoveState[]): DraftCell {
  const names = shortNames(before);
  const labels = groupLabels(before);
  const head = { id: 'moves-table', title: 'Moves, in their order', noun: 'move', note: aboutWaves };
  return table(head, states, [
    textColumn('move', 'Move', ({ move }) => move.index + 1),
    numberColumn('wave', 'Wave', ({ move }) => move.wave + 1),
    numberColumn('group', 'Shard group', ({ move }) => labels.get(move.groupId) ?? move.groupId),
    textColumn('from', 'From', ({ move }) => names.get(move.from) ?? move.from),
    textColumn('to', 'To', ({ to }) => names.get(to) ?? to),
    numberColumn('bytes', 'Bytes', ({ move }) => move.bytes),
    textColumn('status', 'Outcome', ({ move, to, status }) =>
      to === move.to ? statusInWords[status] : `${statusInWords[status]}, elsewhere than planned`,
    ),
  ]);
}

function notMadeCell(plan: RebalancePlan, notMade: readonly MoveState[]): DraftCell {
  const labels = groupLabels(plan.before);
  const line = ({ move, failure }: MoveState): string =>
    `Move ${move.index + 1} of shard group ${labels.get(move.groupId) ?? move.groupId}: ${failure?.message ?? 'it had not started when the run ended'}.`;
  const more = notMade.length - rowsForPeople;
  return narrative(
    'moves-not-made',
    more > 0 ? [`The first ${rowsForPeople} of ${counted(notMade.length, 'move')}.`] : [],
    {
      title: 'What was not made, and why',
      list: notMade.slice(0, rowsForPeople).map(line),
    },
  );
}

function predictionPart({ run }: RunContext): ReportPart | null {
  const facts = run.steps[0]?.facts;
  if (facts?.kind !== 'REBALANCE') return null;
  const mark = facts.isReached ? 'PASS' : 'FAIL';
  return partOf({ id: 'prediction', title: 'The result is what was planned', mark }, [
    checkCell('prediction-check', 'The prediction', {
      code: 'PREDICTION_REACHED',
      title: 'Every shard group is where the plan predicted, in the roles that it predicted',
      mark,
      evidence: `Fingerprint predicted ${facts.predictedFingerprint.slice(0, 16)}…, reached ${facts.reachedFingerprint.slice(0, 16)}…`,
      remedy: facts.isReached ? null : (run.failure?.remedy ?? null),
    }),
  ]);
}
