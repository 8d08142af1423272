/** The charts of a report as plain data; what does not fit is aggregated, and the chart says so. */
import { counted, inBytes, inFigures } from '../../services/base/wording.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import type { BarChart, BeforeAfterChart, ChartCell, ShardMapChart } from '../model.js';
import {
  bySize,
  groupLabels,
  groupsBySize,
  inNameOrder,
  placementBasis,
  type ServerFigures,
  serverFigures,
  type TenantColours,
  tenantsByGroup,
} from './cluster-figures.js';

type DraftChart = Omit<ChartCell, 'section'>;

/** Tenants with a bar of their own; the rest shares one. */
const tenantBars = 12;

/** Shard groups that a map can show with marks that can still be told apart. */
const mapGroups = 48;

/** Returns whether every tenant has a bar of its own. */
export function isChartOfAllTenants({ tenants }: ClusterTopology): boolean {
  return tenants.length <= tenantBars;
}

/** Returns whether the map shows every shard group. */
export function isMapOfAllGroups({ groups }: ClusterTopology): boolean {
  return groups.length <= mapGroups;
}

/** Returns bars of documents per tenant, largest first. */
export function documentsPerTenant(
  id: string,
  title: string,
  state: ClusterTopology,
  colours: TenantColours,
): DraftChart {
  const tenants = bySize(state.tenants);
  const isWhole = isChartOfAllTenants(state);
  const shown = isWhole ? tenants : tenants.slice(0, tenantBars - 1);
  const rest = tenants.slice(shown.length);
  const restDocuments = rest.reduce((sum, { documents }) => sum + documents, 0);
  const bars = shown.map(({ key, name, documents }) => ({
    label: name,
    value: documents,
    text: inFigures(documents),
    colour: colours.get(key) ?? null,
  }));
  const others = {
    label: `${inFigures(rest.length)} others`,
    value: restDocuments,
    text: inFigures(restDocuments),
    colour: null,
  };
  const chart: BarChart = {
    type: 'BARS',
    categoryLabel: 'Tenant',
    valueLabel: 'Documents',
    bars: isWhole ? bars : [...bars, others],
  };
  const largest = tenants[0];
  const note = isWhole
    ? null
    : `The ${shown.length} largest of ${inFigures(tenants.length)} tenants have a bar each; the last bar is the sum of the other ${inFigures(rest.length)}.`;
  const alternative = largest
    ? `${counted(tenants.length, 'tenant')}; the largest, ${largest.name}, has ${counted(largest.documents, 'document')}.`
    : 'There is no tenant.';
  return { kind: 'CHART', id, title, basis: 'MEASURED', chart, alternative, note };
}

/** Returns bytes on each server before and after; all replicas count. */
export function bytesPerServer(id: string, title: string, before: ClusterTopology, after: ClusterTopology): DraftChart {
  const chart = perServer(before, after, 'Bytes, all replicas', 'BYTES', ({ bytes }) => Number(bytes), inBytes);
  const largest = (when: 'before' | 'after'): number => Math.max(0, ...chart.categories.map((one) => one[when] ?? 0));
  return {
    kind: 'CHART',
    id,
    title,
    basis: placementBasis(after, 'BYTES'),
    chart,
    alternative: `The fullest DB-Server held ${inBytes(largest('before'))} before and holds ${inBytes(largest('after'))} after; the mean after is ${inBytes(chart.meanAfter ?? 0)}.`,
    note: null,
  };
}

/** Returns the shard groups that each server leads, before and after. */
export function leadersPerServer(
  id: string,
  title: string,
  before: ClusterTopology,
  after: ClusterTopology,
): DraftChart {
  const chart = perServer(before, after, 'Shard groups led', 'COUNT', ({ leaders }) => leaders, inFigures);
  const range = (when: 'before' | 'after'): string => {
    const values = chart.categories.flatMap((one) => one[when] ?? []);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least === most ? String(least) : `${least} to ${most}`;
  };
  return {
    kind: 'CHART',
    id,
    title,
    basis: placementBasis(after, 'LEADERS'),
    chart,
    alternative: `A DB-Server led ${range('before')} shard groups before and leads ${range('after')} after.`,
    note: null,
  };
}

