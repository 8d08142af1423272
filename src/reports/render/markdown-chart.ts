/** Charts in Markdown: mermaid where it can show them, tables with bars of block characters where it cannot. */
import type { BarChart, BeforeAfterChart, Chart, ShardMapChart } from '../model.js';
import { markdownFence, markdownTable, markdownText } from './markdown-text.js';

/** More bars would not have readable labels in a chart of mermaid's fixed width. */
const mermaidBars = 12;

/** Labels that mermaid shows letter by letter; it has its own idea of all other characters. */
const plainLabel = /^[\p{L}\p{N} .,()/-]+$/u;

/** Characters of a full bar. */
const barLength = 16;

/** Returns the chart as Markdown. */
export function markdownChart(chart: Chart, title: string): string {
  switch (chart.type) {
    case 'BARS':
      return barChart(chart, title);
    case 'BEFORE_AFTER':
      return beforeAfter(chart);
    case 'SHARD_MAP':
      return shardMap(chart);
  }
}

function barChart(chart: BarChart, title: string): string {
  const isPlain = [title, chart.valueLabel, ...chart.bars.map(({ label }) => label)].every((text) =>
    plainLabel.test(text),
  );
  if (isPlain && chart.bars.length > 0 && chart.bars.length <= mermaidBars) return mermaid(chart, title);
  const most = Math.max(0, ...chart.bars.map(({ value }) => value));
  return markdownTable(
    [
      { label: chart.categoryLabel, align: 'START' },
      { label: chart.valueLabel, align: 'END' },
      { label: 'Bar', align: 'START' },
    ],
    chart.bars.map(({ label, value, text }) => [markdownText(label), markdownText(text), bar(value, most)]),
  );
}

function mermaid({ bars, valueLabel }: BarChart, title: string): string {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return markdownFence(
    'mermaid',
    [
      // Lying bars leave names the room that they need.
      'xychart-beta horizontal',
      `    title "${title}"`,
      `    x-axis [${bars.map(({ label }) => `"${label}"`).join(', ')}]`,
      `    y-axis "${valueLabel}" 0 --> ${Math.ceil(most * 1.1)}`,
      `    bar [${bars.map(({ value }) => value).join(', ')}]`,
    ].join('\n'),
  );
}

/** Mermaid draws bars of two series on top of each other, so before and after stand in a table. */
function beforeAfter({ categories, categoryLabel, valueLabel }: BeforeAfterChart): string {
  const most = Math.max(0, ...categories.flatMap(({ before, after }) => [before ?? 0, after ?? 0]));
  return markdownTable(
    [
      { label: categoryLabel, align: 'START' },
      { label: 'Before', align: 'END' },
      { label: 'Bar before', align: 'START' },
      { label: 'After', align: 'END' },
      { label: `Bar after (${valueLabel.toLowerCase()})`, align: 'START' },
    ],
    categories.map(({ label, before, after, beforeText, afterText }) => [
      markdownText(label),
      markdownText(beforeText),
      bar(before ?? 0, most),
      markdownText(afterText),
      bar(after ?? 0, most),
    ]),
  );
}

function shardMap({ servers, groups, replicas, groupLabel }: ShardMapChart): string {
  const holders = (group: number, role: 'LEADER' | 'FOLLOWER'): string =>
    replicas
      .filter((replica) => replica.group === group && replica.role === role)
      .map(({ server, inSync }) => `${servers[server] ?? ''}${inSync ? '' : ' (out of sync)'}`)
      .join(', ');
  return markdownTable(
    [
      { label: groupLabel, align: 'END' },
      { label: 'Leader', align: 'START' },
      { label: 'Followers', align: 'START' },
      { label: 'Tenants', align: 'START' },
    ],
    groups.map(({ label, tenants }, group) => [
      markdownText(label),
      markdownText(holders(group, 'LEADER')),
      markdownText(holders(group, 'FOLLOWER')),
      tenants.length === 0 ? '–' : markdownText(namesOf(tenants)),
    ]),
  );
}

function namesOf(tenants: readonly { name: string }[]): string {
  const names = tenants.slice(0, 5).map(({ name }) => name);
  return tenants.length > 5 ? `${names.join(', ')} and ${tenants.length - 5} others` : names.join(', ');
}

function bar(value: number, most: number): string {
  if (most <= 0 || value <= 0) return '';
  return '█'.repeat(Math.max(1, Math.round((value / most) * barLength)));
}
