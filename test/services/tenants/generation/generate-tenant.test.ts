// The generated network as a whole: how many documents, in which order, always the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sha256 } from '../../../../src/services/base/canonical.js';
import { InvalidInputError } from '../../../../src/services/errors/errors.js';
import {
  type AssetDocument,
  assetKinds,
  documentsPerScale,
  isEdgeKind,
  nameIn,
  NEVER_EXPIRES,
} from '../../../../src/services/model/asset.js';
import { encodeDocument } from '../../../../src/services/model/document-json.js';
import { generateTenant } from '../../../../src/services/tenants/generation/generate-tenant.js';
import { cases } from '../../../support/cases.js';
import { acme, anySpec, byKind, bytesOf, documentsOf, text } from '../../../support/generated-network.js';

const runs = { numRuns: cases(4) };

function expectedCounts(scaleFactor: number): Record<string, number> {
  return Object.fromEntries(assetKinds.map((kind) => [kind, documentsPerScale[kind] * scaleFactor]));
}

function countByKind(documents: Iterable<readonly AssetDocument[]>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const batch of documents) for (const { kind } of batch) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('generateTenant: counts', () => {
  it.each([1, 2, 3, 4, 5, 20, 100])('makes exactly 1,095 documents for each unit at scale factor %d', (scaleFactor) => {
    const counts = countByKind(generateTenant({ ...acme, scaleFactor }));

    expect(counts).toEqual(expectedCounts(scaleFactor));
  });
});

describe('generateTenant: batches', () => {
  it('gives full batches but for the last', () => {
    const sizes = [...generateTenant({ ...acme, scaleFactor: 2 }, 400)].map((batch) => batch.length);

    expect(sizes).toEqual([400, 400, 400, 400, 400, 190]);
  });

  it('gives the same bytes whatever the batch size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (batchSize) => {
        expect(bytesOf(acme, batchSize)).toBe(bytesOf(acme));
      }),
      runs,
    );
  });

  it('refuses an invalid spec or batch size before the first batch is asked for', () => {
    expect(() => generateTenant({ ...acme, scaleFactor: 1001 })).toThrow(InvalidInputError);
    expect(() => generateTenant(acme, 0)).toThrow(RangeError);
    expect(() => generateTenant(acme, 5001)).toThrow(RangeError);
  });
});

describe('generateTenant: same spec, same bytes', () => {
  it('gives the same bytes for the same spec', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(bytesOf(spec)).toBe(bytesOf({ ...spec }));
      }),
      runs,
    );
  });

  it('gives the bytes it gave in earlier releases', () => {
    expect(sha256(bytesOf(acme))).toBe('766a087ea31bd0ed278f61e8a3836bddfcaed377d91cacf4374640d384465cb1');
  });

  it.each([
    ['seed', { seed: 8 }],
    ['tenant key', { tenantKey: '0123456789ab' }],
    ['tenant name', { tenantName: 'Acme Inc' }],
    ['reference time', { referenceTime: '2026-08-01T12:00:01.000Z' }],
    ['naming convention', { naming: 'snake_case' as const }],
  ])('gives other bytes for another %s', (_part, other) => {
    expect(bytesOf({ ...acme, ...other })).not.toBe(bytesOf(acme));
  });

  it('is not disturbed by another tenant that is generated at the same time', () => {
    const other = generateTenant({ ...acme, seed: 99, scaleFactor: 2 }, 10);
    const documents: AssetDocument[] = [];

    for (const batch of generateTenant(acme, 10)) {
      documents.push(...batch);
      other.next();
    }

    expect(documents).toEqual(documentsOf(acme));
  });
});

describe('generateTenant: documents', () => {
  it('puts both ends of an edge before the edge, and names them and their types', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const typeNames = [nameIn(spec.naming, '_fromType'), nameIn(spec.naming, '_toType')] as const;
        const seen = new Set<string>();
        const wrong = documentsOf(spec).filter((document) => {
          seen.add(`${nameIn(spec.naming, document.kind)}/${text(document, '_key')}`);
          const [from, to] = [text(document, '_from'), text(document, '_to')];
          const types = typeNames.map((name) => text(document, name)).join();
          const isRight = seen.has(from) && seen.has(to) && types === [collectionOf(from), collectionOf(to)].join();
          return isEdgeKind(document.kind) && !isRight;
        });
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });

  it('gives every document a key of its own in its collection, in the form that a SmartGraph asks for', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        for (const [kind, documents] of Object.entries(byKind(documentsOf(spec)))) {
          const keys = new Set(documents.map((document) => text(document, '_key')));
          const end = kind.startsWith('has') ? `:${spec.tenantKey}` : '';
          const form = new RegExp(`^${spec.tenantKey}:[A-Za-z]+[1-9]\\d*(-[0-5])?${end}$`);
          expect(keys.size).toBe(documents.length);
          expect([...keys].filter((key) => !form.test(key))).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('marks every document with its tenant, twice and as no other', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const attribute = `tenant_${spec.tenantKey}_attr`;
        const wrong = documentsOf(spec).filter(({ fields }) => {
          const attributes = Object.keys(fields).filter((name) => /^tenant_.*_attr$/.test(name));
          const values = [fields[nameIn(spec.naming, 'tenantId')], fields[attribute]];
          return attributes.join() !== attribute || values.some((value) => value !== spec.tenantKey);
        });
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });

  it('says the same in both naming conventions, down to collection names', () => {
    const naming = 'snake_case';
    const rename = ({ kind, fields }: AssetDocument): AssetDocument => ({
      kind,
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => {
          const namesCollection = ['_from', '_to', '_fromType', '_toType'].includes(name) && typeof value === 'string';
          const renamed = namesCollection ? value.replace(/^[^/]+/, (collection) => nameIn(naming, collection)) : value;
          return [nameIn(naming, name), renamed];
        }),
      ),
    });

    fc.assert(
      fc.property(anySpec, (spec) => {
        const camelCase = documentsOf({ ...spec, naming: 'camelCase' });
        const snakeCase = documentsOf({ ...spec, naming });
        const lines = (documents: readonly AssetDocument[]): string[] =>
          documents.map(({ kind, fields }) => kind + encodeDocument(fields));
        expect(lines(snakeCase).join('\n')).toBe(lines(camelCase.map(rename)).join('\n'));
      }),
      runs,
    );
  });

  it('writes no capital into any property name in snake_case', () => {
    const names = new Set(documentsOf({ ...acme, naming: 'snake_case' }).flatMap(({ fields }) => Object.keys(fields)));

    expect([...names].filter((name) => !/^[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  it('writes "never" as the exact integer', () => {
    const current = documentsOf(acme).filter(({ fields }) => fields.expired === NEVER_EXPIRES);
    const texts = current.map(({ fields }) => encodeDocument(fields));

    // 20 devices and 30 software with two edges each, 5 locations, and 30 + 20 + 40 further edges.
    expect(texts.filter((json) => json.endsWith(',"expired":9223372036854775807}'))).toHaveLength(245);
  });

  it('has nothing that is created after the reference time', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const now = Date.parse(spec.referenceTime) / 1000;
        const created = documentsOf(spec).flatMap(({ fields }) => fields.created ?? []);
        expect(created.filter((time) => typeof time !== 'number' || time >= now)).toEqual([]);
      }),
      runs,
    );
  });
});

function collectionOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
