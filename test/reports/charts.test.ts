import { describe, expect, it } from 'vitest';

import { paletteCss, tenantColourCount } from '../../src/reports/charts/palette.js';
import { legendOf, renderChart } from '../../src/reports/charts/render.js';
import type { BarChart, ChartCell, ShardMapChart } from '../../src/reports/model.js';
import { demoReport, largeReport } from '../support/named-reports.js';

function chartsOf(model = demoReport()): readonly ChartCell[] {
  const charts = model.cells.filter((cell) => cell.kind === 'CHART');
  expect(charts.length).toBeGreaterThan(2);
  return charts;
}

const bars: BarChart = {
  type: 'BARS',
  categoryLabel: 'Tenant',
  valueLabel: 'Documents',
  bars: [{ label: '<script>"&', value: 1095, text: '1,095', colour: 0 }],
};

describe('renderChart', () => {
  it('gives the same bytes however many charts were drawn before', () => {
    const [first] = chartsOf();

    const drawings = Array.from({ length: 3 }, () => renderChart(first!.chart, first!.title, 'WIDE'));

    expect(new Set(drawings).size).toBe(1);
  });

  it('has a role, a name, a viewBox and the full width, and no class, id or style block', () => {
    for (const { chart, title } of chartsOf()) {
      const svg = renderChart(chart, title, 'WIDE') ?? '';

      expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 880 \d+" width="100%" role="img" aria-label="[^"]+"/);
      expect(svg).toContain('<title>');
      expect(svg).not.toMatch(/ (?:class|id)="|<style|ecmeta/);
    }
  });

  it('writes labels and titles as text, whatever they look like', () => {
    const svg = renderChart(bars, '<b>"title"</b>', 'WIDE') ?? '';

    expect(svg).toContain('&lt;script&gt;');
    expect(svg).toContain('aria-label="&#60;b&#62;&#34;title&#34;&#60;/b&#62;"');
    expect(svg).not.toMatch(/<script|<b>/);
  });

  it('takes every colour from the page, with one to fall back on', () => {
    for (const { chart, title } of chartsOf()) {
      const svg = renderChart(chart, title, 'WIDE') ?? '';

      expect(svg).not.toMatch(/(?:fill|stroke)="(?!none|transparent|var\(--)/);
    }
  });

  it('draws all tenants of a shard group that have no colour as one mark', () => {
    const marksWith = (others: number): number => {
      const tenants = [
        { name: 'A', colour: 0 },
        ...Array.from({ length: others }, () => ({ name: 'B', colour: null })),
      ];
      const group = { label: '0', tenants };
      const replicas = [{ server: 0, group: 0, role: 'LEADER' as const, inSync: true }];
      const labels = { serverLabel: 'DB-Server', groupLabel: 'Shard group' };
      const map: ShardMapChart = { type: 'SHARD_MAP', ...labels, servers: ['One'], groups: [group], replicas };
      return (renderChart(map, 'Map', 'WIDE') ?? '').match(/<path[^>]*fill="var\((?!--line)/g)?.length ?? 0;
    };

    expect(marksWith(1)).toBeGreaterThan(0);
    expect(marksWith(5)).toBe(marksWith(1));
  });

  it.each([2, 5, 50])('keeps every text of %i tenants inside its picture', (tenants) => {
    for (const { chart, title } of chartsOf(largeReport({ tenants, servers: 60, groups: 64 }))) {
      const svg = renderChart(chart, title, 'WIDE') ?? '';
      const height = Number(/viewBox="0 0 880 (\d+)"/.exec(svg)?.[1]);
      const places = Array.from(svg.matchAll(/<text[^>]*translate\(([\d.-]+) ([\d.-]+)\)/g), ([, x, y]) => [
        Number(x),
        Number(y),
      ]);

      expect(places.length).toBeGreaterThan(1);
      for (const [x, y] of places) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThan(880);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThan(height);
      }
    }
  });

  it('refuses to squeeze a map of sixty DB-Servers into the width of a phone', () => {
    const map = chartsOf(largeReport({ tenants: 50, servers: 60, groups: 64 })).find(
      ({ chart }) => chart.type === 'SHARD_MAP',
    );

    expect(renderChart(map!.chart, map!.title, 'NARROW')).toBeNull();
  });
});

describe('the colours of tenants', () => {
  it('are the same for a tenant in every chart of a report', () => {
    const colours = new Map<string, Set<number | null>>();
    for (const { chart } of chartsOf()) {
      const tenants =
        chart.type === 'BARS'
          ? chart.bars.map(({ label, colour }) => ({ name: label, colour }))
          : chart.type === 'SHARD_MAP'
            ? chart.groups.flatMap((group) => group.tenants)
            : [];
      for (const { name, colour } of tenants) colours.set(name, (colours.get(name) ?? new Set()).add(colour));
    }

    expect(colours.size).toBe(5);
    expect([...colours.values()].map((set) => set.size)).toEqual([1, 1, 1, 1, 1]);
  });

  it('count the tenants without a colour of their own in the legend', () => {
    const map = chartsOf(largeReport({ tenants: 50, servers: 5, groups: 48 })).find(
      ({ chart }) => chart.type === 'SHARD_MAP',
    );

    expect(legendOf(map!.chart).map(({ label }) => label)).toContain('42 other tenants');
  });

  it('have a contrast of 3 or more to a light and to a dark page', () => {
    for (const page of ['light', 'dark'] as const) {
      const background = page === 'light' ? '#ffffff' : '#13161b';
      const colours = Array.from(paletteCss(page).matchAll(/--tenant-\d: (#\w{6})/g), ([, colour]) => colour!);

      expect(colours).toHaveLength(tenantColourCount);
      for (const colour of colours)
        expect(contrast(colour, background), `${colour} on ${page}`).toBeGreaterThanOrEqual(3);
    }
  });
});

/** WCAG's contrast ratio of two colours such as `#0b66a8`. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
