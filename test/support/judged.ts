/** What a rule of the isolation check says of a few documents, without a store. */
import type { Evidence } from '../../src/services/checks/isolation/evidence.js';
import { type IsolationRule, Ledger } from '../../src/services/checks/isolation/rule.js';
import { spellingOf } from '../../src/services/checks/isolation/spelling.js';
import {
  type AssetDocument,
  type AssetKind,
  assetKinds,
  documentsPerScale,
  type FieldValue,
} from '../../src/services/model/asset.js';
import type { Tenant } from '../../src/services/model/tenant.js';

/** The tenant that is judged, with the documents that scale factor 1 requires. */
export const acme: Tenant = {
  key: 'acme',
  name: 'Acme',
  description: null,
  scaleFactor: 1,
  naming: 'camelCase',
  placement: 'HASH',
  idempotencyKey: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  seed: 1,
  status: 'ACTIVE',
  groupId: 'graph/1',
  documentsByKind: documentsPerScale,
  documents: 1_095,
  bytes: 0n,
};

/** A document, by kind and properties, which lies in `graph/1` unless told otherwise. */
export interface Judged extends AssetDocument {
  readonly groupId?: string | null;
}

export interface Verdict {
  readonly looked: number;
  readonly found: readonly (readonly [message: string, documentId: string | null])[];
}

/** Returns a document. */
export function one(kind: AssetKind, fields: Readonly<Record<string, FieldValue>>): Judged {
  return { kind, fields };
}

/** Returns an edge of acme, from one vertex to another. */
export function edge(kind: AssetKind, name: string, from: FieldValue, to: FieldValue): Judged {
  return one(kind, { _key: `acme:${name}:acme`, _from: from, _to: to });
}

/** Returns as many documents of each kind as are asked for. */
export function countedDocuments(counts: Readonly<Record<AssetKind, number>>): readonly Judged[] {
  return assetKinds.flatMap((kind) =>
    Array.from({ length: counts[kind] }, (_, at) => one(kind, { _key: `acme:${at}` })),
  );
}

/** Returns what a rule says of these documents of a tenant, in this order; what is not among them does not exist. */
export function judged(rule: IsolationRule, documents: readonly Judged[], tenant: Tenant = acme): Verdict {
  const ledger = new Ledger(rule.code, tenant.key);
  const spelling = spellingOf(tenant.naming);
  const judge = rule.judge({ tenant, spelling, responsibleGroupId: 'graph/1' }, ledger);
  const evidence: Evidence = {
    vertex: ({ kind, key }) =>
      documents.find((document) => document.kind === kind && document.fields._key === key) ?? null,
    edgesAt(proxy, kind) {
      const id = `${spelling.collectionOf[proxy.kind]}/${proxy.fields._key as string}`;
      const end = proxy.kind === 'SoftwareProxyIn' ? '_to' : '_from';
      return documents.filter((document) => document.kind === kind && document.fields[end] === id);
    },
  };
  for (const document of documents) judge.visit({ groupId: 'graph/1', ...document, tenantKey: tenant.key }, evidence);
  judge.finish?.();
  const found = ledger.findings.map(({ message, documentId }) => [message, documentId] as const);
  return { looked: ledger.looked, found };
}
