/** Tables that several sections show: servers, tenants, shard groups, and what changed between two states. */
import { inBytes, inFigures, inPercent } from '../../services/base/wording.js';
import type { IsolationReport, PerformanceReport } from '../../services/model/check.js';
import type { MeasureBalance } from '../../services/model/plan.js';
import type { ClusterTopology, TopologyGroup } from '../../services/model/topology.js';
import { allBalances } from '../../services/planning/measure/balance.js';
import { objectiveOf } from '../../services/planning/measure/objectives/list.js';
import type { Basis, TableValue } from '../model.js';
import { isChartOfAllTenants, isMapOfAllGroups } from './charts.js';
import {
  bySize,
  groupLabels,
  groupsBySize,
  inNameOrder,
  placementBasis,
  serverFigures,
  shortNames,
  type SizedGroup,
  type TenantColours,
  tenantsByGroup,
  totalsOf,
} from './cluster-figures.js';
import {
  basisValue,
  type Column,
  type DraftCell,
  fixed,
  numberColumn,
  rowsForPeople,
  type Shown,
  table,
  tenantName,
  text,
  textColumn,
} from './parts.js';

/** Rows that people are shown of tables that stand beside a chart of the same facts. */
const rowsBesideChart = 24;

/** Returns the tables for what the charts of one state leave out; none where the charts show everything. */
export function tablesBehindCharts(
  prefix: string,
  when: string,
  state: ClusterTopology,
  colours: TenantColours,
): readonly DraftCell[] {
  const tables: DraftCell[] = [];
  if (!isChartOfAllTenants(state)) {
    tables.push(neighboursTable(`${prefix}-all-tenants`, `Tenants ${when}`, state, colours, rowsBesideChart));
  }
  if (!isMapOfAllGroups(state)) {
    tables.push(shardGroupsTable(`${prefix}-all-groups`, `Shard groups ${when}`, null, state));
  }
  return tables;
}

/** Returns a table of servers with what each holds; all replicas count. */
export function serversTable(id: string, title: string, state: ClusterTopology): DraftCell {
  const note = 'Bytes and documents count every replica on the DB-Server; leaders and followers count shard groups.';
  return table({ id, title, note }, serverFigures(state), [
    textColumn('server', 'DB-Server', ({ shortName }) => shortName),
    textColumn('zone', 'Zone', ({ zone }) => zone),
    textColumn('status', 'Status', ({ status }) => status),
    numberColumn('bytes', 'Bytes', ({ bytes }) => bytes, { basis: placementBasis(state, 'BYTES') }),
    numberColumn('documents', 'Documents', ({ documents }) => documents, { basis: placementBasis(state, 'DOCUMENTS') }),
    numberColumn('leaders', 'Leaders', ({ leaders }) => leaders),
    numberColumn('followers', 'Followers', ({ followers }) => followers),
  ]);
}

/** Returns what each DB-Server of both states held before and holds after. `basis` is that of the whole table; null: it differs. */
export function serversChangeTable(
  id: string,
  title: string,
  before: ClusterTopology,
  after: ClusterTopology,
  basis: Basis | null = placementBasis(after, 'BYTES') === 'MEASURED' ? 'MEASURED' : null,
): DraftCell {
  const [bytes, counts] = basis === null ? (['MODELLED', 'MEASURED'] as const) : [null, null];
  const figuresIn = (state: ClusterTopology): ReadonlyMap<string, ReturnType<typeof serverFigures>[number]> =>
    new Map(serverFigures(state).map((one) => [one.serverId, one]));
  const states = { before: figuresIn(before), after: figuresIn(after) };
  const servers = new Map([...before.servers, ...after.servers].map((server) => [server.serverId, server]));
  const note =
    'Bytes and documents count every replica on the DB-Server; leaders and followers count shard groups. A DB-Server with – was not there.';
  return table({ id, title, basis, note }, inNameOrder([...servers.values()]), [
    textColumn('server', 'DB-Server', ({ shortName }) => shortName),
    ...(['Bytes', 'Documents', 'Leaders', 'Followers'] as const).flatMap((label) => {
      const what = label.toLowerCase() as Lowercase<typeof label>;
      return (['before', 'after'] as const).map((when) =>
        numberColumn(
          `${what}-${when}`,
          `${label} ${when}`,
          ({ serverId }: { readonly serverId: string }) => states[when].get(serverId)?.[what] ?? null,
          { basis: what === 'bytes' ? bytes : counts },
        ),
      );
    }),
  ]);
}

