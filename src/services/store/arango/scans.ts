/**
 * Visits every document, tenant by tenant, on cursors that the server streams: first those of each known tenant, then
 * what belongs to none. A position names where a page ends, so that a scan goes on after its cursor is gone.
 */
import { mapInTurns } from '../../base/turns.js';
import { InvalidCursorError } from '../../errors/errors.js';
import { type AssetDocument, type AssetKind, assetKinds, type NamingConvention } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';
import { partsOfPosition, requireLimit } from '../limits.js';
import type { ScannedDocument, ScanPage, ScanRequest } from '../port.js';
import type { ResultStream } from './client.js';
import { attributeOf, collectionOf, ownCollections } from './names.js';
import type { StoreParts } from './parts.js';

const greatestScan = 5000;

/** Open cursors that are kept for the next page; the oldest one makes room. */
const maxOpen = 8;

/** Where a page begins: a kind of document and the number of its documents visited so far. `tenantKey` is empty for strays. */
interface Position {
  readonly tenantKey: string;
  readonly naming: NamingConvention;
  readonly kind: number;
  readonly offset: number;
}

interface OpenStream {
  readonly stream: ResultStream<string>;
  /** Read but not given out yet. */
  rest: readonly string[];
}

/** The place of what belongs to no tenant: after all of them. */
const strays = '';

/** Before the key of a tenant that is not listed: whatever names it is looked for in every graph. */
const unknown = '?';

export class Scans {
  readonly #open = new Map<string, OpenStream>();

  constructor(private readonly parts: StoreParts) {}

  /** Returns the next documents. Throws an InvalidCursorError for a position that no scan gave out. */
  async read({ tenantKey, after, limit }: ScanRequest): Promise<ScanPage> {
    requireLimit(limit, greatestScan);
    const documents: ScannedDocument[] = [];
    let position = after === null ? await this.#firstPosition(tenantKey) : parsePosition(after);
    while (position && documents.length < limit) {
      const texts = await this.#take(position, limit - documents.length);
      documents.push(...(await this.#scanned(position, texts)));
      if (texts.length > 0) position = { ...position, offset: position.offset + texts.length };
      else position = await this.#nextPosition(position, tenantKey);
    }
    return { documents, next: position && textOf(position) };
  }

  /** Up to `limit` documents from a position on; none at the end of its kind. */
  async #take(position: Position, limit: number): Promise<readonly string[]> {
    const name = textOf(position);
    const open = this.#open.get(name) ?? (await this.#openAt(position, limit));
    this.#open.delete(name);
    while (open.rest.length < limit) {
      const batch = await open.stream.next();
      if (batch === null) break;
      open.rest = [...open.rest, ...batch];
    }
    const taken = open.rest.slice(0, limit);
    open.rest = open.rest.slice(limit);
    if (taken.length > 0) await this.#keep({ ...position, offset: position.offset + taken.length }, open);
    return taken;
  }

  async #keep(position: Position, open: OpenStream): Promise<void> {
    this.#open.set(textOf(position), open);
    if (this.#open.size <= maxOpen) return;
    for (const [name, oldest] of this.#open) {
      this.#open.delete(name);
      await oldest.stream.kill();
      return;
    }
  }

  async #openAt({ tenantKey, naming, kind, offset }: Position, batch: number): Promise<OpenStream> {
    const attribute = attributeOf(naming);
    const isStray = tenantKey === strays;
    const condition = isStray
      ? `d.${attribute} NOT IN @known`
      : tenantKey.startsWith(unknown)
        ? `(d.${attribute} == @tenant OR STARTS_WITH(d._key, CONCAT(@tenant, ":")))`
        : `d.${attribute} == @tenant`;
    const stream = await this.parts.client.stream<string>(
      `FOR d IN @@c FILTER ${condition} SORT d._key LIMIT @offset, @most RETURN ${asText}`,
      {
        '@c': collectionOf(naming, kindAt(kind)),
        ...(isStray ? { known: await this.#knownTenants(naming) } : { tenant: tenantKey.replace(unknown, '') }),
      },
      Math.min(batch, 1000),
      offset,
    );
    return { stream, rest: [] };
  }

  async #scanned({ tenantKey, kind }: Position, texts: readonly string[]): Promise<readonly ScannedDocument[]> {
    if (texts.length === 0) return [];
    const documents = await documentsOf(kindAt(kind), texts);
    return documents.map((document) => ({
      ...document,
      tenantKey: tenantKey === strays ? tenantOfKey(keyOf(document)) : tenantKey.replace(unknown, ''),
      // Asking the responsible shard would say where it should be, not where it is.
      groupId: null,
    }));
  }

  async #firstPosition(tenantKey: string | null): Promise<Position | null> {
    if (tenantKey === null) return this.#tenantAfter('');
    const [only] = await this.#tenants('t._key == @key', tenantKey);
    if (only) return { ...only, kind: 0, offset: 0 };
    const [naming] = await this.parts.readiness.graphs();
    return naming ? { tenantKey: `${unknown}${tenantKey}`, naming, kind: 0, offset: 0 } : null;
  }

