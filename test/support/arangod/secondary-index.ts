/** Secondary indexes: their definition, and the uniqueness that some of them hold. They do not make anything faster here. */
import { uniqueViolated } from './errors.js';
import { attributeAt, identityOf, textAt } from './lookup.js';
import type { ArangoObject } from './values.js';

/** What defines an index: two with equal definitions are the same index. */
export interface IndexDefinition {
  readonly type: 'primary' | 'edge' | 'persistent' | 'mdi-prefixed' | 'mdi';
  readonly fields: readonly string[];
  readonly prefixFields: readonly string[];
  readonly fieldValueTypes: string | null;
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly storedValues: readonly string[];
}

/** One index of a collection. */
export class Index {
  /** Keys of documents by the values of the fields; for unique indexes only. */
  readonly #keys = new Map<string, string>();

  constructor(
    /** The part behind the slash of the index handle. */
    readonly id: string,
    readonly name: string,
    readonly definition: IndexDefinition,
  ) {}

  /** Throws 1210 when another document has the values of this one. */
  assertFree(document: ArangoObject): void {
    const values = this.#valuesOf(document);
    const holder = values === null ? undefined : this.#keys.get(values);
    if (holder !== undefined && holder !== document._key) {
      const fields = this.definition.fields.map((field) => `'${field}'`).join(', ');
      throw uniqueViolated(`${this.name} of type ${this.definition.type} over ${fields}`, holder);
    }
  }

  add(document: ArangoObject): void {
    const values = this.#valuesOf(document);
    if (values !== null) this.#keys.set(values, textAt(document, '_key'));
  }

  remove(document: ArangoObject): void {
    const values = this.#valuesOf(document);
    if (values !== null) this.#keys.delete(values);
  }

  /** Null when the index does not hold the document: not unique, or sparse and a value is missing. */
  #valuesOf(document: ArangoObject): string | null {
    if (!this.definition.isUnique) return null;
    const values = this.definition.fields.map((field) => attributeAt(document, field));
    const hasGap = values.some((value) => value === undefined || value === null);
    // Several documents may lack a field of a unique index only if it is sparse.
    return this.definition.isSparse && hasGap ? null : values.map(identityOf).join('\u0002');
  }
}

/** Whether two definitions describe the same index. */
export function isSameIndex(one: IndexDefinition, other: IndexDefinition): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
