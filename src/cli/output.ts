/** How commands show what they found: tables for people, JSON for machines, amounts in words. */
import Table from 'cli-table3';

import { inBytes } from '../services/base/wording.js';
import { CommandFailure, isWrongUsage } from './failure.js';
import { document } from './operation.js';

/** A column of figures, which stand at its end. */
interface Figures {
  readonly title: string;
}

/** Returns columns of figures with these titles, for `tableText`. */
export function figures(...titles: readonly string[]): readonly Figures[] {
  return titles.map((title) => ({ title }));
}

/** Returns a table as text; `(none)` where there is no row. A column is its title, or one of `figures`. */
export function tableText(columns: readonly (string | Figures)[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '  (none)';
  const table = new Table({
    head: columns.map((column) => (typeof column === 'string' ? column : column.title)),
    colAligns: columns.map((column) => (typeof column === 'string' ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: plainChars,
  });
  table.push(...rows.map((row) => [...row]));
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

/** What to ask of every mutation beside its payload. */
export const refusal = document(`fragment Refusal on Error { code message remedy }`);

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** Returns the payload of a mutation. Throws a CommandFailure that says what the API says. */
export function payloadOf<T extends object>(outcome: T | Refused): Exclude<T, Refused> {
  if ('message' in outcome) {
    const { code, message, remedy } = outcome;
    throw new CommandFailure(message, remedy ?? 'Nothing was changed', { isWrongUsage: isWrongUsage(code) });
  }
  return outcome as Exclude<T, Refused>;
}

/** What is left of a node without the types of which nothing was asked, not even the id. */
export type Found<Node> = Extract<Node, { readonly id: string }>;

/** Returns a node that was asked for as one of its type. Throws a CommandFailure when it is not there. */
export function found<Node>(node: Node): Found<Node> {
  if (node !== null && typeof node === 'object' && 'id' in node) return node as Found<Node>;
  throw new CommandFailure('It has been removed meanwhile', 'List what there is, and name one of those');
}

/** Returns what a query answered that is null only where it failed, and then `ask` has thrown. Throws a CommandFailure otherwise. */
export function answered<T>(value: T | null): T {
  if (value !== null) return value;
  throw new CommandFailure('The server sent an empty response', 'Try again');
}