/** Categories are the servers of both states, in the order of their names. */
function perServer(
  before: ClusterTopology,
  after: ClusterTopology,
  valueLabel: string,
  format: BeforeAfterChart['format'],
  valueOf: (figures: ServerFigures) => number,
  inWords: (value: number) => string,
): BeforeAfterChart {
  const [was, is] = [before, after].map((state) => new Map(serverFigures(state).map((s) => [s.serverId, s])));
  const there = new Map([...before.servers, ...after.servers].map((server) => [server.serverId, server]));
  const valueIn = (state: typeof was, serverId: string): number | null => {
    const figures = state?.get(serverId);
    return figures ? valueOf(figures) : null;
  };
  const sum = [...(is?.values() ?? [])].reduce((total, figures) => total + valueOf(figures), 0);
  return {
    type: 'BEFORE_AFTER',
    categoryLabel: 'DB-Server',
    valueLabel,
    format,
    categories: inNameOrder([...there.values()]).map(({ serverId, shortName: label }) => {
      const [then, now] = [valueIn(was, serverId), valueIn(is, serverId)];
      return {
        label,
        before: then,
        after: now,
        beforeText: then === null ? 'not there' : inWords(then),
        afterText: now === null ? 'not there' : inWords(now),
      };
    }),
    meanAfter: after.servers.length === 0 ? null : sum / after.servers.length,
  };
}

/** Returns the map of servers against shard groups; of many groups, those with the most documents. */
export function shardMap(id: string, title: string, state: ClusterTopology, colours: TenantColours): DraftChart {
  const tenantsIn = tenantsByGroup(state);
  const shown = groupsToShow(state);
  const labels = groupLabels(state);
  const servers = inNameOrder(state.servers);
  const serverAt = new Map(servers.map(({ serverId }, index) => [serverId, index]));
  const chart: ShardMapChart = {
    type: 'SHARD_MAP',
    serverLabel: 'DB-Server',
    groupLabel: 'Shard group',
    servers: servers.map(({ shortName }) => shortName),
    groups: shown.map(({ groupId }) => ({
      label: labels.get(groupId) ?? groupId,
      tenants: (tenantsIn.get(groupId) ?? []).map(({ key, name }) => ({ name, colour: colours.get(key) ?? null })),
    })),
    replicas: shown.flatMap((group, at) =>
      [group.leader, ...group.followers].flatMap((serverId) => {
        const server = serverAt.get(serverId);
        const role = serverId === group.leader ? ('LEADER' as const) : ('FOLLOWER' as const);
        const inSync = role === 'LEADER' || group.inSync.includes(serverId);
        return server === undefined ? [] : [{ server, group: at, role, inSync }];
      }),
    ),
  };
  const withTenants = new Set(state.tenants.map(({ groupId }) => groupId)).size;
  return {
    kind: 'CHART',
    id,
    title,
    basis: placementBasis(state, 'LEADERS'),
    chart,
    alternative: `${counted(state.groups.length, 'shard group')} on ${counted(state.servers.length, 'DB-Server')}; ${withTenants} of them ${withTenants === 1 ? 'holds' : 'hold'} the ${counted(state.tenants.length, 'tenant')}. Each group has one leader; its followers are copies on other DB-Servers.`,
    note:
      shown.length === state.groups.length
        ? null
        : `The ${shown.length} shard groups with the most documents of ${inFigures(state.groups.length)}; the others are left out here.`,
  };
}

function groupsToShow(state: ClusterTopology): ClusterTopology['groups'] {
  if (isMapOfAllGroups(state)) return state.groups;
  const kept = new Set(
    groupsBySize(state)
      .slice(0, mapGroups)
      .map(({ group }) => group),
  );
  return state.groups.filter((group) => kept.has(group));
}
