// The largest tenant that there can be.
import { expect, it } from 'vitest';

import { assetKinds, documentsPerScale } from '../../../../src/services/model/asset.js';
import { generateTenant } from '../../../../src/services/tenants/generation/generate-tenant.js';
import { acme, text } from '../../../support/generated-network.js';

it('generateTenant makes exactly 1,095,000 documents at scale factor 1000, and no pair of an edge twice', () => {
  const counts: Record<string, number> = {};
  const pairs = new Set<string>();

  for (const batch of generateTenant({ ...acme, scaleFactor: 1000 }, 5000)) {
    for (const document of batch) {
      counts[document.kind] = (counts[document.kind] ?? 0) + 1;
      if (document.kind === 'hasConnection' || document.kind === 'hasDeviceSoftware') {
        pairs.add(`${text(document, '_from')} ${text(document, '_to')}`);
      }
    }
  }

  expect(counts).toEqual(Object.fromEntries(assetKinds.map((kind) => [kind, documentsPerScale[kind] * 1000])));
  expect(pairs.size).toBe(70_000);
});
