// Whose a document is: its tenant attribute and its partition attribute.
import { expect, it } from 'vitest';

import { partitionAttributeRule, tenantIdRule } from '../../../../src/services/checks/isolation/tenant-marks.js';
import type { FieldValue } from '../../../../src/services/model/asset.js';
import { acme, judged, one } from '../../../support/judged.js';

it('takes the key of the tenant as tenant attribute, in either naming convention', () => {
  const camel = one('Device', { _key: 'acme:device1-0', tenantId: 'acme' });
  const snake = one('Device', { _key: 'acme:device1-0', tenant_id: 'acme' });

  expect(judged(tenantIdRule, [camel, camel])).toEqual({ looked: 2, found: [] });
  expect(judged(tenantIdRule, [snake], { ...acme, naming: 'snake_case' })).toEqual({ looked: 1, found: [] });
});

it.each<[FieldValue | undefined, FieldValue, string]>([
  [undefined, 'acme:a', 'Location/acme:a has no tenantId'],
  [null, 'acme:a', 'tenantId of Location/acme:a is null, not a string'],
  [7, 'acme:a', 'tenantId of Location/acme:a is a number, not a string'],
  ['acm', 'acme:a', 'tenantId of Location/acme:a is "acm", which is not the prefix of its _key'],
  ['acme', 'a:acme:', 'tenantId of Location/a:acme: is "acme", which is not the prefix of its _key'],
  ['acme', 7, 'tenantId of Location/(no text) is "acme", which is not the prefix of its _key'],
  ['umbra', 'umbra:a', 'Location/umbra:a belongs to tenant umbra but is stored among the documents of acme'],
])('finds a tenant attribute %j beside the key %j', (tenantId, key, message) => {
  const { found } = judged(tenantIdRule, [one('Location', { _key: key, ...(tenantId !== undefined && { tenantId }) })]);

  expect(found).toEqual([[message, `Location/${typeof key === 'string' ? key : '(no text)'}`]]);
});

it('takes one partition attribute, and what only starts or ends like one', () => {
  const document = one('Device', { _key: 'acme:a', tenant_acme_attr: 'acme', tenant_note: 'x', my_attr: 'y' });

  expect(judged(partitionAttributeRule, [document, document])).toEqual({ looked: 2, found: [] });
});

it.each<[Record<string, FieldValue>, string]>([
  [{}, 'Location/acme:a has 0 tenant_*_attr, but must have exactly one'],
  [
    { tenant_acme_attr: 'acme', tenant_b_attr: 'b' },
    'Location/acme:a has 2 tenant_*_attr (tenant_acme_attr, tenant_b_attr), but must have exactly one',
  ],
  [
    Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`tenant_${name}_attr`, name])),
    'Location/acme:a has 6 tenant_*_attr (tenant_a_attr, tenant_b_attr, tenant_c_attr, tenant_d_attr, tenant_e_attr), but must have exactly one',
  ],
  [{ tenant_b_attr: 'acme' }, 'Location/acme:a has tenant_b_attr, but must have tenant_acme_attr'],
  [{ tenant_acme_attr: 'b' }, 'tenant_acme_attr of Location/acme:a is "b", but must be "acme"'],
  [{ tenant_acme_attr: 7 }, 'tenant_acme_attr of Location/acme:a is number, but must be "acme"'],
])('finds the partition attributes %j', (attributes, message) => {
  const { found } = judged(partitionAttributeRule, [one('Location', { _key: 'acme:a', ...attributes })]);

  expect(found).toEqual([[message, 'Location/acme:a']]);
});
