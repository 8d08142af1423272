/** What every store says of its own integrity: the same checks in the same order, each answered in the store's own way. */
import type { Check } from './examination.js';

const titles = {
  STORE_FILE: 'The file of the store is intact, page by page',
  REFERENCES: 'Everything that is stored belongs to something that exists',
  SMART_GRAPH: 'The SmartGraphs have all their collections and shard groups',
  INDEXES: 'All indexes exist',
  EVENT_LOGS: 'The event log of every run has no gap',
} as const;

export type IntegrityCode = keyof typeof titles;

/** Returns the checks, without needs: what one of them finds says nothing against looking at the others. */
export function integrityChecks<Subject>(
  looks: Readonly<Record<IntegrityCode, Check<Subject>['look']>>,
): readonly Check<Subject>[] {
  return Object.entries(titles).map(([code, title]) => ({
    code,
    title,
    needs: [],
    look: looks[code as IntegrityCode],
  }));
}

/** Returns a count with its noun, e.g. `1 run` and `2 runs`. */
export function count(n: number | bigint, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${Number(n) === 1 ? '' : 's'}`;
}

/** As many counter-examples are named; a message says how many there are. */
export const examplesNamed = 3;

/** Returns the first few of some names, and how many more there are. */
export function named(names: readonly string[], total = names.length): string {
  const shown = names.slice(0, examplesNamed);
  return total > shown.length ? `${shown.join(', ')} and ${total - shown.length} more` : shown.join(', ');
}
