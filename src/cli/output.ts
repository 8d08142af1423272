/** How commands show what they found: tables for people, JSON for machines, amounts in words. */
import Table from 'cli-table3';

import { inBytes } from '../services/base/wording.js';
import { CommandFailure, isWrongUsage } from './failure.js';

/** A column of a table; numbers stand at its end. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** Returns a table as text; `(none)` where there is no row. */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '  (none)';
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    style: { head: [], border: [] },
    chars: plainChars,
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** No lines: what is aligned needs none, and other programs can cut columns at two spaces. */
const plainChars = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' },
};

/** Returns bytes as an answer has them in the words of plans and reports, e.g. `1.36 MB`. */
export function bytesText(bytes: string | number): string {
  return inBytes(Number(bytes));
}

/** Returns a count with commas. */
export function countText(count: string | number): string {
  return Number(count).toLocaleString('en-US');
}

/** What a mutation returns: its payload, or an error with its message. */
export type Outcome<T> = T | { readonly code: string; readonly message: string; readonly remedy: string | null };

/** Fields to ask of every mutation beside its payload. */
export const errorFields = '... on Error { code message remedy }';

/** Returns the payload. Throws a CommandFailure that says what the API says. */
export function payloadOf<T extends object>(outcome: Outcome<T>): T {
  if ('message' in outcome) {
    const { code, message, remedy } = outcome;
    throw new CommandFailure(message, remedy ?? 'Nothing was changed', { isWrongUsage: isWrongUsage(code) });
  }
  return outcome;
}
