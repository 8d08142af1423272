/** The report of a plan that need not have been applied: what it would do, at what price, how to apply it and to go back. */
import { counted, inBytes, inFigures, inPercent, inTime } from '../../services/base/wording.js';
import type { PlanOptions, RebalancePlan } from '../../services/model/plan.js';
import { limitSettings } from '../../services/planning/limits/list.js';
import { objectives as everyObjective } from '../../services/planning/measure/objectives/list.js';
import type { ChartCell, KeyFigure, ReportOutcome } from '../model.js';
import { bytesPerServer, leadersPerServer, shardMap } from './charts.js';
import { colourTenants, deploymentInWords, shortNames } from './cluster-figures.js';
import { plannedPart } from './measured-modelled.js';
import { applyPlanOperation, planAgainOperation, wayBackOperation } from './operations.js';
import {
  type DraftCell,
  keyFigure,
  narrative,
  numberColumn,
  operationCell,
  partOf,
  type ReportHead,
  type ReportPart,
  rowsForPeople,
  table,
  text,
  textColumn,
} from './parts.js';
import { movesPart, roomPart, sentenceOf } from './plan-moves.js';
import { planProvenancePart } from './provenance.js';
import { balanceTable, serversChangeTable, shardGroupsTable } from './tables.js';

/** Returns the head and the parts of the report of a plan. `version` is that of Shardbook. */
export function planReport(plan: RebalancePlan, version: string): ReportHead {
  const { before, createdAt } = plan;
  return {
    createdAt,
    title: 'A plan before it is applied',
    subtitle: `For ${deploymentInWords(before)} of ${counted(before.servers.length, 'DB-Server')}, ${createdAt.slice(0, 10)}`,
    outcome: outcomeOf(plan),
    figures: figuresOf(plan),
    parts: [
      () => summaryPart(plan),
      () => questionPart(plan),
      () => effectPart(plan),
      () => movesPart(plan),
      () => roomPart(plan),
      () => placementPart(plan),
      () => applyPart(plan),
      () => plannedPart(before),
      () => planProvenancePart(plan, version),
    ],
  };
}

function outcomeOf(plan: RebalancePlan): ReportOutcome {
  const { obstacle } = plan.whatIf;
  if (obstacle) return { mark: 'WARN', label: 'Hypothetical', sentence: sentenceOf(obstacle.sentence) };
  if (plan.moves.length === 0) {
    return { mark: 'PASS', label: 'Nothing to move', sentence: sentenceOf(plan.summary.sentence) };
  }
  const sentence = `The plan can be applied while the cluster has its fingerprint: ${sentenceOf(plan.summary.sentence)}`;
  return { mark: 'PASS', label: 'Planned', sentence };
}

function figuresOf({ moves, waves, summary }: RebalancePlan): readonly KeyFigure[] {
  const [was, is] = [summary.before, summary.after].map((side) => side.find(({ measure }) => measure === 'BYTES'));
  const one = (id: string, label: string, value: string, note: string): KeyFigure =>
    keyFigure(id, label, value, note, { basis: 'MODELLED' });
  return [
    one('moves', 'Moves', inFigures(moves.length), `in ${counted(waves.length, 'wave')}`),
    one('bytes', 'Bytes to copy', inBytes(summary.bytesMoved), `least for balance ${inBytes(summary.leastBytes)}`),
    one('time', 'Estimated time', inTime(summary.estimatedSeconds), 'from the bandwidth assumed'),
    one('fullest', 'Fullest DB-Server', inBytes(is?.max ?? 0), `${inBytes(was?.max ?? 0)} before`),
    one('gap', 'Above best reachable', inPercent(is?.gap ?? 0), `best ${inBytes(is?.bestReachable ?? 0)}`),
  ];
}

