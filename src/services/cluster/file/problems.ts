/** What is wrong with a topology document: collected with the path of each place, and never longer than a person reads. */
import { z } from 'zod';

import { inFigures } from '../../base/wording.js';
import { InvalidInputError } from '../../errors/errors.js';

/** Problems told in full; the others are counted. */
const maxTold = 5;

/** Characters shown of one problem: names in it come from the document and can have any length. */
const maxCharacters = 300;

export class Problems {
  readonly #told: string[] = [];
  #count = 0;
  #firstPath = '';

  /** Whether none was noted. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Notes a problem; `path` as in `groups[3].leader`, `sentence` begins with a verb. */
  add(path: string, sentence: string): void {
    this.#count += 1;
    if (this.#count === 1) this.#firstPath = shortened(path);
    if (this.#told.length < maxTold) this.#told.push(shortened(`${shortened(path)} ${sentence}`));
  }

  /** Throws an InvalidInputError that names the first problems when there are any. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const more = this.#count - this.#told.length;
    const rest = more > 0 ? `; and ${more} more` : '';
    throw new InvalidInputError(
      this.#firstPath,
      `The topology cannot be used: ${this.#told.join('; ')}${rest}`,
      'Correct the document as described in docs/topology-format.md, and import it again',
    );
  }
}

function shortened(text: string): string {
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}...` : text;
}

/** Returns a path in a document as people write it, e.g. `groups[3].shards[0].bytes`. */
export function pathOf(parts: readonly PropertyKey[]): string {
  const path = parts.reduce<string>(
    (start, part) =>
      typeof part === 'number' ? `${start}[${part}]` : `${start}${start === '' ? '' : '.'}${String(part)}`,
    '',
  );
  return path === '' ? 'json' : path;
}

/** Returns the value as the shape has it; null with the problems noted when it has another shape. */
export function check<T extends z.ZodType>(
  shape: T,
  value: unknown,
  path: readonly PropertyKey[],
  problems: Problems,
): z.output<T> | null {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const place = pathOf([...path, ...issue.path]);
    if (issue.code === 'unrecognized_keys') {
      const names = issue.keys.slice(0, maxTold).map((key) => `"${shortened(key)}"`);
      problems.add(place, `has ${names.join(', ')}, which is not a known property`);
    } else problems.add(place, /^(is|has) /.test(issue.message) ? issue.message : `is wrong: ${issue.message}`);
  }
  return null;
}

/** A list of at least `least` and at most `most` items: counted first, because Zod looks at every item before it counts. */
export function listOf<T extends z.ZodType>(item: T, most: number, least = 0) {
  return counted<unknown[]>((value) => {
    if (!Array.isArray(value)) return 'is not a list';
    if (value.length > most) return tooMany(value.length, most);
    return value.length < least ? 'is empty' : null;
  }).pipe(z.array(item));
}

/** An object with a limited number of properties, each with a value of one shape: counted first, as lists are. */
export function recordOf<T extends z.ZodType>(item: T, most: number) {
  return counted<Record<string, unknown>>((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not an object';
    const { length } = Object.keys(value);
    return length > most ? tooMany(length, most) : null;
  }).pipe(z.record(z.string(), item));
}

/** Any value of which nothing is said to be wrong. */
function counted<T>(wrongIn: (value: unknown) => string | null) {
  return z.custom<T>().superRefine((value: unknown, context) => {
    const message = wrongIn(value);
    if (message !== null) context.addIssue({ code: 'custom', message, continue: false });
  });
}

function tooMany(found: number, most: number): string {
  return `has ${inFigures(found)} entries; at most ${inFigures(most)} are read`;
}
