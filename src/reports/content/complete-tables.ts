/** Tables of the facts that charts draw: exact, and complete in the JSON where a chart leaves something out. */
import type { ClusterTopology, TopologyGroup } from '../../services/model/topology.js';
import type { Basis, TableValue } from '../model.js';
import { isChartOfAllTenants, isMapOfAllGroups } from './charts.js';
import {
  groupLabels,
  groupsBySize,
  inNameOrder,
  placementBasis,
  serverFigures,
  shortNames,
} from './cluster-figures.js';
import { longTable } from './long-table.js';
import { bytesValue, type DraftCell, figure, numberColumn, text, textColumn } from './parts.js';
import { neighboursTable } from './tenant-addition.js';
import { type TenantColours, tenantsByGroup } from './tenant-colours.js';

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
  const placed = (group: TopologyGroup | undefined): TableValue[] => {
    const nameOf = (serverId: string): string => names.get(serverId) ?? serverId;
    if (!group) return [text(null), text(null)];
    return [text(nameOf(group.leader)), text(group.followers.map(nameOf).join(', ') || null)];
  };
  const placement = (when: 'before' | 'after' | null): ReturnType<typeof textColumn>[] =>
    ['Leader', 'Followers'].map((role) =>
      when ? textColumn(`${role.toLowerCase()}-${when}`, `${role} ${when}`) : textColumn(role.toLowerCase(), role),
    );
  return {
    kind: 'TABLE',
    id,
    title,
    basis,
    columns: [
      numberColumn('group', 'Shard group'),
      ...(before ? [...placement('before'), ...placement('after')] : placement(null)),
      numberColumn('documents', 'Documents'),
      numberColumn('bytes', 'Bytes'),
      textColumn('tenants', 'Tenants'),
    ],
    ...longTable({
      items: groupsBySize(after),
      row: ({ group, documents, bytes }) => [
        text(labels.get(group.groupId) ?? group.groupId),
        ...(before ? placed(was.get(group.groupId)) : []),
        ...placed(group),
        figure(documents),
        bytesValue(bytes),
        tenantNames((tenants.get(group.groupId) ?? []).map(({ name }) => name)),
      ],
      order: 'largest',
      noun: ['shard group'],
      shown: rowsBesideChart,
      note: 'Documents and bytes of one copy.',
    }),
  };
}

/** Names that a row has room for; the exact value has all of them. */
const namesInRow = 4;

function tenantNames(names: readonly string[]): TableValue {
  if (names.length === 0) return { ...text('none'), value: null };
  if (names.length <= namesInRow) return text(names.join(', '));
  const shown = names.slice(0, namesInRow - 1).join(', ');
  return { ...text(`${shown} and ${names.length - namesInRow + 1} others`), value: names.join(', ') };
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
  const [was, is] = [before, after].map((state) => new Map(serverFigures(state).map((one) => [one.serverId, one])));
  const servers = new Map([...before.servers, ...after.servers].map((server) => [server.serverId, server]));
  return {
    kind: 'TABLE',
    id,
    title,
    basis,
    columns: [
      textColumn('server', 'DB-Server'),
      ...['Bytes', 'Documents', 'Leaders', 'Followers'].flatMap((what) =>
        ['before', 'after'].map((when) =>
          numberColumn(`${what.toLowerCase()}-${when}`, `${what} ${when}`, {
            basis: what === 'Bytes' ? bytes : counts,
          }),
        ),
      ),
    ],
    rows: inNameOrder([...servers.values()]).map(({ serverId, shortName }) => {
      const [then, now] = [was?.get(serverId), is?.get(serverId)];
      return [
        text(shortName),
        bytesValue(then?.bytes ?? null),
        bytesValue(now?.bytes ?? null),
        figure(then?.documents ?? null),
        figure(now?.documents ?? null),
        figure(then?.leaders ?? null),
        figure(now?.leaders ?? null),
        figure(then?.followers ?? null),
        figure(now?.followers ?? null),
      ];
    }),
    note: 'Bytes and documents count every replica on the DB-Server; leaders and followers count shard groups. A DB-Server with – was not there.',
  };
}
