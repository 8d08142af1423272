/** Tables of more rows than a person reads: the model keeps them, people are shown the first ones, and a note says so. */
import { counted, inFigures } from '../../services/base/wording.js';
import type { TableCell, TableValue } from '../model.js';

/** Rows that people are shown of a long table. */
export const rowsForPeople = 100;

/** Rows that the model keeps: about 3 MB, which is as much as can be read at once without holding up others. */
const maxRows = 5000;

interface LongTable<Item> {
  /** In the order in which they are shown. */
  readonly items: readonly Item[];
  readonly row: (item: Item) => readonly TableValue[];
  /** What people are shown first: the largest of a sorted list, or the first of one in time. */
  readonly order: 'largest' | 'first';
  /** What one row tells of, singular and, where that is not just an s more, plural. */
  readonly noun: readonly [singular: string, plural?: string];
  /** Rows that people are shown. */
  readonly shown?: number;
  /** What else there is to say; null for nothing. */
  readonly note?: string | null;
}

/** Returns the rows of a table, how many of them people are shown, and a note about the others. */
export function longTable<Item>({
  items,
  row,
  order,
  noun,
  shown = rowsForPeople,
  note = null,
}: LongTable<Item>): Pick<TableCell, 'rows' | 'shown' | 'note'> {
  const rows = items.slice(0, maxRows).map(row);
  if (items.length <= shown) return { rows, shown: null, note };
  const kept = items.length > maxRows ? `the JSON has ${inFigures(maxRows)}` : 'all are in the JSON';
  const some = order === 'first' ? `first ${inFigures(shown)}` : `${inFigures(shown)} ${order}`;
  const left = `The ${some} of ${counted(items.length, ...noun)}; ${kept}.`;
  return { rows, shown, note: note === null ? left : `${left} ${note}` };
}
