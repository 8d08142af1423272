/**
 * Large values in slices: each small enough to be copied from thread to thread, written or read within a few
 * milliseconds, so that whoever handles them can let other work in between. Put together again they give an equal value.
 */

/** Where something is in a value: names of properties and indexes of lists, from the outside in; empty: the value itself. */
export type Place = readonly (string | number)[];

/** Either what belongs at a place, or further items of the list that is there. */
export type Slice =
  { readonly at: Place; readonly value: unknown } | { readonly at: Place; readonly items: readonly unknown[] };

/**
 * Values in one slice. Copying one from thread to thread takes a third of a microsecond, and 2,500 of them are some
 * 60 KB as text: V8 asks the system for memory for each text above 128 KB.
 */
const valuesInOneSlice = 2500;

/** Characters that cost as much as one value. */
const charactersOfOneValue = 24;

/**
 * Yields the slices of a plain value, in the order in which they have to be put together. The first one says what is at
 * the empty place; it is the only one for a small value. Only lists are cut, so one that holds a huge text stays whole.
 */
export function* slicesOf(value: unknown): Generator<Slice, void> {
  if (isLarge(value)) yield* fill(value, []);
  else yield { at: [], value };
}

/** Puts slices together. */
export class Assembly {
  #whole: unknown;

  /** What has been put together so far; the whole value after the last slice. */
  get whole(): unknown {
    return this.#whole;
  }

  /** Takes the next slice; what is in it becomes part of the value. */
  add(slice: Slice): void {
    if ('items' in slice) (this.#find(slice.at) as unknown[]).push(...slice.items);
    else if (slice.at.length === 0) this.#whole = slice.value;
    else {
      const parent = this.#find(slice.at.slice(0, -1)) as Record<string | number, unknown>;
      parent[slice.at.at(-1) ?? ''] = slice.value;
    }
  }

  #find(place: Place): unknown {
    let found = this.#whole;
    for (const step of place) found = (found as Record<string | number, unknown>)[step];
    return found;
  }
}

/** What is at the place, then what is large in it. */
function* fill(value: object, at: Place): Generator<Slice, void> {
  yield { at, value: hollow(value) };
  yield* partsOf(value, at);
}

function* partsOf(value: object, at: Place): Generator<Slice, void> {
  if (Array.isArray(value)) {
    yield* itemsOf(value, at);
    return;
  }
  for (const [name, item] of Object.entries(value) as [string, unknown][]) {
    if (isLarge(item)) yield* fill(item, [...at, name]);
  }
}

function* itemsOf(list: readonly unknown[], at: Place): Generator<Slice, void> {
  let items: unknown[] = [];
  let weight = 0;
  for (const [index, item] of list.entries()) {
    const added = weightOf(item, valuesInOneSlice);
    if (items.length > 0 && weight + added > valuesInOneSlice) {
      yield { at, items };
      items = [];
      weight = 0;
    }
    weight += added;
    if (!isLarge(item)) {
      items.push(item);
      continue;
    }
    yield { at, items: [hollow(item)] };
    weight = 0;
    yield* partsOf(item, [...at, index]);
  }
  if (items.length > 0) yield { at, items };
}

/** A large list or object without what is large in it: empty ones are in its place. */
function hollow(value: object): object {
  if (Array.isArray(value)) return [];
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      if (!isLarge(item)) return [name, item];
      return [name, Array.isArray(item) ? [] : {}];
    }),
  );
}

function isLarge(value: unknown): value is object {
  return typeof value === 'object' && weightOf(value, valuesInOneSlice) >= valuesInOneSlice;
}

/** Counts values, long texts as several; stops counting at `enough`. */
function weightOf(value: unknown, enough: number): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / charactersOfOneValue);
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    weight += weightOf(item, enough - weight);
    if (weight >= enough) break;
  }
  return weight;
}
