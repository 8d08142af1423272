/**
 * Reads JSON as JSON.parse does, but lets other work in between: JSON.parse takes a second for a hundred megabytes, in one
 * piece. Without recursion, so that no nesting is too deep.
 */

/** Characters read before other work gets its turn: about 5 ms. */
const charactersInOneTurn = 128 * 1024;

const whiteSpace = /[ \t\n\r]*/y;
const plainValue = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
// eslint-disable-next-line no-control-regex -- JSON forbids these in strings, and plain strings are not left to JSON.parse
const notPlain = /[\\\u0000-\u001f]/;

/** A list or an object that is not closed yet. */
interface Open {
  readonly value: unknown[] | Record<string, unknown>;
  /** Where the object goes in the one around it; '' in a list. */
  readonly key: string;
}

/** Returns the value of a JSON text. Throws a SyntaxError with the position of the first fault. */
export async function parseInTurns(text: string): Promise<unknown> {
  const reader = new Reader(text);
  while (!reader.readUntil(charactersInOneTurn)) await new Promise((resolve) => setImmediate(resolve));
  return reader.result;
}

class Reader {
  result: unknown;
  #at = 0;
  #key = '';
  readonly #open: Open[] = [];

  constructor(private readonly text: string) {
    this.#skip();
  }

  /** Reads about so many characters; true: that was the last of them. */
  readUntil(characters: number): boolean {
    const end = this.#at + characters;
    while (this.#at < end) if (this.#readOne()) return true;
    return false;
  }

  /** Reads one value, or the beginning of a list or an object; true: the text is read. */
  #readOne(): boolean {
    const { text } = this;
    switch (text[this.#at]) {
      case '{':
        this.#begin({});
        if (text[this.#at] === '}') return this.#put(this.#closed('}'));
        this.#readKey();
        return false;
      case '[':
        this.#begin([]);
        return text[this.#at] === ']' && this.#put(this.#closed(']'));
      case '"':
        return this.#put(this.#readString());
      default:
        return this.#put(this.#readPlain());
    }
  }

  #begin(value: Open['value']): void {
    this.#at += 1;
    this.#skip();
    this.#open.push({ value, key: this.#key });
  }

  /** Puts a complete value where it belongs, and closes whatever ends after it. */
  #put(complete: unknown): boolean {
    for (let value = complete; ;) {
      const around = this.#open.at(-1)?.value;
      this.#skip();
      if (!around) return this.#end(value);
      const isList = Array.isArray(around);
      if (isList) around.push(value);
      else set(around, this.#key, value);
      if (this.text[this.#at] === ',') {
        this.#at += 1;
        this.#skip();
        if (!isList) this.#readKey();
        return false;
      }
      value = this.#closed(isList ? ']' : '}');
    }
  }

  /** Returns the list or object that ends here. */
  #closed(end: ']' | '}'): unknown {
    const closed = this.#open.at(-1);
    if (!closed || this.text[this.#at] !== end) throw this.#fault();
    this.#open.pop();
    this.#at += 1;
    this.#key = closed.key;
    return closed.value;
  }

  #end(result: unknown): boolean {
    if (this.#at < this.text.length) throw this.#fault();
    this.result = result;
    return true;
  }

  #readKey(): void {
    if (this.text[this.#at] !== '"') throw this.#fault();
    this.#key = this.#readString();
    this.#skip();
    if (this.text[this.#at] !== ':') throw this.#fault();
    this.#at += 1;
    this.#skip();
  }

  #readString(): string {
    const start = this.#at + 1;
    let end = this.text.indexOf('"', start);
    if (end < 0) throw this.#fault();
    const plain = this.text.slice(start, end);
    if (!notPlain.test(plain)) {
      this.#at = end + 1;
      return plain;
    }
    while (this.#isEscaped(end)) {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) throw this.#fault();
    }
    try {
      const value = JSON.parse(this.text.slice(start - 1, end + 1)) as string;
      this.#at = end + 1;
      return value;
    } catch {
      throw this.#fault();
    }
  }

  /** Whether an odd number of backslashes stands before this place. */
  #isEscaped(at: number): boolean {
    let first = at;
    while (this.text[first - 1] === '\\') first -= 1;
    return (at - first) % 2 === 1;
  }

  #readPlain(): unknown {
    plainValue.lastIndex = this.#at;
    const [found] = plainValue.exec(this.text) ?? [];
    if (found === undefined) throw this.#fault();
    this.#at += found.length;
    return JSON.parse(found) as unknown;
  }

  #skip(): void {
    const code = this.text.charCodeAt(this.#at);
    // Most often there is nothing to skip.
    if (code > 32) return;
    whiteSpace.lastIndex = this.#at;
    this.#at += whiteSpace.exec(this.text)?.[0].length ?? 0;
  }

  #fault(): SyntaxError {
    const found = this.text[this.#at];
    const what = found === undefined ? 'Unexpected end of JSON' : `Unexpected ${JSON.stringify(found)} in JSON`;
    return new SyntaxError(`${what} at position ${this.#at}`);
  }
}

/** As JSON.parse does it: `__proto__` is a property like any other. */
function set(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