/** Returns each tenant with its group, leader and neighbours, largest first; people are shown at most `shown`. */
export function neighboursTable(
  id: string,
  title: string,
  state: ClusterTopology,
  colours: TenantColours,
  shown = rowsForPeople,
): DraftCell {
  const labels = groupLabels(state);
  const servers = shortNames(state);
  const leaders = new Map(state.groups.map(({ groupId, leader }) => [groupId, servers.get(leader) ?? leader]));
  const byGroup = tenantsByGroup(state);
  return table({ id, title, noun: 'tenant', order: 'largest', shown }, bySize(state.tenants), [
    textColumn('tenant', 'Tenant', ({ key, name }) => tenantName(name, colours.get(key) ?? null)),
    numberColumn('documents', 'Documents', ({ documents }) => documents, { basis: 'MEASURED' }),
    numberColumn('bytes', 'Bytes', ({ bytes }) => bytes, { basis: 'MEASURED' }),
    numberColumn('group', 'Shard group', ({ groupId }) => labels.get(groupId) ?? groupId),
    textColumn('leader', 'Leader', ({ groupId }) => leaders.get(groupId) ?? null),
    textColumn('neighbours', 'Neighbours', ({ key, groupId }) => {
      const others = (byGroup.get(groupId) ?? []).filter((other) => other.key !== key);
      return namesInRow(others.map(({ name }) => name)) ?? 'none';
    }),
  ]);
}

/** Names that a row has room for. */
const maxNamesInRow = 4;

function namesInRow(names: readonly string[]): string | null {
  if (names.length <= maxNamesInRow) return names.join(', ') || null;
  return `${names.slice(0, maxNamesInRow - 1).join(', ')} and ${names.length - maxNamesInRow + 1} others`;
}

/**
 * Returns where each shard group is and what one copy of it holds, largest first. `before`: null for a table of one
 * state. `basis` is that of the whole table.
 */
export function shardGroupsTable(
  id: string,
  title: string,
  before: ClusterTopology | null,
  after: ClusterTopology,
  basis: Basis = placementBasis(after, 'LEADERS'),
): DraftCell {
  const was = new Map(before?.groups.map((group) => [group.groupId, group]));
  const names = shortNames(before, after);
  const labels = groupLabels(after);
  const tenants = tenantsByGroup(after);
  const namesIn = (group: TopologyGroup | undefined, of: (group: TopologyGroup) => readonly string[]): string | null =>
    group
      ? of(group)
          .map((serverId) => names.get(serverId) ?? serverId)
          .join(', ') || null
      : null;
  const placement = (
    when: 'before' | 'after' | null,
    groupOf: (row: SizedGroup) => TopologyGroup | undefined,
  ): readonly Column<SizedGroup>[] => {
    const [id, label] = when ? [`-${when}`, ` ${when}`] : ['', ''];
    return [
      textColumn(`leader${id}`, `Leader${label}`, (row) => namesIn(groupOf(row), ({ leader }) => [leader])),
      textColumn(`followers${id}`, `Followers${label}`, (row) => namesIn(groupOf(row), ({ followers }) => followers)),
    ];
  };
  const head = { id, title, basis, noun: 'shard group', order: 'largest', shown: rowsBesideChart } as const;
  return table({ ...head, note: 'Documents and bytes of one copy.' }, groupsBySize(after), [
    numberColumn('group', 'Shard group', ({ group }) => labels.get(group.groupId) ?? group.groupId),
    ...(before ? placement('before', ({ group }) => was.get(group.groupId)) : []),
    ...placement(before && 'after', ({ group }) => group),
    numberColumn('documents', 'Documents', ({ documents }) => documents),
    numberColumn('bytes', 'Bytes', ({ bytes }) => bytes),
    textColumn('tenants', 'Tenants', ({ group }) => {
      const names = (tenants.get(group.groupId) ?? []).map(({ name }) => name);
      return text(namesInRow(names) ?? 'none', names.join(', ') || null);
    }),
  ]);
}

/** Load may be the one modelled row of a table that is measured. */
function loadRemark(state: ClusterTopology | null): string {
  return state && placementBasis(state, 'LOAD') === 'MODELLED' ? ' Load is modelled from documents.' : '';
}

/**
 * Returns one row per measure of `after`, which shows how far the result is from the best reachable. `state` decides what
 * counts as measured; null: modelled.
 */
export function balanceTable(
  id: string,
  title: string,
  before: readonly MeasureBalance[],
  after: readonly MeasureBalance[],
  state: ClusterTopology | null,
): DraftCell {
  const was = new Map(before.map((balance) => [balance.measure, balance]));
  const basis = state ? placementBasis(state, 'BYTES') : 'MODELLED';
  const note = `Max/mean of 1 is perfect balance. Best reachable is a lower bound that the binding rule sets: no placement gets below it; it is computed.${loadRemark(state)}`;
  const valued = ({ measure, unit }: MeasureBalance, value: number | undefined): Shown =>
    value === undefined ? null : text(objectiveOf(measure).inWords(value, unit), value);
  return table({ id, title, basis, note }, after, [
    textColumn('measure', 'Measure', ({ measure }) => text(objectiveOf(measure).title, measure)),
    numberColumn('max-before', 'Most on one, before', (one) => valued(one, was.get(one.measure)?.max)),
    numberColumn('max-after', 'Most on one, after', (one) => valued(one, one.max)),
    numberColumn('ratio-before', 'Max/mean before', ({ measure }) => fixed(was.get(measure)?.maxOverMean ?? null, 2)),
    numberColumn('ratio-after', 'Max/mean after', ({ maxOverMean }) => fixed(maxOverMean, 2)),
    numberColumn('best', 'Best reachable', (one) => valued(one, one.bestReachable)),
    numberColumn('gap', 'Gap to best', ({ gap }) => text(inPercent(gap), gap)),
    textColumn('rule', 'Binding rule', ({ bindingRule }) => bindingRule),
  ]);
}

