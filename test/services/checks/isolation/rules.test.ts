// What all rules have in common, and that the documents of the generator break none of them.
import { expect, it } from 'vitest';

import { isolationRules } from '../../../../src/services/checks/isolation/rules.js';
import { namingConventions } from '../../../../src/services/model/smart-graph.js';
import { acme, judged } from '../../../support/judged.js';
import { acmeKey, documentsOf } from '../../../support/planted-tenants.js';

it('has what separates tenants first, each rule with a code of its own', () => {
  expect(isolationRules.map(({ code, subject }) => [code, ...subject])).toEqual([
    ['TENANT_ID_MATCHES_KEY', 'document', 'documents'],
    ['ONE_PARTITION_ATTRIBUTE', 'document', 'documents'],
    ['KEY_FORMAT', 'document', 'documents'],
    ['NO_EDGE_BETWEEN_TENANTS', 'edge', 'edges'],
    ['NO_DANGLING_EDGE', 'edge', 'edges'],
    ['ONE_SHARD_GROUP', 'document', 'documents'],
    ['EDGE_TYPES_AGREE', 'edge', 'edges'],
    ['ONE_LOCATION_PER_DEVICE', 'device', 'devices'],
    ['CONNECTIONS_DISTINCT', 'connection', 'connections'],
    ['SOFTWARE_ON_RIGHT_DEVICES', 'device', 'devices'],
    ['SOFTWARE_IN_USE', 'software', 'software'],
    ['INTERVALS_POSITIVE', 'document', 'documents'],
    ['VERSIONS_CONTIGUOUS', 'version', 'versions'],
    ['COUNTS_AS_EXPECTED', 'collection', 'collections'],
    ['COUNTERS_AGREE', 'counter', 'counters'],
  ]);
});

it('says of each rule what holds, and what to do where it does not', () => {
  expect(
    isolationRules.filter(({ title }) => !/^(Every|Both|No|All|The) [\w ,*<>:"().]{20,}[\w"]$/.test(title)),
  ).toEqual([]);
  expect(isolationRules.filter(({ remedy }) => !/^Remove the .{15,}$/.test(remedy))).toEqual([]);
});

it.each(namingConventions)('finds nothing in the documents of the generator with %s names', (naming) => {
  const documents = documentsOf(acmeKey, naming);

  const verdicts = isolationRules.map((rule) => judged(rule, documents, { ...acme, key: acmeKey, naming }));

  expect(verdicts.flatMap(({ found }) => found)).toEqual([]);
  expect(verdicts.map(({ looked }) => looked)).toEqual([
    ...[1095, 1095, 1095, 690, 690, 1095, 690],
    ...[20, 30, 20, 30, 995, 300, 11, 12],
  ]);
});
