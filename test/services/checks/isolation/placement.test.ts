// Where a tenant's documents lie.
import { expect, it } from 'vitest';

import { oneShardGroupRule } from '../../../../src/services/checks/isolation/placement.js';
import { acme, judged, one } from '../../../support/judged.js';

const document = one('Location', { _key: 'acme:a' });

it('takes documents in the shard group of their tenant, and leaves out those of which the store says nothing', () => {
  expect(judged(oneShardGroupRule, [document, document, { ...document, groupId: null }])).toEqual({
    looked: 2,
    found: [],
  });
});

it('finds a document in another shard group', () => {
  expect(judged(oneShardGroupRule, [document, { ...document, groupId: 'graph/2' }])).toEqual({
    looked: 2,
    found: [['Location/acme:a is in shard group graph/2, but belongs in graph/1', 'Location/acme:a']],
  });
});

it('finds a tenant that is listed elsewhere', () => {
  expect(judged(oneShardGroupRule, [document], { ...acme, groupId: 'graph/2' })).toEqual({
    looked: 1,
    found: [['Tenant acme is listed in shard group graph/2, but its key belongs in graph/1', null]],
  });
});
