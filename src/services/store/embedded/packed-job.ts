/**
 * Imports on their way to the writer thread. Copying a value from thread to thread takes a third of a microsecond
 * whatever its size, so all values of an import travel as bytes, in memory that changes hands without a copy and comes
 * back: touching new memory costs more than filling it. For the same reason no text of more than a few dozen
 * kilobytes is made on the way; V8 asks the system for memory for each one that is larger.
 */
import { columnsOf, type RowValue } from './document-rows.js';
import type { ImportJob } from './import-job.js';
import type { RowBatch } from './insertion.js';

export interface PackedJob extends Omit<ImportJob, 'batches'> {
  readonly batches: readonly Omit<RowBatch, 'values'>[];
  /** Begins with all values of all batches one after the other, in UTF-8. */
  readonly memory: ArrayBuffer;
  /** Bytes of each `valuesInOneText` values. */
  readonly sizes: readonly number[];
  /** For each value, in order: its length in UTF-16 units, or -1 for null. */
  readonly lengths: Int32Array;
}

/** Those of some 50 documents: 15 to 30 KB. */
const valuesInOneText = 256;

/** A thousand documents of 600 bytes, or fewer that are longer. */
const leastMemoryBytes = 2 * 1024 ** 2;

const greatestUtf8BytesOfUnit = 3;

/** Memory for packed jobs that comes back when they are stored. */
export class PackingMemory {
  readonly #free: ArrayBuffer[] = [];

  /** As many are kept as jobs are under way at once; what is larger than usual is left to be collected. */
  static readonly #kept = 4;

  take(bytes: number): ArrayBuffer {
    if (bytes > leastMemoryBytes) return new ArrayBuffer(bytes);
    return this.#free.pop() ?? new ArrayBuffer(leastMemoryBytes);
  }

  giveBack(memory: ArrayBuffer): void {
    if (memory.byteLength === leastMemoryBytes && this.#free.length < PackingMemory.#kept) this.#free.push(memory);
  }
}

/** Returns the same job to be sent; its memory is to be handed over, not copied. */
export function packJob({ tenantKey, documents, batches }: ImportJob, memory: PackingMemory): PackedJob {
  const values = batches.flatMap((batch) => batch.values);
  const lengths = new Int32Array(values.length);
  let units = 0;
  for (let at = 0; at < values.length; at += 1) {
    const length = values[at]?.length ?? -1;
    lengths[at] = length;
    units += Math.max(length, 0);
  }
  const buffer = Buffer.from(memory.take(units * greatestUtf8BytesOfUnit));
  const sizes: number[] = [];
  let end = 0;
  for (let at = 0; at < values.length; at += valuesInOneText) {
    const size = buffer.write(values.slice(at, at + valuesInOneText).join(''), end);
    sizes.push(size);
    end += size;
  }
  return {
    ...{ tenantKey, documents, sizes, lengths },
    batches: batches.map(({ group, kind, form, documents: rows, bytes }) => ({
      ...{ group, kind, form, bytes },
      documents: rows,
    })),
    memory: buffer.buffer,
  };
}

/** Returns the job that was packed. */
export function unpackJob({ tenantKey, documents, batches, memory, sizes, lengths }: PackedJob): ImportJob {
  const values = unpackValues(Buffer.from(memory), sizes, lengths);
  let at = 0;
  return {
    ...{ tenantKey, documents },
    batches: batches.map((batch) => {
      const count = batch.documents * columnsOf[batch.form].length;
      return { ...batch, values: values.slice(at, (at += count)) };
    }),
  };
}

function unpackValues(buffer: Buffer, sizes: readonly number[], lengths: Int32Array): RowValue[] {
  const values: RowValue[] = [];
  let from = 0;
  for (const size of sizes) {
    const text = buffer.toString('utf8', from, (from += size));
    const end = Math.min(values.length + valuesInOneText, lengths.length);
    let at = 0;
    while (values.length < end) {
      const length = lengths[values.length] ?? -1;
      values.push(length < 0 ? null : text.substring(at, (at += length)));
    }
  }
  return values;
}
