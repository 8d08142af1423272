/** Writes JSON as bytes, value by value: the same as JSON.stringify makes of the whole, without the whole being made. */

/** What one answer may have on the fast path: a few milliseconds of work. Larger ones are sent piece by piece. */
export const maxBytes = 1024 * 1024;

const firstCapacity = 128 * 1024;

/** Larger buffers are rare, and given up. */
const maxKept = 256 * 1024;

/** Longer texts are written by Node: for shorter ones the way there takes longer than the work. */
const longText = 256;

const quote = 0x22;
const backslash = 0x5c;

/** Thrown where the fast path has to give up. The request is then answered by Yoga, whatever the reason was. */
export class GiveUp extends Error {}

/** Buffers that no answer is in, to be written to again: allocating one takes as long as writing a small answer. */
const free: Buffer[] = [];
const maxFree = 16;

/** The bytes of an answer. */
export interface Answer {
  readonly bytes: Buffer;
  /** Whether each byte is a sign of its own. */
  readonly isAscii: boolean;
  /** To be called once they have been sent: they are overwritten from then on. */
  readonly release: () => void;
}

export class JsonWriter {
  #bytes = free.pop() ?? Buffer.allocUnsafeSlow(firstCapacity);
  #length = 0;
  #isAscii = true;

  /** Returns what was written; nothing more may be written then. */
  take(): Answer {
    const whole = this.#bytes;
    return {
      bytes: whole.subarray(0, this.#length),
      isAscii: this.#isAscii,
      release: () => {
        if (free.length < maxFree && whole.length <= maxKept) free.push(whole);
      },
    };
  }

  /** Writes bytes that are JSON already. */
  raw(json: Uint8Array): void {
    const { length } = json;
    this.#require(length);
    const bytes = this.#bytes;
    let end = this.#length;
    for (let at = 0; at < length; at += 1) bytes[end++] = json[at] ?? 0;
    this.#length = end;
  }

  /** Writes one ASCII sign. */
  sign(code: number): void {
    this.#require(1);
    this.#bytes[this.#length++] = code;
  }

  /** Writes a text in quotes. */
  text(value: string): void {
    const { length } = value;
    if (length > longText) {
      this.#anyText(value);
      return;
    }
    this.#require(length + 2);
    const bytes = this.#bytes;
    let end = this.#length;
    bytes[end++] = quote;
    for (let at = 0; at < length; at += 1) {
      const code = value.charCodeAt(at);
      // What has to be escaped, or takes several bytes.
      if (code < 0x20 || code > 0x7e || code === quote || code === backslash) {
        this.#anyText(value);
        return;
      }
      bytes[end++] = code;
    }
    bytes[end++] = quote;
    this.#length = end;
  }

  /** Writes a number, which must be finite. */
  number(value: number): void {
    this.#ascii(String(value));
  }

  /** Writes any value that JSON can hold. */
  value(value: unknown): void {
    // What has no JSON of its own, such as undefined, is null in a list; in an object it would be left out.
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) throw new GiveUp('a value without JSON');
    this.#unicode(json);
  }

  #anyText(value: string): void {
    this.#unicode(JSON.stringify(value));
  }

  #unicode(json: string): void {
    this.#require(json.length * 3);
    const written = this.#bytes.write(json, this.#length, 'utf8');
    if (written > json.length) this.#isAscii = false;
    this.#length += written;
  }

  #ascii(json: string): void {
    const { length } = json;
    this.#require(length);
    const bytes = this.#bytes;
    let end = this.#length;
    for (let at = 0; at < length; at += 1) bytes[end++] = json.charCodeAt(at);
    this.#length = end;
  }

  #require(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    if (needed > maxBytes) throw new GiveUp('a large answer');
    const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(needed, this.#bytes.length * 2)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
