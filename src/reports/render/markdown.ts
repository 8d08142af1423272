/**
 * Renders a report as GitHub-flavoured Markdown that also reads well as plain text; what a user typed shows as what a user
 * typed.
 */
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
  return tableOf(figures, [
    start('Figure', ({ label }) => markdownText(label)),
    end('Now', ({ value }) => markdownText(value)),
    start('Note', ({ note }) => markdownText(note ?? '–')),
    start('Result', ({ mark }) => mark ?? '–'),
    start('Basis', ({ basis }) => (basis === null ? '–' : basisInWords(basis))),
  ]);
}

/** A column with what it shows of a row; texts are Markdown already. */
interface Column<Row> extends MarkdownColumn {
  readonly of: (row: Row, at: number) => string;
}

function start<Row>(label: string, of: Column<Row>['of']): Column<Row> {
  return { label, align: 'START', of };
}

function end<Row>(label: string, of: Column<Row>['of']): Column<Row> {
  return { label, align: 'END', of };
}

function tableOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return markdownTable(
    columns,
    rows.map((row, at) => columns.map(({ of }) => of(row, at))),
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
        tableOf(cell.facts, [
          start('Fact', ({ label }) => markdownText(label)),
          start('Value', ({ value, exact }) => (exact ? markdownCode(value) : markdownText(value))),
        ]),
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
  const max = Math.max(0, ...chart.bars.map(({ value }) => value));
  return tableOf(chart.bars, [
    start(chart.categoryLabel, ({ label }) => markdownText(label)),
    end(chart.valueLabel, ({ text }) => markdownText(text)),
    start('Bar', ({ value }) => bar(value, max)),
  ]);
}

function mermaid({ bars, valueLabel }: BarChart, title: string): string {
  const max = Math.max(1, ...bars.map(({ value }) => value));
  return markdownFence(
    'mermaid',
    [
      // Lying bars leave names the room that they need.
      'xychart-beta horizontal',
      `    title "${title}"`,
      `    x-axis [${bars.map(({ label }) => `"${label}"`).join(', ')}]`,
      `    y-axis "${valueLabel}" 0 --> ${Math.ceil(max * 1.1)}`,
      `    bar [${bars.map(({ value }) => value).join(', ')}]`,
    ].join('\n'),
  );
}

/** Mermaid draws bars of two series on top of each other, so before and after stand in a table. */
function beforeAfter({ categories, categoryLabel, valueLabel }: BeforeAfterChart): string {
  const max = Math.max(0, ...categories.flatMap(({ before, after }) => [before ?? 0, after ?? 0]));
  return tableOf(categories, [
    start(categoryLabel, ({ label }) => markdownText(label)),
    end('Before', ({ beforeText }) => markdownText(beforeText)),
    start('Bar before', ({ before }) => bar(before ?? 0, max)),
    end('After', ({ afterText }) => markdownText(afterText)),
    start(`Bar after (${valueLabel.toLowerCase()})`, ({ after }) => bar(after ?? 0, max)),
  ]);
}

function shardMap({ servers, groups, replicas, groupLabel }: ShardMapChart): string {
  const holders = (group: number, role: 'LEADER' | 'FOLLOWER'): string =>
    replicas
      .filter((replica) => replica.group === group && replica.role === role)
      .map(({ server, inSync }) => `${servers[server] ?? ''}${inSync ? '' : ' (out of sync)'}`)
      .join(', ');
  return tableOf(groups, [
    end(groupLabel, ({ label }) => markdownText(label)),
    start('Leader', (_, group) => markdownText(holders(group, 'LEADER'))),
    start('Followers', (_, group) => markdownText(holders(group, 'FOLLOWER'))),
    start('Tenants', ({ tenants }) => (tenants.length === 0 ? '–' : markdownText(namesOf(tenants)))),
  ]);
}

function namesOf(tenants: readonly { name: string }[]): string {
  const names = tenants.slice(0, 5).map(({ name }) => name);
  return tenants.length > 5 ? `${names.join(', ')} and ${tenants.length - 5} others` : names.join(', ');
}

function bar(value: number, max: number): string {
  if (max <= 0 || value <= 0) return '';
  return '█'.repeat(Math.max(1, Math.round((value / max) * barLength)));
}

/** Returns the text with everything that Markdown would take for mark-up escaped, on one line. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]<|~&$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
    .replace(/^(?:[>=]|[#+-](?=[\s#-]|$))/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** Returns a code span that shows the text as it is, whatever backticks it has. */
export function markdownCode(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(oneLine.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = oneLine.startsWith('`') || oneLine.endsWith('`') ? ' ' : '';
  return fence + pad + oneLine + pad + fence;
}

/** Returns a fenced block, with a fence longer than any in the text. */
function markdownFence(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A column of a Markdown table; texts are Markdown already. */
interface MarkdownColumn {
  readonly label: string;
  readonly align: 'START' | 'END';
}

/** A cell longer than this does not widen its column: one long sentence would push the whole table apart. */
const widestPadding = 48;

/** Returns a table whose columns line up in plain text too; texts are Markdown already. */
export function markdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ label }, at) =>
    Math.max(3, ...[label, ...rows.map((row) => row[at] ?? '')].map((cell) => Math.min(widthOf(cell), widestPadding))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${columns.map(({ align }, at) => padded(cells[at] ?? '', widths[at] ?? 3, align)).join(' | ')} |`;
  const rule = columns.map(({ align }, at) => {
    const dashes = '-'.repeat((widths[at] ?? 3) - 1);
    return align === 'END' ? `${dashes}:` : `:${dashes}`;
  });
  return [line(columns.map(({ label }) => label)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function padded(text: string, width: number, align: MarkdownColumn['align']): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'END' ? space + text : text + space;
}

/** East Asian characters and emoji take two places in a fixed-width font, combining ones none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200d/u.test(character)) continue;
    width += /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u.test(
      character,
    )
      ? 2
      : 1;
  }
  return width;
}

/** Returns the anchor that GitHub gives a heading of ours: lower case, no punctuation, hyphens for spaces. */
export function headingAnchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
