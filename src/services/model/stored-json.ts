/**
 * Domain values as JSON text for keeping: bigints come back as bigints, which plain JSON cannot do. Documents have
 * their own encoding (`document-json.ts`); canonical JSON (`canonical.ts`) is for hashing and is not read back.
 */

/** Stands for a bigint: `{"$bigint":"123"}`. A property that really starts with `$` gets a second one. */
const tag = '$bigint';

/**
 * Returns the value as JSON text that `decodeStored` turns into an equal value: bigints keep their type and digits.
 * Properties whose value is undefined are left out; NaN and Infinity become null, as in JSON.stringify.
 */
export function encodeStored(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** Returns the value of a text that `encodeStored` made. Throws a SyntaxError when the text is not JSON. */
export function decodeStored(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => untagged(value)) as unknown;
}

function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { [tag]: value.toString() };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.startsWith('$') ? `$${name}` : name, tagged(item)]),
  );
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (!entries.some(([name]) => name.startsWith('$'))) return value;
  const [only] = entries;
  if (only?.[0] === tag && typeof only[1] === 'string') return BigInt(only[1]);
  return Object.fromEntries(entries.map(([name, item]) => [name.startsWith('$$') ? name.slice(1) : name, item]));
}
