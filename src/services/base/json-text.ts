/** Writes JSON as JSON.stringify does, in pieces: a long text or list does not have to be turned into text in one go. */
import type { Paused } from './turns.js';

/** Characters of a text that are written in one piece. */
const charactersInOnePiece = 64 * 1024;

/** Characters and values after which a piece is long enough: about a millisecond. */
const weightOfOnePiece = 48 * 1024;

/** What is below this is written as a whole. */
const weightOfSmall = 16 * 1024;

/** Yields pieces which together are the JSON of a plain value: what JSON.stringify returns for it. */
export function* jsonPieces(value: unknown): Generator<string, void> {
  const writer = new Writer();
  const work = writer.write(value);
  while (!work.next().done) yield writer.take();
  yield writer.take();
}

class Writer {
  #parts: string[] = [];
  #weight = 0;

  /** What was written since the last call. */
  take(): string {
    const piece = this.#parts.join('');
    this.#parts = [];
    this.#weight = 0;
    return piece;
  }

  /** Pauses whenever a piece is long enough. */
  *write(value: unknown): Paused<void> {
    if (isSmall(value)) {
      if (this.#put(textOf(value))) yield;
    } else if (typeof value === 'string') yield* this.#writeText(value);
    else if (Array.isArray(value)) yield* this.#writeList(value);
    else yield* this.#writeObject(value as object);
  }

  *#writeList(list: readonly unknown[]): Paused<void> {
    this.#put('[');
    for (const [index, item] of list.entries()) {
      if (index > 0) this.#put(',');
      yield* this.write(item);
    }
    this.#put(']');
  }

  *#writeObject(object: object): Paused<void> {
    let isFirst = true;
    this.#put('{');
    for (const [name, value] of Object.entries(object) as [string, unknown][]) {
      if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
      this.#put(`${isFirst ? '' : ','}${JSON.stringify(name)}:`);
      isFirst = false;
      yield* this.write(value);
    }
    this.#put('}');
  }

  *#writeText(text: string): Paused<void> {
    this.#put('"');
    for (let at = 0; at < text.length;) {
      let end = Math.min(text.length, at + charactersInOnePiece);
      // The two halves of a character beyond U+FFFF belong together.
      if (isFirstHalf(text.charCodeAt(end - 1)) && end < text.length) end += 1;
      this.#put(JSON.stringify(text.slice(at, end)).slice(1, -1));
      at = end;
      yield;
    }
    this.#put('"');
  }

  /** Returns whether the piece is long enough. */
  #put(text: string): boolean {
    this.#parts.push(text);
    this.#weight += text.length + 8;
    return this.#weight >= weightOfOnePiece;
  }
}

function isFirstHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** What has no text of its own, such as undefined in a list, is null. */
function textOf(value: unknown): string {
  const hasText = value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
  return hasText ? JSON.stringify(value) : 'null';
}

/** Whether a value costs so little that it is written as a whole; objects that write themselves are. */
export function isSmall(value: unknown): boolean {
  return weightOf(value, weightOfSmall) < weightOfSmall;
}

/** Counts characters and values; stops counting at `enough`. */
function weightOf(value: unknown, enough: number): number {
  if (typeof value === 'string') return 8 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return 8;
  let weight = 8;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    weight += weightOf(item, enough - weight);
    if (weight >= enough) break;
  }
  return weight;
}
