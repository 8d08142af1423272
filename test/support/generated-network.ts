// A generated tenant laid out for looking things up, and the specs that properties are checked over.
import fc from 'fast-check';

import { type AssetDocument, type AssetKind, assetKinds } from '../../src/services/model/asset.js';
import { encodeDocument } from '../../src/services/model/document-json.js';
import { generateTenant } from '../../src/services/tenants/generation/generate-tenant.js';
import type { GenerationSpec } from '../../src/services/tenants/generation/spec.js';

/** Acme Corp of the demo, with a fixed key and seed. */
export const acme: GenerationSpec = {
  tenantKey: 'c695ea905f74',
  tenantName: 'Acme Corp',
  scaleFactor: 1,
  naming: 'camelCase',
  seed: 7,
  referenceTime: '2026-08-01T12:00:00.000Z',
};

const hexDigits = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

/** Any valid spec with a scale factor small enough to look at every document. */
export const anySpec: fc.Arbitrary<GenerationSpec> = fc.record({
  tenantKey: fc.string({ unit: fc.constantFrom(...hexDigits), minLength: 12, maxLength: 12 }),
  tenantName: fc.oneof(fc.constant('Acme Corp'), fc.string({ minLength: 1, maxLength: 100 })),
  scaleFactor: fc.integer({ min: 1, max: 4 }),
  naming: fc.constantFrom('camelCase' as const, 'snake_case' as const),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  referenceTime: fc
    .date({ min: new Date('2020-01-01'), max: new Date('2037-12-31'), noInvalidDate: true })
    .map((time) => time.toISOString()),
});

/** All documents in the order of generation. */
export function documentsOf(spec: GenerationSpec): AssetDocument[] {
  return [...generateTenant(spec)].flat();
}

/** The documents as JSON lines: what "the same bytes" is said of. */
export function bytesOf(spec: GenerationSpec, batchSize?: number): string {
  const lines: string[] = [];
  for (const batch of generateTenant(spec, batchSize)) {
    for (const { kind, fields } of batch) lines.push(`${kind} ${encodeDocument(fields)}`);
  }
  return lines.join('\n');
}

/** The documents by kind, each list in the order of generation. */
export function byKind(documents: readonly AssetDocument[]): Record<AssetKind, AssetDocument[]> {
  const lists = Object.fromEntries(assetKinds.map((kind) => [kind, [] as AssetDocument[]]));
  for (const document of documents) lists[document.kind]!.push(document);
  return lists as Record<AssetKind, AssetDocument[]>;
}

/** A text field of a document; '' where there is none. */
export function text(document: AssetDocument, name: string): string {
  const value = document.fields[name];
  return typeof value === 'string' ? value : '';
}
