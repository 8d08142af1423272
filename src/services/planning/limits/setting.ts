/**
 * What a question can set of the limits: names, defaults, ranges, how the API describes them and how reports show them.
 * Each setting is declared in the file of its limit; this one has the kinds of value and how they are checked.
 */
import { inFigures } from '../../base/wording.js';
import { InvalidInputError } from '../../errors/errors.js';
import type { MoveKind, PlanLimits } from '../../model/plan.js';
import { maxNamesInList } from '../../model/request-limits.js';

/** COUNT: a number; BYTES: a bigint or null for no end; RATE: bytes per second; TENANTS and COLLECTIONS: sorted names. */
export type SettingKind = 'COUNT' | 'BYTES' | 'RATE' | 'MOVE_KINDS' | 'TENANTS' | 'COLLECTIONS';

/** What values of a kind have in common. */
interface Values<Value> {
  readonly kind: SettingKind;
  /** The smallest and largest number, or the lengths of a list; the API checks them too. */
  readonly least: number;
  readonly greatest: number;
  /** Returns the value in its canonical form. Throws InvalidInputError, which names `field`, when it is out of range. */
  complete(field: string, value: Value): Value;
}

export interface LimitSetting<Name extends keyof PlanLimits = keyof PlanLimits> extends Values<PlanLimits[Name]> {
  /** In options, and in the API's input. */
  readonly name: Name;
  /** What leaving it out means. */
  readonly defaultValue: PlanLimits[Name];
  /** What it does, and what leaving it out means: sentences of the API. */
  readonly description: string;
  /** Its line in reports. */
  readonly title: string;
  /** Returns the value for people. */
  readonly inWords: (limits: PlanLimits) => string;
}

/** All kinds of move, cheapest first. */
export const moveKindOrder: readonly MoveKind[] = ['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER'];

/** Returns whole numbers in a range. */
export function counts(least: number, greatest: number): Values<number> {
  const complete = (field: string, value: number): number => whole(field, value, least, greatest);
  return { kind: 'COUNT', least, greatest, complete };
}

/** Bytes, 0 or more; null: no end. */
export const bytesOrAny: Values<bigint | null> = {
  kind: 'BYTES',
  least: 0,
  greatest: Infinity,
  complete(field, value) {
    if (value === null || value >= 0n) return value;
    throw new InvalidInputError(field, `${field} is ${value}`, 'Give 0 or more');
  },
};

/** Bytes per second, above 0. */
export const rates: Values<number> = {
  kind: 'RATE',
  least: 1,
  greatest: Infinity,
  complete(field, value) {
    if (Number.isFinite(value) && value > 0) return value;
    throw new InvalidInputError(field, `${field} is ${value}`, 'Give a whole number above 0, or leave it out');
  },
};

/** Kinds of move, in `moveKindOrder`; naming one twice says nothing more. */
export const moveKindLists: Values<readonly MoveKind[]> = {
  kind: 'MOVE_KINDS',
  least: 0,
  greatest: maxNamesInList,
  complete: (_field, kinds) => moveKindOrder.filter((kind) => kinds.includes(kind)),
};

/** Returns names of tenants (their keys) or collections: sorted, none twice. */
export function namesOf(kind: 'TENANTS' | 'COLLECTIONS'): Values<readonly string[]> {
  return { kind, least: 0, greatest: maxNamesInList, complete: names };
}

/** Returns the value. Throws InvalidInputError when it is not a whole number of the range. */
export function whole(field: string, value: number, least: number, greatest: number, found = `${field} is`): number {
  if (Number.isInteger(value) && value >= least && value <= greatest) return value;
  throw new InvalidInputError(field, `${found} ${value}`, `Give a whole number from ${least} to ${greatest}`);
}

/** Returns names sorted by code unit, none twice. They are counted first: throws InvalidInputError for too many. */
export function names(field: string, list: readonly string[]): readonly string[] {
  whole(field, list.length, 0, maxNamesInList, `${field} names`);
  return [...new Set(list)].sort();
}

/** Returns `none`, or the first names and how many more there are. */
export function namesInWords(list: readonly string[], shown = 10): string {
  if (list.length === 0) return 'none';
  const more = list.length - shown;
  return more > 0 ? `${list.slice(0, shown).join(', ')} and ${inFigures(more)} more` : list.join(', ');
}
