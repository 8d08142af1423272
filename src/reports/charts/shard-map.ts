/**
 * The shard map: servers against shard groups. A full square is a leader, a ring a follower, a dashed ring a follower
 * that is not in sync; colours and letters are the tenants of the group, grey is a group without one.
 */
import type { ShardMapChart } from '../model.js';
import { neutral, tenantFill, tenantInk } from './palette.js';
import { baseOption, type ChartWidth, type Drawing, pixelsOf } from './svg.js';
import { charactersThatFit, labelColumn, shortened } from './text.js';

/** Servers that fit side by side on a phone. */
const narrowServers = 6;

/** A square divided into more strips than this would show none of its colours. */
const maxStrips = 4;

interface CustomApi {
  readonly value: (dimension: number) => number;
  readonly coord: (point: readonly [number, number]) => readonly [number, number];
  readonly size: (point: readonly [number, number]) => readonly [number, number];
}

/** Returns the letter that stands for a tenant's colour; empty for tenants without one. */
export function tenantLetter(colour: number | null): string {
  return colour === null ? '' : String.fromCharCode(65 + colour);
}

/**
 * Returns the drawing: servers as rows on wide pages, as columns on narrow ones; null when they do not fit there, and
 * the wide one has to be scrolled.
 */
export function drawShardMap(chart: ShardMapChart, title: string, page: ChartWidth): Drawing | null {
  const isWide = page === 'WIDE';
  if (!isWide && chart.servers.length > narrowServers) return null;
  const width = pixelsOf[page];
  const rows = isWide ? chart.servers.length : chart.groups.length;
  const rowHeight = rows <= 16 ? 34 : rows <= 30 ? 24 : 16;
  // The name of the axis stands left of the labels.
  const left = 24 + labelColumn(isWide ? chart.servers : chart.groups.map(({ label }) => label), isWide ? 160 : 60);
  const room = width - left - 12;
  const columns = isWide ? chart.groups.length : chart.servers.length;
  const right = 12 + Math.max(0, room - columns * 62);
  const servers = axis(chart.serverLabel, namesThatFit(chart, isWide, left, (room - (right - 12)) / columns));
  const groups = axis(
    chart.groupLabel,
    chart.groups.map(({ label }) => label),
  );
  const option = {
    ...baseOption,
    grid: { left, right, top: 46, bottom: 6 },
    xAxis: { ...(isWide ? groups : servers), position: 'top', nameGap: 26 },
    yAxis: { ...(isWide ? servers : groups), inverse: true, nameGap: left - 22 },
    series: [
      {
        type: 'custom',
        silent: true,
        data: chart.replicas.map(({ server, group }, index) =>
          isWide ? [group, server, index] : [server, group, index],
        ),
        renderItem: (_: unknown, api: CustomApi) => replicaShape(chart, api),
      },
    ],
  };
  return { option, width, height: rows * rowHeight + 54, title };
}

/** Names shortened on phones keep this many characters of their end, which is what tells them apart. */
const keptEnd = 4;

function namesThatFit(
  { servers }: ShardMapChart,
  isWide: boolean,
  left: number,
  columnWidth: number,
): readonly string[] {
  if (isWide) return servers.map((name) => shortened(name, charactersThatFit(left - 28)));
  const most = charactersThatFit(columnWidth - 8);
  return servers.map((name) => (name.length <= most ? name : `…${name.slice(-keptEnd)}`));
}

function axis(name: string, labels: readonly string[]): object {
  return {
    type: 'category',
    name,
    nameLocation: 'middle',
    nameTextStyle: { color: neutral('soft') },
    data: labels,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: neutral('text'), fontSize: labels.length > 30 ? 10 : 12, hideOverlap: true },
    splitLine: { show: true, lineStyle: { color: neutral('line') } },
    splitArea: { show: false },
  };
}

/** Returns the shape of one replica as ECharts' custom series wants it. */
function replicaShape(chart: ShardMapChart, api: CustomApi): object {
  const replica = chart.replicas[api.value(2)];
  const group = replica ? chart.groups[replica.group] : undefined;
  if (!replica || !group) return { type: 'group', children: [] };
  const [centreX, centreY] = api.coord([api.value(0), api.value(1)]);
  const [cellWidth, cellHeight] = api.size([1, 1]);
  const halfHeight = Math.min(cellHeight * 0.38, 13);
  const halfWidth = Math.min(cellWidth * 0.42, 22);
  const box = { x: centreX - halfWidth, y: centreY - halfHeight, width: halfWidth * 2, height: halfHeight * 2 };
  const isEmpty = group.tenants.length === 0;
  const colours = coloursOf(group.tenants);
  const children = colours.flatMap((colour, index) => {
    const strip = { ...box, x: box.x + (box.width / colours.length) * index, width: box.width / colours.length };
    const fill = isEmpty ? neutral('line') : tenantFill(colour);
    return replica.role === 'LEADER'
      ? leaderStrip(strip, fill, isEmpty ? '' : tenantLetter(colour), tenantInk(colour))
      : [followerStrip(strip, isEmpty ? neutral('before') : fill, replica.inSync)];
  });
  return { type: 'group', children };
}

/** A strip for each tenant with a colour, and one for all others: strips of one colour could not be told apart. */
function coloursOf(tenants: ShardMapChart['groups'][number]['tenants']): readonly (number | null)[] {
  const colours = [...new Set(tenants.map(({ colour }) => colour))];
  return colours.length === 0 ? [null] : colours.slice(0, maxStrips);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function leaderStrip(box: Box, fill: string, letter: string, ink: string): object[] {
  const shape = { type: 'rect', shape: { ...box, r: 2 }, style: { fill } };
  if (letter === '' || box.width < 9 || box.height < 12) return [shape];
  const text = {
    type: 'text',
    style: {
      text: letter,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      align: 'center',
      verticalAlign: 'middle',
      fontSize: 11,
      fontWeight: 600,
      fill: ink,
    },
  };
  return [shape, text];
}

/** A ring lies inside the box by half its line, so that rings and squares line up. */
function followerStrip(box: Box, stroke: string, inSync: boolean): object {
  const inset = box.width < 8 ? 1 : 2.5;
  const shape = {
    x: box.x + inset,
    y: box.y + inset,
    width: Math.max(1, box.width - inset * 2),
    height: Math.max(1, box.height - inset * 2),
    r: 2,
  };
  return {
    type: 'rect',
    shape,
    style: { fill: 'none', stroke, lineWidth: box.width < 8 ? 1 : 2, ...(inSync ? {} : { lineDash: [3, 2] }) },
  };
}
