/** Renders a report as GitHub-flavoured Markdown that also reads well as plain text. */
import type { Basis, ReportCell, ReportModel, TableCell, TableValue } from '../model.js';
import { markdownChart } from './markdown-chart.js';
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
