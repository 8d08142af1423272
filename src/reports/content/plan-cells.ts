/** What a plan says move by move, as cells: the moves, their reasons, and what stays and why. */
import { counted } from '../../services/base/wording.js';
import type { Move, MoveKind, RebalancePlan } from '../../services/model/plan.js';
import { groupLabels, shortNames } from './cluster-figures.js';
import { longTable, rowsForPeople } from './long-table.js';
import {
  bytesValue,
  type DraftCell,
  figure,
  fixed,
  listed,
  narrative,
  numberColumn,
  text,
  textColumn,
} from './parts.js';

const kindInWords: Readonly<Record<MoveKind, string>> = {
  LEADERSHIP_TRANSFER: 'Leadership transfer',
  MOVE_LEADER: 'Move of a leader',
  MOVE_FOLLOWER: 'Move of a follower',
};

/** Returns the moves of a plan, one row each; `prefix` begins the ids of cells. */
export function movesTable(prefix: string, plan: RebalancePlan): DraftCell {
  const names = shortNames(plan.before, plan.after);
  const labels = groupLabels(plan.before);
  const tenants = new Map(plan.before.tenants.map(({ key, name }) => [key, name]));
  const row = (move: Move): ReturnType<typeof text>[] => [
    figure(move.index + 1),
    figure(move.wave + 1),
    text(kindInWords[move.kind]),
    text(labels.get(move.groupId) ?? move.groupId),
    text(names.get(move.from) ?? move.from),
    text(names.get(move.to) ?? move.to),
    bytesValue(move.bytes),
    fixed(move.estimatedSeconds, 2),
    text(listed(move.tenantKeys.map((key) => tenants.get(key) ?? key)) || 'none'),
  ];
  return {
    kind: 'TABLE',
    id: `${prefix}-moves`,
    title: 'Moves, in their order',
    basis: null,
    columns: [
      textColumn('move', 'Move'),
      numberColumn('wave', 'Wave'),
      textColumn('kind', 'Kind'),
      numberColumn('group', 'Shard group'),
      textColumn('from', 'From'),
      textColumn('to', 'To'),
      numberColumn('bytes', 'Bytes copied'),
      numberColumn('estimate', 'Estimate', { unit: 's', basis: 'MODELLED' }),
      textColumn('tenants', 'Tenants'),
    ],
    ...longTable({
      items: plan.moves,
      row,
      order: 'first',
      noun: ['move'],
      note: 'Moves of one wave run at the same time; waves run one after the other.',
    }),
  };
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
export function notMovedCell(prefix: string, plan: RebalancePlan): DraftCell | null {
  if (plan.notMoved.length === 0) return null;
  const names = shortNames(plan.before, plan.after);
  return {
    kind: 'TABLE',
    id: `${prefix}-not-moved`,
    title: 'What stays although it is far from the mean',
    basis: 'MODELLED',
    columns: [textColumn('server', 'DB-Server'), textColumn('reason', 'Reason')],
    ...longTable({
      items: plan.notMoved,
      row: ({ serverId, sentence }) => [text(names.get(serverId) ?? serverId), text(sentence)],
      order: 'first',
      noun: ['DB-Server'],
    }),
  };
}

/** Returns a rule or reason as a whole sentence. */
export function sentenceOf(rule: string): string {
  return rule === '' || /[.!?]$/.test(rule) ? rule : `${rule}.`;
}
