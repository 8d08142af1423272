/** One collection: its properties, its shards, and its documents by key. Rules for documents are in `document-rules`. */
import { attributeAt, identityOf, Lookup, textAt } from './lookup.js';
import { type Shard, shardOfValue } from './placement.js';
import { Index, type IndexDefinition } from './secondary-index.js';
import { smartValueOfHandle, smartValueOfKey } from './smart-keys.js';
import type { ArangoObject, ArangoValue } from './values.js';

/** What is fixed when a collection is created, apart from what PUT .../properties may change. */
export interface CollectionProperties {
  /** 2: documents, 3: edges. */
  readonly type: 2 | 3;
  readonly isSystem: boolean;
  readonly numberOfShards: number;
  readonly replicationFactor: number | 'satellite';
  readonly writeConcern: number;
  readonly shardKeys: readonly string[];
  /** Name of the prototype collection whose shards the own ones follow. */
  readonly distributeShardsLike: string | null;
  readonly isSmart: boolean;
  readonly isDisjoint: boolean;
  readonly smartGraphAttribute: string | null;
}

/** The hidden collections that hold the documents of a smart edge collection. */
export interface HiddenParts {
  readonly local: Collection;
  readonly from: Collection;
  readonly to: Collection;
}

interface Entry {
  readonly document: ArangoObject;
  /** Where it is: one shard; two for an edge between two values of a smart attribute. */
  readonly shards: readonly Shard[];
  readonly bytes: number;
}

export class Collection {
  readonly #entries = new Map<string, Entry>();
  readonly #lookups = new Map<string, Lookup>();
  readonly indexes: Index[] = [];
  /** Set when the documents are in hidden collections; then there are no own shards. */
  parts: HiddenParts | null = null;
  /** Set on a hidden collection: the edge collection whose documents it holds. */
  partOf: Collection | null = null;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly properties: CollectionProperties,
    /** In the order of their number; empty on a single server and when the documents are in hidden collections. */
    readonly shards: readonly Shard[],
  ) {}

  get isEdge(): boolean {
    return this.properties.type === 3;
  }

  /** Own shards, or those of the hidden collections. */
  get allShards(): readonly Shard[] {
    if (!this.parts) return this.shards;
    return [...this.parts.local.shards, ...this.parts.from.shards, ...this.parts.to.shards];
  }

  get count(): number {
    return this.partOf ? this.shards.reduce((sum, { count }) => sum + count, 0) : this.#entries.size;
  }

  /** About how many bytes the documents of one replica take. */
  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get(key: string): ArangoObject | undefined {
    return this.partOf ? this.partOf.get(key) : this.#entries.get(key)?.document;
  }

  /** In insertion order; of a hidden collection only those that are in its shards. */
  *all(): Iterable<ArangoObject> {
    const own = this.partOf ? new Set(this.shards) : null;
    for (const { document, shards } of (this.partOf ?? this).#entries.values()) {
      if (!own || shards.some((shard) => own.has(shard))) yield document;
    }
  }

  /** Documents whose attribute has the value, through an index that is built at the first question. */
  *where(attribute: string, value: ArangoValue): Iterable<ArangoObject> {
    if (this.partOf) {
      const wanted = identityOf(value);
      for (const document of this.all()) if (identityOf(attributeAt(document, attribute)) === wanted) yield document;
      return;
    }
    let lookup = this.#lookups.get(attribute);
    if (!lookup) {
      lookup = new Lookup(attribute, this.all());
      this.#lookups.set(attribute, lookup);
    }
    for (const key of lookup.keysOf(value)) {
      const entry = this.#entries.get(key);
      if (entry) yield entry.document;
    }
  }

  /** Puts a complete document in place of the one with its key, if any. Throws 1210, and then nothing has changed. */
  put(document: ArangoObject): void {
    for (const index of this.indexes) index.assertFree(document);
    const key = textAt(document, '_key');
    const before = this.#entries.get(key);
    if (before) this.#forget(before);
    const entry = { document, shards: this.shardsOf(document), bytes: sizeOf(document) };
    this.#entries.set(key, entry);
    for (const lookup of this.#lookups.values()) lookup.add(document);
    for (const index of this.indexes) index.add(document);
    for (const shard of entry.shards) {
      shard.count += 1;
      shard.bytes += entry.bytes;
    }
  }

  /** Removes and returns the document with the key; undefined when there is none. */
  delete(key: string): ArangoObject | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#forget(entry);
    this.#entries.delete(key);
    return entry.document;
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  /** Adds an index over what is there already. Throws 1210 when documents violate it, and then there is no index. */
  addIndex(id: string, name: string, definition: IndexDefinition): Index {
    const index = new Index(id, name, definition);
    for (const document of this.all()) {
      index.assertFree(document);
      index.add(document);
    }
    this.indexes.push(index);
    return index;
  }

  /** The shards that a document belongs to; it need not exist. Empty on a single server. */
  shardsOf(document: ArangoObject): readonly Shard[] {
    if (!this.isEdge || !this.properties.isSmart) return shardIn(this.shards, this.#shardValueOf(document));
    const from = smartValueOfHandle(document._from);
    const to = smartValueOfHandle(document._to);
    if (!this.parts) return shardIn(this.shards, from ?? '');
    if (from === to) return shardIn(this.parts.local.shards, from ?? '');
    return [...shardIn(this.parts.from.shards, from ?? ''), ...shardIn(this.parts.to.shards, to ?? '')];
  }

  #shardValueOf(document: ArangoObject): string {
    const { isSmart, smartGraphAttribute, shardKeys } = this.properties;
    const attribute = smartGraphAttribute === null ? undefined : document[smartGraphAttribute];
    if (isSmart) return typeof attribute === 'string' ? attribute : (smartValueOfKey(document._key) ?? '');
    return shardKeys.map((key) => identityOf(document[key])).join();
  }

  #forget(entry: Entry): void {
    for (const lookup of this.#lookups.values()) lookup.remove(entry.document);
    for (const index of this.indexes) index.remove(entry.document);
    for (const shard of entry.shards) {
      shard.count -= 1;
      shard.bytes -= entry.bytes;
    }
  }
}

function shardIn(shards: readonly Shard[], value: string): readonly Shard[] {
  const shard = shards[shardOfValue(value, Math.max(1, shards.length))];
  return shard ? [shard] : [];
}

/** About how many bytes a value takes as VelocyPack: names and texts as they are, eight bytes for a number. */
function sizeOf(value: ArangoValue): number {
  if (typeof value === 'string') return value.length + 1;
  if (typeof value === 'number' || typeof value === 'bigint') return 9;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 3;
  for (const [name, part] of Object.entries(value)) size += name.length + 1 + sizeOf(part);
  return size;
}
