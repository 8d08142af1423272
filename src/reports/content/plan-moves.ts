/** The moves of a plan, as cells: their reasons, what stays and why, waves with their times, and the room needed meanwhile. */
import { counted, inBytes, inPercent, inTime } from '../../services/base/wording.js';
import type { MoveKind, RebalancePlan } from '../../services/model/plan.js';
import { groupLabels, inNameOrder, shortNames } from './cluster-figures.js';
import {
  type DraftCell,
  fixed,
  listed,
  narrative,
  numberColumn,
  partOf,
  type ReportPart,
  rowsForPeople,
  type Shown,
  table,
  text,
  textColumn,
} from './parts.js';

const kindInWords: Readonly<Record<MoveKind, string>> = {
  LEADERSHIP_TRANSFER: 'Leadership transfer',
  MOVE_LEADER: 'Move of a leader',
  MOVE_FOLLOWER: 'Move of a follower',
};

/** What every table of moves says about waves. */
export const aboutWaves = 'Moves of one wave run at the same time; waves run one after the other.';

/** Returns the moves of a plan, one row each; `prefix` begins the ids of cells. */
export function movesTable(prefix: string, { before, after, moves }: RebalancePlan): DraftCell {
  const names = shortNames(before, after);
  const labels = groupLabels(before);
  const tenants = new Map(before.tenants.map(({ key, name }) => [key, name]));
  const head = { id: `${prefix}-moves`, title: 'Moves, in their order', noun: 'move', note: aboutWaves };
  return table(head, moves, [
    textColumn('move', 'Move', ({ index }) => index + 1),
    numberColumn('wave', 'Wave', ({ wave }) => wave + 1),
    textColumn('kind', 'Kind', ({ kind }) => kindInWords[kind]),
    numberColumn('group', 'Shard group', ({ groupId }) => labels.get(groupId) ?? groupId),
    textColumn('from', 'From', ({ from }) => names.get(from) ?? from),
    textColumn('to', 'To', ({ to }) => names.get(to) ?? to),
    numberColumn('bytes', 'Bytes copied', ({ bytes }) => bytes),
    numberColumn('estimate', 'Estimate', ({ estimatedSeconds }) => fixed(estimatedSeconds, 2), {
      unit: 's',
      basis: 'MODELLED',
    }),
    textColumn(
      'tenants',
      'Tenants',
      ({ tenantKeys }) => listed(tenantKeys.map((key) => tenants.get(key) ?? key)) || 'none',
    ),
  ]);
}

/** Returns the reasons, which stand apart from the table: they are sentences, one for each move in its order. */
export function reasonsCell(prefix: string, { moves }: RebalancePlan): DraftCell {
  const more = moves.length > rowsForPeople;
  const left = `The first ${rowsForPeople} of ${counted(moves.length, 'move')}; the plan has all of them.`;
  return narrative(`${prefix}-reasons`, more ? [left] : [], {
    title: 'Why each move is made',
    list: moves.slice(0, rowsForPeople).map(({ reason }) => sentenceOf(reason.sentence)),
    ordered: true,
  });
}

/** Returns the servers that stay far from the mean with the reason; null where there is none. */
export function notMovedCell(prefix: string, { before, after, notMoved }: RebalancePlan): DraftCell | null {
  if (notMoved.length === 0) return null;
  const names = shortNames(before, after);
  const head = { id: `${prefix}-not-moved`, title: 'What stays although it is far from the mean', noun: 'DB-Server' };
  return table({ ...head, basis: 'MODELLED' }, notMoved, [
    textColumn('server', 'DB-Server', ({ serverId }) => names.get(serverId) ?? serverId),
    textColumn('reason', 'Reason', ({ sentence }) => sentence),
  ]);
}

/** Returns a rule or reason as a whole sentence. */
export function sentenceOf(rule: string): string {
  return rule === '' || /[.!?]$/.test(rule) ? rule : `${rule}.`;
}

