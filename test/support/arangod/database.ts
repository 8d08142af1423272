/** One database: its collections and graphs, and every read and write of documents, for HTTP and AQL alike. */
import type { AqlData, WriteOptions, Written } from './aql/data.js';
import type { Collection } from './collection.js';
import { asDocument, assertChangeAllowed, handleOf, keyForNew } from './document-rules.js';
import {
  backendUnavailable,
  conflict,
  forbidden,
  uniqueViolated,
  unknownCollection,
  unknownDocument,
  unknownGraph,
  writeConcernNotFulfilled,
} from './errors.js';
import type { Graph } from './graph.js';
import { textAt } from './lookup.js';
import { mergeInto } from './merge.js';
import type { Shard } from './placement.js';
import type { ArangoObject, ArangoValue } from './values.js';

/** What a database asks of the deployment that it is in. */
export interface DatabaseHost {
  /** The next number that nothing else in the deployment has. */
  tick(): number;
  /** Whether any server has failed; while none has, no shard needs to be looked at. */
  readonly isImpaired: boolean;
  isAlive(serverId: string): boolean;
}

/** How new collections are laid out when their request does not say. */
export interface DatabaseDefaults {
  /** `single`: a OneShard database, whose collections all follow `_graphs`. */
  readonly sharding: '' | 'flexible' | 'single';
  readonly replicationFactor: number | 'satellite';
  readonly writeConcern: number;
}

export class Database implements AqlData {
  readonly collections = new Map<string, Collection>();
  readonly graphs = new Map<string, Graph>();

  constructor(
    readonly id: string,
    readonly name: string,
    readonly defaults: DatabaseDefaults,
    readonly host: DatabaseHost,
  ) {}

  /** Throws 1203. */
  collection(name: string): Collection {
    const collection = this.collections.get(name) ?? [...this.collections.values()].find(({ id }) => id === name);
    if (!collection) throw unknownCollection(name);
    return collection;
  }

  documents(name: string): Iterable<ArangoObject> {
    const collection = this.collection(name);
    this.#assertReadable(collection.allShards);
    return collection.all();
  }

  documentsWhere(name: string, attribute: string, value: ArangoValue): Iterable<ArangoObject> {
    const collection = this.collection(name);
    const { smartGraphAttribute } = collection.properties;
    const isRouted = attribute === smartGraphAttribute && !collection.isEdge;
    this.#assertReadable(isRouted ? collection.shardsOf({ [attribute]: value }) : collection.allShards);
    return collection.where(attribute, value);
  }

  document(name: string, key: string): ArangoObject | null {
    const collection = this.collection(name);
    const document = collection.get(key) ?? null;
    this.#assertReadable(document ? collection.shardsOf(document) : []);
    return document;
  }

  count(name: string): number {
    const collection = this.collection(name);
    this.#assertReadable(collection.allShards);
    return collection.count;
  }

  graph(name: string): { readonly edgeCollections: readonly string[]; readonly vertexCollections: readonly string[] } {
    const graph = this.graphs.get(name);
    if (!graph) throw unknownGraph(name);
    return { edgeCollections: graph.edgeCollections, vertexCollections: graph.vertexCollections };
  }

  insert(name: string, given: ArangoObject, options: WriteOptions): Written {
    const collection = this.#writable(name);
    const key = keyForNew(collection, asDocument(given), () => String(this.host.tick()));
    const before = collection.get(key);
    if (before) return this.#insertAgain(collection, before, given, options);
    if (collection.isEdge) this.#assertEndsExist(given);
    const after = this.#complete(collection, key, given);
    this.#assertWritable(collection, collection.shardsOf(after));
    collection.put(after);
    return { before: null, after };
  }

  update(name: string, key: string, patch: ArangoObject, options: WriteOptions): Written {
    const collection = this.#writable(name);
    const before = this.#existing(collection, key, patch, options);
    return this.#change(collection, before, mergeInto(before, asDocument(patch), options));
  }

