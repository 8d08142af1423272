/** Builders for the parts of a report, so that the file of a section reads like the section. */
import type { Paused } from '../../services/base/turns.js';
import { counted, inBytes, inFigures } from '../../services/base/wording.js';
import type {
  Basis,
  CheckCell,
  KeyFigure,
  Mark,
  NarrativeCell,
  OperationCell,
  ReportCell,
  ReportModel,
  ReportSection,
  TableColumn,
  TableValue,
} from '../model.js';
import type { Operation } from './operations.js';

type WithoutSection<C> = C extends ReportCell ? Omit<C, 'section'> : never;

/** A cell before it is put into its section. */
export type DraftCell = WithoutSection<ReportCell>;

/** One section with its cells. */
export interface ReportPart {
  readonly section: ReportSection;
  readonly cells: readonly ReportCell[];
}

/** Makes a part when its turn comes: in a report of a large cluster one may take some 100 ms. null: there is nothing to say. */
export type PartMaker = () => ReportPart | Paused<ReportPart | null> | null;

/** A report's head, and what makes its sections in their order. */
export type ReportHead = Omit<ReportModel, 'modelVersion' | 'sections' | 'cells'> & {
  readonly parts: readonly PartMaker[];
};

/** Gives a section like `partOf`, with a pause after each of its cells: of a large cluster each takes some 10 ms. */
export function* partInTurns(section: ReportSection, makers: readonly (() => DraftCell | null)[]): Paused<ReportPart> {
  const cells: (DraftCell | null)[] = [];
  for (const make of makers) {
    cells.push(make());
    yield;
  }
  return partOf(section, cells);
}

/** Returns a section with its cells, in the order given; a null stands for a cell that there is no fact for. */
export function partOf(section: ReportSection, cells: readonly (DraftCell | null)[]): ReportPart {
  return { section, cells: cells.flatMap((cell) => (cell ? [{ ...cell, section: section.id }] : [])) };
}

/** Returns a figure for the top of a report, measured unless it says otherwise. */
export function keyFigure(
  id: string,
  label: string,
  value: string,
  note: string | null,
  { mark = null, basis = 'MEASURED' }: Partial<Pick<KeyFigure, 'mark' | 'basis'>> = {},
): KeyFigure {
  return { id, label, value, note, mark, basis };
}

/** Returns a narrative cell; list and title are empty when left out. */
export function narrative(
  id: string,
  paragraphs: readonly string[],
  { title = null, list = [], ordered = false }: Partial<Pick<NarrativeCell, 'title' | 'list' | 'ordered'>> = {},
): DraftCell {
  return { kind: 'NARRATIVE', id, title, paragraphs, list, ordered };
}

/** Returns the cell of a GraphQL operation; variables are indented by two. */
export function operationCell(id: string, operation: Operation): Omit<OperationCell, 'section'> {
  const variables = operation.variables ? JSON.stringify(operation.variables, null, 2) : null;
  return { kind: 'OPERATION', id, title: null, operation: operation.text, variables };
}

/** Returns a cell of one check, whose mark it takes. */
export function checkCell(id: string, title: string, check: CheckCell['checks'][number]): DraftCell {
  return { kind: 'CHECK', id, title, mark: check.mark, checks: [check] };
}

/** What a table shows of a row: texts as they are, numbers with commas, bigints as bytes in a fitting unit, null as a dash. */
export type Shown = string | number | bigint | null | TableValue;

/** A column with what it shows of a row. */
export interface Column<Row> extends TableColumn {
  readonly of: (row: Row) => Shown;
}

/** Returns a column for texts. */
export function textColumn<Row>(id: string, label: string, of: (row: Row) => Shown): Column<Row> {
  return { id, label, unit: null, align: 'START', basis: null, of };
}

/** Returns a column for numbers. */
export function numberColumn<Row>(
  id: string,
  label: string,
  of: (row: Row) => Shown,
  { unit = null, basis = null }: { unit?: string | null; basis?: Basis | null } = {},
): Column<Row> {
  return { id, label, unit, align: 'END', basis, of };
}

/** Rows that people are shown of a long table. */
export const rowsForPeople = 100;

/** Rows that the model keeps: about 3 MB, which is as much as can be read at once without holding up others. */
const maxRows = 5000;

interface TableHead {
  readonly id: string;
  readonly title: string;
  /** Of the whole table; null, as when left out, where its columns or rows differ. */
  readonly basis?: Basis | null;
  readonly note?: string | null;
  /** Of a table that may be long: what one row is about. People are shown its first rows, and a note says so. */
  readonly noun?: string;
  /** What its first rows are: the first ones unless it says otherwise. */
  readonly order?: 'first' | 'largest';
  /** Rows that people are shown of it, 100 unless it says otherwise. */
  readonly shown?: number;
}

/** Returns a table with one row for each item, in their order. */
export function table<Row>(head: TableHead, items: readonly Row[], columns: readonly Column<Row>[]): DraftCell {
  const { id, title, basis = null, note = null, noun, order = 'first', shown = rowsForPeople } = head;
  const isLong = noun !== undefined && items.length > shown;
  const kept = items.length > maxRows ? `the JSON has ${inFigures(maxRows)}` : 'all are in the JSON';
  const some = order === 'first' ? `first ${inFigures(shown)}` : `${inFigures(shown)} ${order}`;
  const left = isLong ? `The ${some} of ${counted(items.length, noun)}; ${kept}.` : null;
  return {
    kind: 'TABLE',
    id,
    title,
    basis,
    columns: columns.map(({ id, label, unit, align, basis }) => ({ id, label, unit, align, basis })),
    rows: (isLong ? items.slice(0, maxRows) : items).map((item) => columns.map((column) => valueOf(column.of(item)))),
    shown: isLong ? shown : null,
    note: left === null ? note : [left, ...(note === null ? [] : [note])].join(' '),
  };
}

function valueOf(shown: Shown): TableValue {
  if (typeof shown === 'string' || shown === null) return text(shown);
  if (typeof shown === 'bigint') return { ...text(inBytes(shown)), value: exact(shown) };
  return typeof shown === 'number' ? { ...text(inFigures(shown)), value: shown } : shown;
}

/** Returns a text, with the exact value behind it where that is another. */
export function text(shown: string | null, value: TableValue['value'] = shown): TableValue {
  return { text: shown ?? '–', value, mark: null, colour: null };
}

/** Returns the name of a tenant with its colour. */
export function tenantName(name: string, colour: number | null): TableValue {
  return { ...text(name), colour };
}

/** Returns a number with a fixed number of digits after the point, e.g. for times and ratios in columns. */
export function fixed(value: number | null, digits: number): TableValue {
  return text(value === null ? null : value.toFixed(digits), value);
}

/** Returns a mark such as PASS as a value. */
export function markValue(mark: Mark): TableValue {
  return { ...text(mark), mark };
}

/** Returns whether something was measured or modelled as a value. */
export function basisValue(basis: Basis): TableValue {
  return text(basis === 'MEASURED' ? 'Measured' : 'Modelled', basis);
}

/** An integer as a number where that is exact, else as its decimal digits. */
function exact(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();
}

/** So many names are still read; of more the first ten stand for all. */
const maxNames = 12;

/** Returns names as a sentence lists them: `A, B and C`; of more than twelve the first ten and how many others. */
export function listed(names: readonly string[]): string {
  if (names.length > maxNames) return `${names.slice(0, 10).join(', ')} and ${inFigures(names.length - 10)} others`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
