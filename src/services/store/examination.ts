/**
 * Runs checks of what a store stands on, before there is a store: each in a limited time, as soon as the checks that it
 * needs have passed. Nothing is changed by looking.
 */
import { DomainError } from '../errors/errors.js';
import { type CheckResult, fail, skip, type Verdict } from '../model/check.js';

/** A check of some subject, e.g. a deployment or a data folder. */
export interface Check<Subject> {
  /** Stable and machine readable, e.g. `LOGIN`. */
  readonly code: string;
  /** What is checked, as a sentence in the present tense. */
  readonly title: string;
  /** Codes of earlier checks of the same list: when one has failed, this one is SKIPPED. */
  readonly needs: readonly string[];
  /** How long it may take, in milliseconds, where that is longer than for the others. */
  readonly limitMs?: number;
  /**
   * Looks, and changes nothing. A DomainError counts as FAIL with its message and remedy, a NotLookedAtError as SKIPPED
   * with its message.
   */
  look(subject: Subject): Promise<Verdict>;
}

/** A check cannot say anything here, for a reason that is no fault. */
export class NotLookedAtError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotLookedAtError';
  }
}

/** A result, and the check that failed on the way to it: itself, an earlier one, or none. */
interface Outcome {
  readonly result: CheckResult;
  readonly failed: string | null;
}

/**
 * Returns one result per check, in the order of the list. Checks that do not need each other run at the same time, each
 * for at most `limitMs` or its own limit; one that takes longer has failed.
 */
export async function examine<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  limitMs: number,
): Promise<readonly CheckResult[]> {
  const outcomes = new Map<string, Promise<Outcome>>();
  for (const check of checks) {
    const needed = check.needs.flatMap((code) => outcomes.get(code) ?? []);
    outcomes.set(check.code, outcomeOf(check, subject, needed, limitMs));
  }
  return (await Promise.all(outcomes.values())).map(({ result }) => result);
}

/** Returns the results of a list that cannot be looked at. */
export function skipAll(checks: readonly Check<never>[], reason: string): readonly CheckResult[] {
  return checks.map(({ code, title }) => ({ code, title, ...skip(reason) }));
}

async function outcomeOf<Subject>(
  check: Check<Subject>,
  subject: Subject,
  needed: readonly Promise<Outcome>[],
  limitMs: number,
): Promise<Outcome> {
  const { code, title } = check;
  for (const { failed } of await Promise.all(needed)) {
    if (failed === null) continue;
    return { result: { code, title, ...skip(`Not checked, because ${failed} failed`) }, failed };
  }
  const verdict = await verdictOf(check, subject, check.limitMs ?? limitMs);
  return { result: { code, title, ...verdict }, failed: verdict.status === 'FAIL' ? code : null };
}

async function verdictOf<Subject>(check: Check<Subject>, subject: Subject, limitMs: number): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    const verdict = fail(`No answer within ${limitMs / 1000} s`, 'Check the network and the load of the server');
    timer = setTimeout(() => resolve(verdict), limitMs);
  });
  try {
    return await Promise.race([check.look(subject), late]);
  } catch (error) {
    if (error instanceof NotLookedAtError) return skip(error.message);
    if (error instanceof DomainError) return fail(error.message, error.remedy);
    // Whatever answers may answer anything: that is a finding, and no reason to leave out the other checks.
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return fail(
      `Something unexpected was returned (${name}: ${message})`,
      'Check that the address is that of ArangoDB',
    );
  } finally {
    clearTimeout(timer);
  }
}

const titles = {
  STORE_FILE: 'The file of the store is intact, page by page',
  REFERENCES: 'Everything that is stored belongs to something that exists',
  SMART_GRAPH: 'The SmartGraphs have all their collections and shard groups',
  INDEXES: 'All indexes exist',
  EVENT_LOGS: 'The event log of every run has no gap',
} as const;

type IntegrityCode = keyof typeof titles;

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