/** What was measured beside the placement, before and after; null where it was not. */
interface MeasuredChange {
  readonly isolation: readonly [before: IsolationReport | null, after: IsolationReport | null];
  readonly performance: readonly [before: PerformanceReport | null, after: PerformanceReport | null];
}

/** One figure of the whole change. */
interface ChangeRow {
  readonly label: string;
  readonly before: Shown;
  readonly after: Shown;
  readonly change: Shown;
  readonly basis: Basis;
}

/** Returns the whole change at a glance: totals, balance per measure, and what was measured beside them. */
export function beforeAfterTable(
  id: string,
  before: ClusterTopology,
  after: ClusterTopology,
  measured: MeasuredChange | null = null,
): DraftCell {
  const [was, is] = [totalsOf(before), totalsOf(after)];
  const row = (label: string, what: keyof typeof was): ChangeRow => {
    const [then, now] = [was[what], is[what]];
    const difference = Number(BigInt(now) - BigInt(then));
    const size = typeof then === 'bigint' ? inBytes(Math.abs(difference)) : inFigures(Math.abs(difference));
    return { label, before: then, after: now, change: change(difference, size), basis: 'MEASURED' };
  };
  const rows = [
    row('Tenants', 'tenants'),
    row('Documents', 'documents'),
    row('Bytes, one copy', 'bytes'),
    row('Collections', 'collections'),
    row('Shard groups', 'shardGroups'),
    row('Shards', 'shards'),
    row('DB-Servers', 'servers'),
    ...balanceRows(before, after),
    ...(measured ? measuredRows(measured) : []),
  ];
  return table({ id, title: 'The cluster before and after', note: measured ? responseTimes : null }, rows, [
    textColumn('figure', 'Figure', ({ label }) => label),
    numberColumn('before', 'Before', (row) => row.before),
    numberColumn('after', 'After', (row) => row.after),
    numberColumn('change', 'Change', (row) => row.change),
    textColumn('basis', 'Basis', ({ basis }) => basisValue(basis)),
  ]);
}

const responseTimes =
  'Response times are those of Shardbook’s own queries, without the load of users; they also depend ' +
  'on the program and on this machine. A – was not measured.';

function balanceRows(before: ClusterTopology, after: ClusterTopology): readonly ChangeRow[] {
  const was = new Map(allBalances(before).map(({ measure, maxOverMean }) => [measure, maxOverMean]));
  return allBalances(after).map(({ measure, maxOverMean }) => {
    const then = was.get(measure) ?? 1;
    const difference = differenceShown(then, maxOverMean, 2);
    return {
      label: objectiveOf(measure).ratioTitle,
      before: fixed(then, 2),
      after: fixed(maxOverMean, 2),
      change: change(Math.abs(difference) < 0.005 ? 0 : difference, Math.abs(difference).toFixed(2)),
      basis: placementBasis(after, measure),
    };
  });
}

function measuredRows({ isolation, performance }: MeasuredChange): readonly ChangeRow[] {
  const row = (label: string, [then = null, now = null]: readonly (number | null)[], digits: number): ChangeRow => {
    const shown = (value: number | null): Shown => (digits === 0 ? value : fixed(value, digits));
    const difference =
      then === null || now === null ? null : Number(differenceShown(then, now, digits).toFixed(digits));
    return {
      label,
      before: shown(then),
      after: shown(now),
      change: difference === null ? null : change(difference, inFigures(Math.abs(difference))),
      basis: 'MEASURED',
    };
  };
  const found = (what: 'findingsTotal' | 'documentsChecked'): readonly (number | null)[] =>
    isolation.map((report) => report?.[what] ?? null);
  const timed = (what: 'p50Ms' | 'p95Ms' | 'p99Ms'): readonly (number | null)[] =>
    performance.map((report) => report?.overall[what] ?? null);
  const rates = performance.map((report) => report && Math.round(report.overall.queriesPerSecond));
  return [
    row('Isolation faults', found('findingsTotal'), 0),
    row('Documents visited for isolation', found('documentsChecked'), 0),
    row('Response time p50, ms', timed('p50Ms'), 2),
    row('Response time p95, ms', timed('p95Ms'), 2),
    row('Response time p99, ms', timed('p99Ms'), 2),
    row('Queries per second', rates, 0),
  ];
}

/** Of what is shown, so that a reader who subtracts gets the same. */
function differenceShown(then: number, now: number, digits: number): number {
  return Number(now.toFixed(digits)) - Number(then.toFixed(digits));
}

function change(difference: number, size: string): TableValue {
  const sign = difference > 0 ? '+' : '−';
  return text(difference === 0 ? '0' : `${sign}${size}`, difference);
}