  async #nextPosition(position: Position, only: string | null): Promise<Position | null> {
    const { tenantKey, naming, kind } = position;
    if (kind + 1 < assetKinds.length) return { tenantKey, naming, kind: kind + 1, offset: 0 };
    if (tenantKey !== strays && only === null) return this.#tenantAfter(tenantKey);
    if (tenantKey !== strays && !tenantKey.startsWith(unknown)) return null;
    const graphs = await this.parts.readiness.graphs();
    const next = graphs[graphs.indexOf(naming) + 1];
    return next ? { tenantKey, naming: next, kind: 0, offset: 0 } : null;
  }

  async #tenantAfter(key: string): Promise<Position | null> {
    const [next] = await this.#tenants('t._key > @key', key);
    if (next) return { ...next, kind: 0, offset: 0 };
    const [naming] = await this.parts.readiness.graphs();
    return naming ? { tenantKey: strays, naming, kind: 0, offset: 0 } : null;
  }

  /** The first tenant, in the order of keys, for which the condition holds. */
  #tenants(condition: string, key: string): Promise<Pick<Position, 'tenantKey' | 'naming'>[]> {
    return this.parts.client.query(
      `FOR t IN @@tenants FILTER ${condition} SORT t._key LIMIT 1 RETURN { tenantKey: t._key, naming: t.naming }`,
      { '@tenants': ownCollections.tenants, key },
    );
  }

  #knownTenants(naming: NamingConvention): Promise<string[]> {
    return this.parts.client.query<string>('FOR t IN @@tenants FILTER t.naming == @naming RETURN t._key', {
      '@tenants': ownCollections.tenants,
      naming,
    });
  }
}

function kindAt(position: number): AssetKind {
  const kind = assetKinds[position];
  if (!kind) throw new RangeError(`There is no kind of document with number ${position}`);
  return kind;
}

function textOf({ tenantKey, naming, kind, offset }: Position): string {
  return JSON.stringify([tenantKey, naming, kind, offset]);
}

function parsePosition(text: string): Position {
  const [tenantKey, naming, kind, offset, ...rest] = partsOfPosition(text);
  const isNaming = naming === 'camelCase' || naming === 'snake_case';
  if (
    rest.length > 0 ||
    typeof tenantKey !== 'string' ||
    !isNaming ||
    !Number.isSafeInteger(kind) ||
    !Number.isSafeInteger(offset)
  ) {
    throw new InvalidCursorError();
  }
  if (assetKinds[kind as number] === undefined || (offset as number) < 0) throw new InvalidCursorError();
  return { tenantKey, naming, kind: kind as number, offset: offset as number };
}

/** AQL for a document `d` without what ArangoDB adds to it. */
export const asText = 'JSON_STRINGIFY(UNSET(d, "_id", "_rev"))';

/** Documents decoded before other work gets its turn: a millisecond or two. */
const decodedInOneTurn = 250;

/** Returns the document of a text that `asText` gave. */
export function documentOf(kind: AssetKind, text: string): AssetDocument {
  return { kind, fields: decodeDocument(text) };
}

/** Returns the documents of texts that `asText` gave, with turns of other work in between. */
export function documentsOf(kind: AssetKind, texts: readonly string[]): Promise<AssetDocument[]> {
  return mapInTurns(texts, decodedInOneTurn, (text) => documentOf(kind, text));
}

/** Returns a document's key; empty where it has none. */
export function keyOf({ fields }: AssetDocument): string {
  return typeof fields._key === 'string' ? fields._key : '';
}

/** Returns the part of a document's key that names its tenant. */
export function tenantOfKey(key: string): string {
  return key.split(':', 1)[0] ?? '';
}
