/** Result sets that are handed out in batches (docs-hugo 3.12, develop/http-api/queries/aql-queries.md). */
import { unknownCursor } from './errors.js';
import type { ArangoObject, ArangoValue } from './values.js';

/** One batch, as the answers to POST /_api/cursor and to its followers carry it. */
export interface Batch {
  readonly result: readonly ArangoValue[];
  readonly hasMore: boolean;
  /** The id under which the next batch can be asked for, from 2; null after the last. */
  readonly nextBatchId: number | null;
}

export interface CursorOptions {
  readonly batchSize: number;
  /** Keeps the last batch handed out, so that it can be asked for again. */
  readonly allowRetry: boolean;
}

export class Cursor {
  #lastBatch: { readonly id: number; readonly batch: Batch } | null = null;
  #nextId = 1;
  #position = 0;

  constructor(
    readonly id: string,
    readonly database: string,
    readonly user: string,
    readonly rows: readonly ArangoValue[],
    /** `count`, `extra` and `cached`, which every answer repeats. */
    readonly facts: ArangoObject,
    readonly options: CursorOptions,
  ) {}

  /** Whether nothing is left to ask for: a cursor that allows retries stays until it is deleted. */
  get isDone(): boolean {
    return this.#position >= this.rows.length && this.#nextId > 1 && !this.options.allowRetry;
  }

  /**
   * The batch with an id: the next one, or with `allowRetry` the last one once more. Without an id, the next one. Throws
   * 1600 for any other.
   */
  batch(id: number | null): Batch {
    if (id !== null && this.#lastBatch?.id === id && this.options.allowRetry) return this.#lastBatch.batch;
    if (id !== null && id !== this.#nextId) throw unknownCursor();
    if (this.#position >= this.rows.length && this.#nextId > 1) throw unknownCursor();
    const end = Math.min(this.rows.length, this.#position + this.options.batchSize);
    const hasMore = end < this.rows.length;
    const batch = {
      result: this.rows.slice(this.#position, end),
      hasMore,
      nextBatchId: hasMore ? this.#nextId + 1 : null,
    };
    this.#lastBatch = { id: this.#nextId, batch };
    this.#position = end;
    this.#nextId += 1;
    return batch;
  }
}
