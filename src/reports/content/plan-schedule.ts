/** How the moves of a plan are to be made: waves with their times, and the room that servers need meanwhile. All modelled. */
import { counted, inBytes, inPercent, inTime } from '../../services/base/wording.js';
import type { RebalancePlan } from '../../services/model/plan.js';
import { inNameOrder } from './cluster-figures.js';
import { longTable } from './long-table.js';
import {
  bytesValue,
  type DraftCell,
  figure,
  fixed,
  narrative,
  numberColumn,
  partOf,
  type ReportPart,
  text,
  textColumn,
} from './parts.js';
import { movesTable, notMovedCell, reasonsCell, sentenceOf } from './plan-cells.js';

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
  return {
    kind: 'TABLE',
    id: 'plan-waves',
    title: 'Waves, one after the other',
    basis: 'MODELLED',
    columns: [
      numberColumn('wave', 'Wave'),
      numberColumn('moves', 'Moves'),
      numberColumn('bytes', 'Bytes copied'),
      numberColumn('estimate', 'Estimate', { unit: 's' }),
    ],
    ...longTable({
      items: waves,
      row: ({ index, moves, bytes, estimatedSeconds }) => [
        figure(index + 1),
        figure(moves.length),
        bytesValue(bytes),
        fixed(estimatedSeconds, 2),
      ],
      order: 'first',
      noun: ['wave'],
    }),
  };
}

/** Returns the section with the room and the time that the plan needs against the least that any would. */
export function roomPart(plan: RebalancePlan): ReportPart {
  const { summary } = plan;
  const { makespan, movedOverLeast } = plan.figures;
  const rows: (readonly [string, ReturnType<typeof text>, ReturnType<typeof text>, ReturnType<typeof text>, string])[] =
    [
      [
        'Bytes copied',
        bytesValue(summary.bytesMoved),
        bytesValue(summary.leastBytes),
        fixed(movedOverLeast, 2),
        'What flows into the DB-Servers below the mean when all are brought to it',
      ],
      [
        'Time',
        { ...text(inTime(summary.estimatedSeconds)), value: summary.estimatedSeconds },
        { ...text(inTime(makespan.boundSeconds)), value: makespan.boundSeconds },
        fixed(makespan.boundSeconds > 0 ? 1 + makespan.gap : null, 2),
        makespan.bindingRule,
      ],
    ];
  return partOf({ id: 'room', title: 'Time and room', mark: null }, [
    narrative('room-story', [
      summary.moves === 0
        ? 'Nothing is moved, so no time passes and no room is needed.'
        : `The moves take about ${inTime(summary.estimatedSeconds)}, ${inPercent(makespan.gap)} more than the least that any schedule of them takes: ${sentenceOf(makespan.bindingRule)}`,
    ]),
    {
      kind: 'TABLE',
      id: 'room-bounds',
      title: 'What the plan takes against the least that is possible',
      basis: 'MODELLED',
      columns: [
        textColumn('figure', 'Figure'),
        numberColumn('plan', 'The plan'),
        numberColumn('least', 'Least possible'),
        numberColumn('ratio', 'Plan/least'),
        textColumn('rule', 'What sets the least'),
      ],
      rows: rows.map(([label, planned, least, ratio, rule]) => [text(label), planned, least, ratio, text(rule)]),
      note: null,
    },
    peaksTable(plan),
  ]);
}

function peaksTable(plan: RebalancePlan): DraftCell {
  const peaks = new Map(plan.figures.peaks.map((peak) => [peak.serverId, peak]));
  return {
    kind: 'TABLE',
    id: 'room-peaks',
    title: 'Most bytes on a DB-Server at any moment',
    basis: 'MODELLED',
    columns: [
      textColumn('server', 'DB-Server'),
      numberColumn('peak', 'Peak'),
      numberColumn('extra', 'Beyond start and end'),
      numberColumn('capacity', 'Capacity'),
    ],
    rows: inNameOrder(plan.before.servers).map(({ serverId, shortName, capacityBytes }) => [
      text(shortName),
      bytesValue(peaks.get(serverId)?.peakBytes ?? 0n),
      bytesValue(peaks.get(serverId)?.peakExtraBytes ?? 0n),
      bytesValue(capacityBytes),
    ]),
    note: 'All copies of a wave are assumed to exist at the same moment; a capacity of – is not known.',
  };
}