  replace(name: string, key: string, document: ArangoObject, options: WriteOptions): Written {
    const collection = this.#writable(name);
    return this.#change(collection, this.#existing(collection, key, document, options), asDocument(document));
  }

  remove(name: string, key: string): Written {
    const collection = this.#writable(name);
    const before = collection.get(key);
    if (!before) throw unknownDocument();
    this.#assertWritable(collection, collection.shardsOf(before));
    collection.delete(key);
    return { before, after: null };
  }

  /** Removes all documents. Throws 1203 and what makes a shard refuse writes. */
  truncate(name: string): void {
    const collection = this.#writable(name);
    this.#assertWritable(collection, collection.allShards);
    collection.clear();
  }

  /** Puts a document past every rule; for planting what a sound server would never hold. */
  plant(name: string, document: ArangoObject): void {
    const collection = this.collection(name);
    const key = typeof document._key === 'string' ? document._key : String(this.host.tick());
    collection.put(this.#complete(collection, key, document));
  }

  /** Hidden collections are written through the edge collection that they are part of. */
  #writable(name: string): Collection {
    const collection = this.collection(name);
    if (collection.partOf) throw forbidden();
    return collection;
  }

  #insertAgain(collection: Collection, before: ArangoObject, given: ArangoObject, options: WriteOptions): Written {
    const { overwriteMode = 'conflict' } = options;
    if (overwriteMode === 'ignore') return { before, after: before, ignored: true };
    if (overwriteMode === 'replace') return this.#change(collection, before, given);
    if (overwriteMode === 'update') return this.#change(collection, before, mergeInto(before, given, options));
    throw uniqueViolated("primary of type primary over '_key'", textAt(before, '_key'));
  }

  #existing(collection: Collection, key: string, given: ArangoObject, options: WriteOptions): ArangoObject {
    const before = collection.get(key);
    if (!before) throw unknownDocument();
    if (options.ignoreRevs === false && given._rev !== undefined && given._rev !== before._rev) throw conflict();
    return before;
  }

  #change(collection: Collection, before: ArangoObject, given: ArangoObject): Written {
    assertChangeAllowed(collection, before, given);
    const after = this.#complete(collection, textAt(before, '_key'), given);
    this.#assertWritable(collection, collection.shardsOf(before));
    collection.put(after);
    return { before, after };
  }

  /** The document with ArangoDB's own attributes first, under a new revision. */
  #complete(collection: Collection, key: string, given: ArangoObject): ArangoObject {
    const document: Record<string, ArangoValue> = {
      _key: key,
      _id: `${collection.name}/${key}`,
      _rev: this.#revision(),
    };
    if (collection.isEdge) Object.assign(document, { _from: given._from ?? null, _to: given._to ?? null });
    for (const [name, value] of Object.entries(given)) if (!Object.hasOwn(document, name)) document[name] = value;
    return document;
  }

  #revision(): string {
    return `_${this.host.tick().toString(36).padStart(8, '0')}---`;
  }

  /** Both ends of an edge name collections that exist (docs-hugo 3.12, develop/http-api/import.md, answer 404). */
  #assertEndsExist(edge: ArangoObject): void {
    for (const end of [edge._from, edge._to]) {
      const { collection = '' } = handleOf(end) ?? {};
      this.collection(collection);
    }
  }

  #assertReadable(shards: readonly Shard[]): void {
    if (!this.host.isImpaired) return;
    if (shards.some(({ placement }) => !this.host.isAlive(placement.current[0] ?? ''))) throw backendUnavailable();
  }

  #assertWritable(collection: Collection, shards: readonly Shard[]): void {
    if (!this.host.isImpaired) return;
    this.#assertReadable(shards);
    for (const { placement } of shards) {
      if (placement.current.length < collection.properties.writeConcern) throw writeConcernNotFulfilled();
    }
  }
}
