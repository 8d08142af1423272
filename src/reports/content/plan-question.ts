/** What a plan was asked: what it imagines, what it aims at, and what no move of it may break. */
import { counted, inBytes, inFigures } from '../../services/base/wording.js';
import type { PlanOptions, RebalancePlan } from '../../services/model/plan.js';
import { objectives as everyObjective } from '../../services/planning/measure/objectives/list.js';
import type { TableValue } from '../model.js';
import { shortNames } from './cluster-figures.js';
import { rowsForPeople } from './long-table.js';
import { narrative, numberColumn, partOf, type ReportPart, text, textColumn } from './parts.js';
import { sentenceOf } from './plan-cells.js';

type Row = readonly [id: string, asked: string, value: string];

/** Returns the section: what is imagined, and every input that makes the plan what it is. */
export function questionPart(plan: RebalancePlan): ReportPart {
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
    {
      kind: 'TABLE',
      id: 'question-inputs',
      title: 'Inputs of the plan',
      basis: null,
      columns: [textColumn('input', 'Input'), numberColumn('value', 'Value')],
      rows: rows.map(([id, asked, value]): TableValue[] => [{ ...text(asked), value: id }, text(value)]),
      note: 'The same topology, inputs and seed give the same plan, byte for byte.',
    },
  ]);
}

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
  const pinned = limits.pinnedTenants.length;
  const collections = limits.pinnedCollections ?? [];
  return [
    ['maximumNumberOfMoves', 'At most so many moves', inFigures(limits.maximumNumberOfMoves)],
    [
      'maxBytesMoved',
      'At most so many bytes copied',
      limits.maxBytesMoved === null ? 'any' : inBytes(limits.maxBytesMoved),
    ],
    ['allowedKinds', 'Kinds of move', limits.allowedKinds.join(', ')],
    ['concurrentMovesPerServer', 'Moves at once per DB-Server', inFigures(limits.concurrentMovesPerServer)],
    ['bandwidth', 'Bandwidth of a DB-Server', `${inBytes(limits.bandwidthBytesPerSecond)}/s`],
    ['pinnedTenants', 'Tenants that stay', counted(pinned, 'tenant')],
    [
      'pinnedCollections',
      'Collections that stay',
      collections.length === 0 ? 'none' : collections.slice(0, rowsForPeople).join(', '),
    ],
  ];
}
