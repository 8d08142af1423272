/** Renders a report as GitHub-flavoured Markdown that also reads well as plain text. */
import type {
  BarChart,
  Basis,
  BeforeAfterChart,
  Chart,
  ReportCell,
  ReportModel,
  ShardMapChart,
  TableCell,
  TableValue,
} from '../model.js';
import { headingAnchor, markdownCode, markdownFence, markdownTable, markdownText } from './markdown-text.js';
import { template } from './templates.js';
import { rowsForPeople, sectionViews, timeInWords } from './view.js';

/** Returns the report as Markdown, ending in one line break; same model, same bytes. */
export function renderMarkdown(model: ReportModel): string {
  const { title, subtitle, outcome, figures, createdAt } = model;
  const sections = sectionViews(model, (cell) => markdownCellBlocks(cell)).map((section) => ({
    title: markdownText(section.title),
    anchor: headingAnchor(section.title),
    mark: section.mark,
    blocks: section.cells.flat(),
  }));
  const text = template('report.md.hbs', { isHtml: false })({
    title: markdownText(title),
    subtitle: markdownText(subtitle),
    outcome: { ...outcome, label: markdownText(outcome.label), sentence: markdownText(outcome.sentence) },
    createdAt: timeInWords(createdAt),
    figures: figureTable(figures),
    sections,
  });
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

function figureTable(figures: ReportModel['figures']): string | null {
  if (figures.length === 0) return null;
  return markdownTable(
    [
      { label: 'Figure', align: 'START' },
      { label: 'Now', align: 'END' },
      { label: 'Note', align: 'START' },
      { label: 'Result', align: 'START' },
      { label: 'Basis', align: 'START' },
    ],
    figures.map(({ label, value, note, mark, basis }) => [
      markdownText(label),
      markdownText(value),
      markdownText(note ?? '–'),
      mark ?? '–',
      basis === null ? '–' : basisInWords(basis),
    ]),
  );
}

/** Returns what stands above the sections: title, outcome and key figures, as blocks. */
export function markdownHead({ title, subtitle, outcome, figures }: ReportModel): readonly string[] {
  return [
    `# ${markdownText(title)}`,
    markdownText(subtitle),
    `**${markdownText(outcome.label)}** (${outcome.mark}): ${markdownText(outcome.sentence)}`,
    figureTable(figures) ?? '',
  ];
}

/**
 * Returns a cell as blocks that stand apart by an empty line; the first of a cell with a title is its heading. `picture`:
 * Markdown that stands for the drawing of a chart.
 */
export function markdownCellBlocks(cell: ReportCell, picture?: string): readonly string[] {
  const blocks = bodyBlocks(cell, picture).filter((block) => block !== '');
  return cell.title === null ? blocks : [`### ${markdownText(cell.title)}`, ...blocks];
}

function bodyBlocks(cell: ReportCell, picture: string | undefined): readonly string[] {
  switch (cell.kind) {
    case 'NARRATIVE':
      return [
        ...cell.paragraphs.map(markdownText),
        cell.list.map((item, at) => `${cell.ordered ? `${at + 1}.` : '-'} ${markdownText(item)}`).join('\n'),
      ];
    case 'OPERATION':
      return [
        markdownFence('graphql', cell.operation),
        ...(cell.variables === null ? [] : ['Variables:', markdownFence('json', cell.variables)]),
      ];
    case 'TABLE':
      return [table(cell), notes(cell.basis, cell.note)];
    case 'CHART':
      return [
        markdownText(cell.alternative),
        picture ?? markdownChart(cell.chart, cell.title),
        notes(cell.basis, cell.note),
      ];
    case 'CHECK':
      return [
        `Result: **${cell.mark}**`,
        cell.checks
          .map(({ code, title, mark, evidence, remedy }) => {
            const sentences = [title, evidence, remedy === null ? '' : `To do: ${remedy}`].filter((one) => one !== '');
            return `- **${mark}** ${markdownCode(code)} ${markdownText(sentences.join('. '))}`;
          })
          .join('\n'),
      ];
    case 'PROVENANCE':
      return [
        markdownTable(
          [
            { label: 'Fact', align: 'START' },
            { label: 'Value', align: 'START' },
          ],
          cell.facts.map(({ label, value, exact }) => [
            markdownText(label),
            exact ? markdownCode(value) : markdownText(value),
          ]),
        ),
      ];
  }
}

function table(cell: TableCell): string {
  const { columns } = cell;
  return markdownTable(
    columns.map(({ label, unit, align, basis }) => {
      const inBrackets = [unit, basis === null ? null : basisInWords(basis).toLowerCase()].filter(
        (one) => one !== null,
      );
      const details = inBrackets.length === 0 ? '' : ` (${inBrackets.join(', ')})`;
      return { label: markdownText(label + details), align };
    }),
    rowsForPeople(cell).map((row) => row.map(tableText)),
  );
}

function tableText({ text, mark }: TableValue): string {
  return mark === null ? markdownText(text) : `**${markdownText(text)}**`;
}

function notes(basis: Basis | null, note: string | null): string {
  return [basis === null ? '' : `${basisInWords(basis)}.`, note === null ? '' : markdownText(note)]
    .filter((one) => one !== '')
    .join(' ');
}

function basisInWords(basis: Basis): string {
  return basis === 'MEASURED' ? 'Measured' : 'Modelled';
}

/** More bars would not have readable labels in a chart of mermaid's fixed width. */
const mermaidBars = 12;

/** Labels that mermaid shows letter by letter; it has its own idea of all other characters. */
const plainLabel = /^[\p{L}\p{N} .,()/-]+$/u;

/** Characters of a full bar. */
const barLength = 16;

/** Returns the chart as Markdown. */
function markdownChart(chart: Chart, title: string): string {
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