/** Returns the section with the moves, their waves and what stays; of a plan without moves with what stays only. */
export function movesPart(plan: RebalancePlan): ReportPart {
  const { moves, waves, summary } = plan;
  const section = { id: 'moves', title: 'Moves', mark: null };
  if (moves.length === 0) {
    return partOf(section, [
      narrative('moves-story', ['There is no move: nothing would improve noticeably.']),
      notMovedCell('plan', plan),
    ]);
  }
  return partOf(section, [
    narrative('moves-story', [
      `${counted(moves.length, 'move')} in ${counted(waves.length, 'wave')} copy ${inBytes(summary.bytesMoved)} in about ${inTime(summary.estimatedSeconds)}.`,
    ]),
    movesTable('plan', plan),
    reasonsCell('plan', plan),
    wavesTable(plan),
    notMovedCell('plan', plan),
  ]);
}

function wavesTable({ waves }: RebalancePlan): DraftCell {
  const head = { id: 'plan-waves', title: 'Waves, one after the other', noun: 'wave' };
  return table({ ...head, basis: 'MODELLED' }, waves, [
    numberColumn('wave', 'Wave', ({ index }) => index + 1),
    numberColumn('moves', 'Moves', ({ moves }) => moves.length),
    numberColumn('bytes', 'Bytes copied', ({ bytes }) => bytes),
    numberColumn('estimate', 'Estimate', ({ estimatedSeconds }) => fixed(estimatedSeconds, 2), { unit: 's' }),
  ]);
}

/** One thing that a plan takes, against the least that any plan would. */
interface BoundRow {
  readonly label: string;
  readonly planned: Shown;
  readonly least: Shown;
  readonly ratio: number | null;
  readonly rule: string;
}

/** Returns the section with the room and the time that the plan needs against the least that any would. */
export function roomPart(plan: RebalancePlan): ReportPart {
  const { summary } = plan;
  const { makespan, movedOverLeast } = plan.figures;
  const seconds = (value: number): Shown => text(inTime(value), value);
  const rows: readonly BoundRow[] = [
    {
      label: 'Bytes copied',
      planned: summary.bytesMoved,
      least: summary.leastBytes,
      ratio: movedOverLeast,
      rule: 'What flows into the DB-Servers below the mean when all are brought to it',
    },
    {
      label: 'Time',
      planned: seconds(summary.estimatedSeconds),
      least: seconds(makespan.boundSeconds),
      ratio: makespan.boundSeconds > 0 ? 1 + makespan.gap : null,
      rule: makespan.bindingRule,
    },
  ];
  const title = 'What the plan takes against the least that is possible';
  return partOf({ id: 'room', title: 'Time and room', mark: null }, [
    narrative('room-story', [
      summary.moves === 0
        ? 'Nothing is moved, so no time passes and no room is needed.'
        : `The moves take about ${inTime(summary.estimatedSeconds)}, ${inPercent(makespan.gap)} more than the least that any schedule of them takes: ${sentenceOf(makespan.bindingRule)}`,
    ]),
    table({ id: 'room-bounds', title, basis: 'MODELLED' }, rows, [
      textColumn('figure', 'Figure', ({ label }) => label),
      numberColumn('plan', 'The plan', ({ planned }) => planned),
      numberColumn('least', 'Least possible', ({ least }) => least),
      numberColumn('ratio', 'Plan/least', ({ ratio }) => fixed(ratio, 2)),
      textColumn('rule', 'What sets the least', ({ rule }) => rule),
    ]),
    peaksTable(plan),
  ]);
}

function peaksTable({ before, figures }: RebalancePlan): DraftCell {
  const peaks = new Map(figures.peaks.map((peak) => [peak.serverId, peak]));
  const note = 'All copies of a wave are assumed to exist at the same moment; a capacity of – is not known.';
  const head = { id: 'room-peaks', title: 'Most bytes on a DB-Server at any moment', note };
  return table({ ...head, basis: 'MODELLED' }, inNameOrder(before.servers), [
    textColumn('server', 'DB-Server', ({ shortName }) => shortName),
    numberColumn('peak', 'Peak', ({ serverId }) => peaks.get(serverId)?.peakBytes ?? 0n),
    numberColumn('extra', 'Beyond start and end', ({ serverId }) => peaks.get(serverId)?.peakExtraBytes ?? 0n),
    numberColumn('capacity', 'Capacity', ({ capacityBytes }) => capacityBytes),
  ]);
}
