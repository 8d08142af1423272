/** What templates need besides the cells themselves: cells sorted into sections, and a flag for each kind of cell. */
import type { ReportCell, ReportModel, ReportSection, TableCell } from '../model.js';

/** A section with what a renderer made of its cells. */
export interface SectionView<Cell> extends ReportSection {
  readonly cells: readonly Cell[];
}

/** Returns the sections in the order of the model, each with its cells turned into what `view` returns. */
export function sectionViews<Cell>(model: ReportModel, view: (cell: ReportCell) => Cell): readonly SectionView<Cell>[] {
  return model.sections.map((section) => ({
    ...section,
    cells: model.cells.filter((cell) => cell.section === section.id).map(view),
  }));
}

/** Returns the rows of a table that people are shown. */
export function rowsForPeople({ rows, shown }: TableCell): TableCell['rows'] {
  return shown === null ? rows : rows.slice(0, shown);
}

/** Returns the flag that templates branch on, e.g. `{ isTable: true }`. */
export function kindFlag(cell: ReportCell): Readonly<Record<string, true>> {
  return { [`is${cell.kind.charAt(0)}${cell.kind.slice(1).toLowerCase()}`]: true };
}

/** Returns a time of the model for people: `2026-08-15 10:00:07 UTC`. */
export function timeInWords(isoTime: string): string {
  return `${isoTime.slice(0, 10)} ${isoTime.slice(11, 19)} UTC`;
}
