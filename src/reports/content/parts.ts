/** Small builders for the parts of a report, so that the files that tell a step's story read like the story. */
import type { Paused } from '../../services/base/turns.js';
import { inBytes, inFigures } from '../../services/base/wording.js';
import type {
  Basis,
  Mark,
  NarrativeCell,
  OperationCell,
  ReportCell,
  ReportSection,
  TableCell,
  TableColumn,
  TableValue,
} from '../model.js';
import type { Operation } from './operations.js';

type WithoutSection<C> = C extends ReportCell ? Omit<C, 'section'> : never;

/** A cell before it is put into its section; a table that does not say so shows all of its rows. */
export type DraftCell =
  | WithoutSection<Exclude<ReportCell, TableCell>>
  | (Omit<TableCell, 'section' | 'shown'> & { readonly shown?: number | null });

/** One section with its cells. */
export interface ReportPart {
  readonly section: ReportSection;
  readonly cells: readonly ReportCell[];
}

/** Makes a part when its turn comes: in a report of a large cluster one may take some 100 ms. null: there is nothing to tell. */
export type PartMaker = () => ReportPart | Paused<ReportPart | null> | null;

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
  return {
    section,
    cells: cells.flatMap((cell) => (cell ? [placed(cell, section.id)] : [])),
  };
}

function placed(cell: DraftCell, section: string): ReportCell {
  return cell.kind === 'TABLE' ? { ...cell, shown: cell.shown ?? null, section } : { ...cell, section };
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

/** Returns a column for texts. */
export function textColumn(id: string, label: string): TableColumn {
  return { id, label, unit: null, align: 'START', basis: null };
}

/** Returns a column for numbers. */
export function numberColumn(
  id: string,
  label: string,
  { unit = null, basis = null }: { unit?: string | null; basis?: Basis | null } = {},
): TableColumn {
  return { id, label, unit, align: 'END', basis };
}

/** Returns a text value. */
export function text(value: string | null): TableValue {
  return { text: value ?? '–', value, mark: null, colour: null };
}

/** Returns the name of a tenant with its colour. */
export function tenantName(name: string, colour: number | null): TableValue {
  return { text: name, value: name, mark: null, colour };
}

/** Returns a number with commas between thousands; null shows as a dash. */
export function figure(value: number | null): TableValue {
  return { text: value === null ? '–' : inFigures(value), value, mark: null, colour: null };
}

/** Returns a number with a fixed number of digits after the point, e.g. for times and ratios in columns. */
export function fixed(value: number | null, digits: number): TableValue {
  return { text: value === null ? '–' : value.toFixed(digits), value, mark: null, colour: null };
}

/** Returns bytes in a fitting unit; `value` is the exact number of bytes. */
export function bytesValue(value: bigint | number | null): TableValue {
  if (value === null) return text(null);
  return { text: inBytes(value), value: typeof value === 'bigint' ? exact(value) : value, mark: null, colour: null };
}

/** Returns a mark such as PASS as a value. */
export function markValue(mark: Mark): TableValue {
  return { text: mark, value: mark, mark, colour: null };
}

/** Returns an integer as a number where that is exact, else as its decimal digits. */
export function exact(value: bigint): number | string {
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
