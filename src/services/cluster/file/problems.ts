/** Collects what is wrong with a topology document, each with the path of the place. */
import { InvalidInputError } from '../../errors/errors.js';

/** Problems told in full; the others are counted. */
const mostTold = 5;

export class Problems {
  readonly #told: string[] = [];
  #count = 0;
  #firstPath = '';

  /** Notes a problem; `path` as in `groups[3].leader`, `sentence` begins with a verb. */
  add(path: string, sentence: string): void {
    this.#count += 1;
    if (this.#count === 1) this.#firstPath = path;
    if (this.#told.length < mostTold) this.#told.push(`${path} ${sentence}`);
  }

  /** Throws an InvalidInputError that names the first problems when there are any. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const more = this.#count - this.#told.length;
    const rest = more > 0 ? `; and ${more} more` : '';
    throw new InvalidInputError(
      this.#firstPath,
      `The topology cannot be used: ${this.#told.join('; ')}${rest}`,
      'Correct the document as docs/topology-format.md describes it, and import it again',
    );
  }
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