function summaryPart(plan: RebalancePlan): ReportPart {
  const { summary, search } = plan;
  const { imagined } = plan.whatIf;
  const gaps = summary.after.filter(({ gap }) => gap > 0.001);
  return partOf({ id: 'summary', title: 'In one minute', mark: null }, [
    narrative('summary-does', [], {
      title: 'What the plan would do',
      list: [sentenceOf(summary.sentence), ...imagined.map(({ sentence }) => sentenceOf(sentence))],
    }),
    narrative('summary-limits', [], {
      title: 'What it would not do',
      list: [
        ...gaps.map(
          ({ measure, gap, bindingRule }) =>
            `${measure} stays ${inPercent(gap)} above the best reachable. ${sentenceOf(bindingRule)}`,
        ),
        ...(search?.isBudgetSpent
          ? ['The search ended when its budget was spent: a larger one may find a better plan.']
          : []),
        'Nothing was moved: every figure after is computed, and times come from the bandwidth assumed.',
      ],
    }),
  ]);
}

/** A planned state is computed, whatever the state is that it starts from. */
function modelled(chart: Omit<ChartCell, 'section'>): Omit<ChartCell, 'section'> {
  return { ...chart, basis: 'MODELLED' };
}

function effectPart(plan: RebalancePlan): ReportPart {
  const { before, after, summary } = plan;
  const { today } = plan.whatIf;
  const isToday = today.every(({ max }, at) => max === summary.before[at]?.max);
  return partOf({ id: 'before-after', title: 'Before and after', mark: null }, [
    balanceTable('balance', 'Each measure before and after', summary.before, summary.after, null),
    isToday ? null : balanceTable('balance-today', 'Each measure today and after', today, summary.after, null),
    scoresTable(plan),
    modelled(bytesPerServer('bytes', 'Bytes per DB-Server, before and after', before, after)),
    modelled(leadersPerServer('leaders', 'Leaders per DB-Server, before and after', before, after)),
    serversChangeTable('servers', 'DB-Servers before and after', before, after, 'MODELLED'),
  ]);
}

function scoresTable(plan: RebalancePlan): DraftCell {
  const { arangodbBefore, arangodbAfter, leaderSpreadBefore, leaderSpreadAfter } = plan.figures;
  const [was, is] = [leaderSpreadBefore, leaderSpreadAfter];
  const rows: readonly (readonly [label: string, before: number | null, after: number | null])[] = [
    ['Leaders, as ArangoDB scores them', arangodbBefore.leaders, arangodbAfter.leaders],
    ['Shards, as ArangoDB scores them', arangodbBefore.shards, arangodbAfter.shards],
    ['Shards, by real sizes', arangodbBefore.shardsBySize, arangodbAfter.shardsBySize],
    ['Most leaders of one collection on one DB-Server', was?.mostOnOneServer ?? null, is?.mostOnOneServer ?? null],
    ['Least possible of those', was?.leastPossible ?? null, is?.leastPossible ?? null],
  ];
  const note =
    'ArangoDB’s scores are worse the higher they are, and meaningful only in comparison: compare before ' +
    'with after.';
  return table({ id: 'scores', title: 'Imbalance by other counts', basis: 'MODELLED', note }, rows, [
    textColumn('score', 'Score', ([label]) => label),
    numberColumn('before', 'Before', ([, before]) => before),
    numberColumn('after', 'After', ([, , after]) => after),
  ]);
}

function placementPart({ before, after }: RebalancePlan): ReportPart {
  const colours = colourTenants([before, after]);
  return partOf({ id: 'placement', title: 'Shard map before and after', mark: null }, [
    narrative('placement-story', ['All documents of a tenant are in one shard group; a shard group moves as one.']),
    modelled(shardMap('map-before', 'Shard map before', before, colours)),
    modelled(shardMap('map-after', 'Shard map after', after, colours)),
    shardGroupsTable('groups', 'Shard groups before and after', before, after, 'MODELLED'),
  ]);
}

