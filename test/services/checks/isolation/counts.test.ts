// How many documents a tenant has, against its scale factor and its counters.
import { expect, it } from 'vitest';

import { expectedCountsRule, keptCountersRule } from '../../../../src/services/checks/isolation/counts.js';
import { documentsPerScale } from '../../../../src/services/model/asset.js';
import { acme, countedDocuments, judged } from '../../../support/judged.js';

const complete = countedDocuments(documentsPerScale);

it('takes as many documents of each kind as the scale factor requires, and counters that say so', () => {
  const twice = [...complete, ...complete];

  expect(judged(expectedCountsRule, complete)).toEqual({ looked: 11, found: [] });
  expect(judged(expectedCountsRule, twice, { ...acme, scaleFactor: 2 })).toEqual({ looked: 11, found: [] });
  expect(judged(keptCountersRule, complete)).toEqual({ looked: 12, found: [] });
});

it('finds what is missing and what is too much, in the names of the tenant', () => {
  const documents = countedDocuments({ ...documentsPerScale, DeviceProxyIn: 19, hasVersion: 1_601 });

  const { looked, found } = judged(expectedCountsRule, documents, { ...acme, naming: 'snake_case' });

  expect(looked).toBe(11);
  expect(found).toEqual([
    ['Tenant acme (Acme) has 19 documents in device_proxy_in, but scale factor 1 requires 20', null],
    ['Tenant acme (Acme) has 1,601 documents in has_version, but scale factor 1 requires 600', null],
  ]);
});

it('finds counters of a kind, and their sum, that are not what is there', () => {
  const documentsByKind = { ...documentsPerScale, Location: 6, hasVersion: 1_600 };

  expect(judged(keptCountersRule, complete, { ...acme, documentsByKind, documents: 2_096 })).toEqual({
    looked: 12,
    found: [
      ['Tenant acme (Acme) has 5 documents in Location, but its counter says 6', null],
      ['Tenant acme (Acme) has 600 documents in hasVersion, but its counter says 1,600', null],
      ['Tenant acme (Acme) has 1,095 documents, but its counter says 2,096', null],
    ],
  });
});
