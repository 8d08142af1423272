/** The whole change at a glance: one row per figure, before and after, and where the data is now. */
import { inBytes, inFigures } from '../../services/base/wording.js';
import type { IsolationReport, PerformanceReport } from '../../services/model/check.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import { allBalances } from '../../services/planning/measure/balance.js';
import { objectiveOf } from '../../services/planning/measure/objectives/list.js';
import type { TableValue } from '../model.js';
import { placementBasis, totalsOf } from './cluster-figures.js';
import { bytesValue, type DraftCell, figure, fixed, numberColumn, text, textColumn } from './parts.js';

/** What was measured beside the placement, before and after; null where it was not. */
export interface MeasuredChange {
  readonly isolation: readonly [before: IsolationReport | null, after: IsolationReport | null];
  readonly performance: readonly [before: PerformanceReport | null, after: PerformanceReport | null];
}

/** Returns the table of totals, of balance per measure, and of what was measured beside them. */
export function beforeAfterTable(
  id: string,
  before: ClusterTopology,
  after: ClusterTopology,
  measured: MeasuredChange | null = null,
): DraftCell {
  const [was, is] = [totalsOf(before), totalsOf(after)];
  const counts: readonly (readonly [string, number, number])[] = [
    ['Tenants', was.tenants, is.tenants],
    ['Documents', was.documents, is.documents],
    ['Collections', was.collections, is.collections],
    ['Shard groups', was.shardGroups, is.shardGroups],
    ['Shards', was.shards, is.shards],
    ['DB-Servers', was.servers, is.servers],
  ];
  const rows = counts.map(([label, then, now]) => [
    text(label),
    figure(then),
    figure(now),
    change(now - then, inFigures(Math.abs(now - then))),
    basisValue('MEASURED'),
  ]);
  const bytes = is.bytes - was.bytes;
  const bytesRow = [
    text('Bytes, one copy'),
    bytesValue(was.bytes),
    bytesValue(is.bytes),
    change(Number(bytes), inBytes(bytes < 0n ? -bytes : bytes)),
    basisValue('MEASURED'),
  ];
  return {
    kind: 'TABLE',
    id,
    title: 'The cluster before and after',
    basis: null,
    columns: [
      textColumn('figure', 'Figure'),
      numberColumn('before', 'Before'),
      numberColumn('after', 'After'),
      numberColumn('change', 'Change'),
      textColumn('basis', 'Basis'),
    ],
    rows: [...rows.slice(0, 2), bytesRow, ...rows.slice(2), ...balanceRows(before, after), ...measuredRows(measured)],
    note: measured ? responseTimes : null,
  };
}

const responseTimes =
  'Response times are those of Shardbook’s own queries, without the load of users; they also depend ' +
  'on the program and on this machine. A – was not measured.';

function measuredRows(measured: MeasuredChange | null): TableValue[][] {
  if (!measured) return [];
  const { isolation, performance } = measured;
  const row = (label: string, values: readonly (number | null)[], digits: number): TableValue[] => {
    const [then = null, now = null] = values;
    const shown = (value: number): number => Number(value.toFixed(digits));
    // Of what is shown, so that a reader who subtracts gets the same.
    const difference = then === null || now === null ? null : Number((shown(now) - shown(then)).toFixed(digits));
    const size = difference === null ? '' : inFigures(Math.abs(difference));
    return [
      text(label),
      digits === 0 ? figure(then) : fixed(then, digits),
      digits === 0 ? figure(now) : fixed(now, digits),
      difference === null ? text(null) : change(difference, size),
      basisValue('MEASURED'),
    ];
  };
  const overall = performance.map((report) => report?.overall ?? null);
  return [
    row(
      'Isolation faults',
      isolation.map((report) => report?.findingsTotal ?? null),
      0,
    ),
    row(
      'Documents visited for isolation',
      isolation.map((report) => report?.documentsChecked ?? null),
      0,
    ),
    row(
      'Response time p50, ms',
      overall.map((one) => one?.p50Ms ?? null),
      2,
    ),
    row(
      'Response time p95, ms',
      overall.map((one) => one?.p95Ms ?? null),
      2,
    ),
    row(
      'Response time p99, ms',
      overall.map((one) => one?.p99Ms ?? null),
      2,
    ),
    row(
      'Queries per second',
      overall.map((one) => (one ? Math.round(one.queriesPerSecond) : null)),
      0,
    ),
  ];
}

function balanceRows(before: ClusterTopology, after: ClusterTopology): TableValue[][] {
  const was = new Map(allBalances(before).map((balance) => [balance.measure, balance.maxOverMean]));
  return allBalances(after).map(({ measure, maxOverMean }) => {
    const then = was.get(measure) ?? 1;
    // Of what is shown, so that a reader who subtracts gets the same.
    const difference = Number(maxOverMean.toFixed(2)) - Number(then.toFixed(2));
    return [
      text(objectiveOf(measure).ratioTitle),
      fixed(then, 2),
      fixed(maxOverMean, 2),
      change(Math.abs(difference) < 0.005 ? 0 : difference, Math.abs(difference).toFixed(2)),
      basisValue(placementBasis(after, measure)),
    ];
  });
}

function change(difference: number, size: string): TableValue {
  const sign = difference > 0 ? '+' : '−';
  return { ...text(difference === 0 ? '0' : `${sign}${size}`), value: difference };
}

function basisValue(basis: 'MEASURED' | 'MODELLED'): TableValue {
  return { ...text(basis === 'MEASURED' ? 'Measured' : 'Modelled'), value: basis };
}
