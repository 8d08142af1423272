/** Which drawing belongs to which chart, and what its colours mean. */
import type { Chart } from '../model.js';
import { drawBars, drawBeforeAfter } from './bars.js';
import { neutral, tenantFill, tenantInk } from './palette.js';
import { drawShardMap, tenantLetter } from './shard-map.js';
import { type ChartWidth, drawSvg } from './svg.js';

/** What one colour or shape of a chart means. */
export interface LegendEntry {
  readonly label: string;
  /** CSS colours. */
  readonly fill: string;
  readonly ink: string;
  /** The letter on it; empty for none. */
  readonly letter: string;
  readonly shape: 'FILLED' | 'RING';
}

/**
 * Returns a chart as one `<svg>` element: viewBox, width 100%, role img, `title` as its name; same chart, same bytes.
 * null: it does not fit on a narrow page, and the wide one has to be scrolled there.
 */
export function renderChart(chart: Chart, title: string, page: ChartWidth): string | null {
  switch (chart.type) {
    case 'BARS':
      return drawSvg(drawBars(chart, title, page));
    case 'BEFORE_AFTER':
      return drawSvg(drawBeforeAfter(chart, title, page));
    case 'SHARD_MAP': {
      const drawing = drawShardMap(chart, title, page);
      return drawing ? drawSvg(drawing) : null;
    }
  }
}

/** Returns what colours and shapes of a chart mean; empty where its labels say it all. */
export function legendOf(chart: Chart): readonly LegendEntry[] {
  switch (chart.type) {
    case 'BARS':
      return [];
    case 'BEFORE_AFTER':
      return [plain('Before', neutral('before')), plain('After', neutral('after'))];
    case 'SHARD_MAP':
      return [
        plain('Leader', neutral('after')),
        { ...plain('Follower', neutral('after')), shape: 'RING' },
        ...tenantEntries(chart.groups.flatMap(({ tenants }) => tenants)),
        ...(chart.groups.some(({ tenants }) => tenants.length === 0)
          ? [plain('Shard group without a tenant', neutral('line'))]
          : []),
      ];
  }
}

function tenantEntries(tenants: readonly { name: string; colour: number | null }[]): LegendEntry[] {
  const byColour = new Map<number, string>();
  for (const { name, colour } of tenants) if (colour !== null) byColour.set(colour, name);
  const entries = [...byColour]
    .sort(([a], [b]) => a - b)
    .map(([colour, label]) => ({
      label,
      fill: tenantFill(colour),
      ink: tenantInk(colour),
      letter: tenantLetter(colour),
      shape: 'FILLED' as const,
    }));
  const others = new Set(tenants.filter(({ colour }) => colour === null).map(({ name }) => name)).size;
  if (others === 0) return entries;
  return [
    ...entries,
    plain(others === 1 ? '1 other tenant' : `${others.toLocaleString('en-US')} other tenants`, tenantFill(null)),
  ];
}

function plain(label: string, fill: string): LegendEntry {
  return { label, fill, ink: neutral('page'), letter: '', shape: 'FILLED' };
}