function applyPart(plan: RebalancePlan): ReportPart | null {
  const { id, moves, inverse, before } = plan;
  if (moves.length === 0) return null;
  const { obstacle } = plan.whatIf;
  const isReal = before.deployment !== 'SIMULATED';
  const how = obstacle
    ? [`${obstacle.remedy}.`]
    : [
        'Run takeSnapshot, so that there is a state to compare with.',
        'Run applyRebalance with the id of this plan: it is refused when the cluster has moved on since.',
        'Follow the run with runProgress; pauseRun and cancelRun stop it between two moves.',
      ];
  const back = [
    'While it runs, and when it fails: cancelRun ends it, and the run keeps a plan to go back (goBackPlan) and one to finish (finishPlan) for applyRebalance.',
    `After its end: the ${counted(inverse.length, 'move')} of the plan’s inverse lead back${isReal ? '; give them to POST /_admin/cluster/rebalance/execute, wave by wave' : ''}.`,
  ];
  return partOf({ id: 'apply', title: 'How to apply it, and how to go back', mark: null }, [
    operationCell('apply-again', planAgainOperation(id)),
    narrative('apply-how', [], {
      title: obstacle ? 'What to do first' : 'How to apply it',
      list: how,
      ordered: !obstacle,
    }),
    obstacle ? null : operationCell('apply-operation', applyPlanOperation(id)),
    narrative('apply-back', [], {
      title: 'How to go back',
      list: back,
    }),
    operationCell('apply-way-back', wayBackOperation(id)),
  ]);
}

type Row = readonly [id: string, asked: string, value: string];

/** Returns the section: what is imagined, and every input that makes the plan what it is. */
function questionPart(plan: RebalancePlan): ReportPart {
  const { imagined, obstacle } = plan.whatIf;
  const rows = [...imaginedRows(plan), ...aimRows(plan.options), ...limitRows(plan.options)];
  return partOf({ id: 'question', title: 'What was asked', mark: null }, [
    narrative(
      'question-imagined',
      imagined.length === 0 ? ['Everything in this plan existed when it was made.'] : [],
      imagined.length === 0
        ? {}
        : { title: 'What is imagined', list: imagined.map(({ sentence }) => sentenceOf(sentence)) },
    ),
    obstacle
      ? narrative('question-obstacle', [sentenceOf(obstacle.sentence), `What to do: ${obstacle.remedy}.`], {
          title: 'What stands in its way',
        })
      : null,
    table({ id: 'question-inputs', title: 'Inputs of the plan', note: sameEachTime }, rows, [
      textColumn('input', 'Input', ([id, asked]) => text(asked, id)),
      numberColumn('value', 'Value', ([, , value]) => value),
    ]),
  ]);
}

const sameEachTime = 'The same topology, inputs and seed give the same plan, byte for byte.';

function imaginedRows({ options, before, seed, search }: RebalancePlan): readonly Row[] {
  const names = shortNames(before);
  const { addServers, removeServers, replaceServers = [], numberOfShards, growth } = options;
  const named = (ids: readonly string[]): string => {
    const shown = ids.slice(0, rowsForPeople).map((id) => names.get(id) ?? id);
    return ids.length > shown.length
      ? `${shown.join(', ')} and ${inFigures(ids.length - shown.length)} more`
      : shown.join(', ');
  };
  const details = [
    addServers.capacityBytes === null ? null : inBytes(addServers.capacityBytes),
    addServers.zone === null ? null : `zone ${addServers.zone}`,
  ].filter((one) => one !== null);
  const added = `${inFigures(addServers.count)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
  const tenants = growth?.tenants.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const rows: (Row | null)[] = [
    addServers.count === 0 ? null : ['addServers', 'DB-Servers added', added],
    removeServers.length === 0 ? null : ['removeServers', 'DB-Servers removed', named(removeServers)],
    replaceServers.length === 0
      ? null
      : ['replaceServers', 'DB-Servers replaced', named(replaceServers.map(({ serverId }) => serverId))],
    numberOfShards === undefined ? null : ['numberOfShards', 'Shard groups per SmartGraph', inFigures(numberOfShards)],
    tenants === 0 ? null : ['growth', 'Tenants still to come', inFigures(tenants)],
    ['seed', 'Seed', String(seed)],
    ['budget', 'Candidates at most', inFigures(options.budget)],
    search
      ? [
          'evaluated',
          'Candidates looked at',
          `${inFigures(search.evaluatedMoves)}${search.isBudgetSpent ? ' (budget spent)' : ''}`,
        ]
      : null,
  ];
  return rows.filter((row) => row !== null);
}

function aimRows({ objectives }: PlanOptions): readonly Row[] {
  return everyObjective.map(({ code }) => [`weight-${code}`, `Weight of ${code}`, inFigures(objectives[code])]);
}

function limitRows({ limits }: PlanOptions): readonly Row[] {
  return limitSettings.map(({ name, title, inWords }) => [name, title, inWords(limits)]);
}
