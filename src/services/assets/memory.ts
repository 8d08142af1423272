/**
 * What was read of tenants' assets, kept as long as the tenant's documents stay as they are: exact, because the store
 * says of each tenant when they change. A limited number of objects is kept, those asked for last.
 */
import type { AssetStore } from '../store/port.js';

/** Objects in one generation; two are kept. Some 10 MB together. */
const maxObjects = 8000;

interface Kept {
  readonly tenantKey: string;
  readonly version: number;
  readonly value: unknown;
}

/** What is kept, by kind of question and by what it is asked of. */
type Generation = Map<string, Map<string, Kept>>;

/** Remembers answers about tenants' assets. */
export class AssetMemory {
  readonly #store: Pick<AssetStore, 'documentsVersion'>;
  #current: Generation = new Map();
  #earlier: Generation = new Map();
  #objects = 0;

  constructor(store: Pick<AssetStore, 'documentsVersion'>) {
    this.#store = store;
  }

  /** Returns the answer that was kept; undefined when there is none, or the tenant's documents have changed since. */
  recall(question: string, name: string): unknown {
    const kept = this.#current.get(question)?.get(name) ?? this.#earlier.get(question)?.get(name);
    if (kept === undefined) return undefined;
    return kept.version === this.#store.documentsVersion(kept.tenantKey) ? kept.value : undefined;
  }

  /** Returns what `keep` has to be handed: to be asked for before reading begins. */
  versionOf(tenantKey: string): number | null {
    return this.#store.documentsVersion(tenantKey);
  }

  /** Keeps an answer that was read when the tenant's documents had this version, unless they have changed meanwhile. */
  keep(question: string, name: string, tenantKey: string, version: number | null, value: unknown): void {
    if (version === null || version !== this.#store.documentsVersion(tenantKey)) return;
    this.#objects += weightOf(value);
    if (this.#objects > maxObjects) {
      this.#earlier = this.#current;
      this.#current = new Map();
      this.#objects = weightOf(value);
    }
    let ofQuestion = this.#current.get(question);
    if (!ofQuestion) this.#current.set(question, (ofQuestion = new Map<string, Kept>()));
    ofQuestion.set(name, { tenantKey, version, value });
  }
}

/** Objects in an answer: a page, a list, or one. */
function weightOf(value: unknown): number {
  const list = Array.isArray(value) ? value : (value as { readonly items?: unknown } | null)?.items;
  return Array.isArray(list) ? 1 + list.length : 1;
}
