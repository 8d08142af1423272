// Replies of ArangoDB's HTTP API as a topology: coupled sets, hidden collections, modelled bytes, and what is left out.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import { readTopologyFile } from '../../../../src/services/cluster/file/read.js';
import { groupSize } from '../../../../src/services/model/topology.js';
import { exportOf } from '../../../../src/services/planning/answers/export.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';

interface Reply {
  properties: Record<string, unknown>;
  shards: { shards: Record<string, string[]> };
  count: { count: Record<string, number> };
  figures?: { figures: { documentsSize: number } };
}

function numbered(length: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length }, (_, at) => [`s${at}`, 0]));
}

function reply(
  name: string,
  properties: object,
  placement: Record<string, string[]>,
  documents: number[],
  size: number,
): Reply {
  const shards = Object.keys(placement);
  return {
    properties: { name, isSystem: name.startsWith('_'), replicationFactor: 2, writeConcern: 1, ...properties },
    shards: { shards: placement },
    count: { count: Object.fromEntries(shards.map((shard, at) => [shard, documents[at] ?? 0])) },
    figures: { figures: { documentsSize: size } },
  };
}

/** Three DB-Servers; Device with a coupled smart edge collection, single orders, a satellite and a system collection. */
function replies() {
  const smart = { isSmart: true, smartGraphAttribute: 'tenantId' };
  const like = { ...smart, type: 3, distributeShardsLike: 'Device' };
  return {
    format: 'arangodb-replies',
    version: 1,
    health: {
      Health: {
        'CRDN-1': { Role: 'Coordinator', Status: 'GOOD' },
        'PRMR-1': { Role: 'DBServer', ShortName: 'DBServer0001', Status: 'GOOD', Version: '3.12.5' },
        'PRMR-2': { Role: 'DBSERVER', ShortName: 'DBServer0002', Status: 'GOOD' },
        'PRMR-3': { Role: 'DBServer', ShortName: 'DBServer0003', Status: 'BAD' },
      },
    },
    collections: [
      // Edges come first here on purpose: nothing may depend on the order.
      reply('hasVersion', like, {}, [], 0),
      reply('_local_hasVersion', like, { s20: ['PRMR-1', 'PRMR-2'], s21: ['PRMR-2', 'PRMR-1'] }, [60, 40], 5000),
      // s9 comes before s10 although text would sort it after.
      reply(
        'Device',
        { ...smart, type: 2, id: '77' },
        { s10: ['_PRMR-2', 'PRMR-1'], s9: ['PRMR-1', 'PRMR-2'] },
        [25, 75],
        1000,
      ),
      reply('orders', { type: 2 }, { s30: ['PRMR-1', 'PRMR-2'] }, [10], 333),
      reply('countries', { replicationFactor: 'satellite' }, { s40: ['PRMR-1'] }, [3], 30),
      reply('_users', {}, { s50: ['PRMR-1'] }, [1], 10),
    ],
  };
}

type Replies = ReturnType<typeof replies>;

function read(change: (draft: Replies) => void = () => undefined) {
  const draft = replies();
  change(draft);
  return readTopologyFile(JSON.stringify(draft));
}

describe('replies of ArangoDB', () => {
  it('become servers, coupled sets and single collections', () => {
    const topology = read();

    expect(topology.version).toBe('3.12.5');
    expect(topology.servers.map(({ shortName, status }) => `${shortName} ${status}`)).toEqual([
      'DBServer0001 GOOD',
      'DBServer0002 GOOD',
      'DBServer0003 BAD',
    ]);
    expect(
      topology.collections.map(({ name, graph, distributeShardsLike }) => [name, graph, distributeShardsLike]),
    ).toEqual([
      ['Device', 'Device', null],
      ['orders', null, null],
      ['hasVersion', 'Device', 'Device'],
    ]);
    expect(
      topology.groups.map(({ groupId, leader, shards }) => [groupId, leader, ...shards.map(({ shardId }) => shardId)]),
    ).toEqual([
      ['Device/0', 'PRMR-1', 's9', 's20'],
      ['Device/1', 'PRMR-2', 's10', 's21'],
      ['orders/0', 'PRMR-1', 's30'],
    ]);
  });

  it('share the size of a collection in proportion to the documents of its shards', () => {
    const { groups } = read();

    expect(groups.map(groupSize)).toEqual([
      { documents: 135, bytes: 750n + 3000n },
      { documents: 65, bytes: 250n + 2000n },
      { documents: 10, bytes: 333n },
    ]);
  });

  it('can be planned for, and the plan names collections by their ids', async () => {
    const made = makePlan(read(), { addServers: { count: 0 }, removeServers: ['DBServer0003'] }, 1);
    const { notes } = await exportOf({ ...made, id: 'p', createdAt: '' });

    expect(made.before.servers.find(({ serverId }) => serverId === 'PRMR-3')?.status).toBe('DRAINING');
    expect(made.before.collections[0]?.collectionId).toBe('77');
    expect(notes.join(' ')).toContain('Ids of collections are not known');
  });

  it('may come with tenants in our own form', () => {
    const tenant = { key: 'c695ea905f74', name: 'Acme Corp', groupId: 'Device/1', documents: 65, bytes: 2250 };

    const { tenants } = read((draft) => Object.assign(draft, { tenants: [tenant] }));

    expect(tenants[0]).toMatchObject({ name: 'Acme Corp', groupId: 'Device/1', scaleFactor: 1 });
  });

  it.each<[string, string, (draft: Replies) => void]>([
    ['collections[2].figures', 'is missing: Device has documents', ({ collections }) => delete collections[2]!.figures],
    [
      'collections',
      'hasVersion, which follows Device, but that is not among',
      ({ collections }) => collections.splice(2, 1),
    ],
    [
      'collections',
      'Device, but that has 2 shards, not 1',
      ({ collections }) => delete collections[1]!.shards.shards.s21,
    ],
    [
      'collections[3].count.count.s30',
      'is not a whole number',
      ({ collections }) => (collections[3]!.count.count.s30 = -1),
    ],
    [
      'groups[2].leader',
      'is "PRMR-9", which is not a server',
      ({ collections }) => (collections[3]!.shards.shards.s30 = ['PRMR-9']),
    ],
    [
      'collections[3].shards.shards.s30',
      'has 101 entries; at most 100 are read',
      ({ collections }) => (collections[3]!.shards.shards.s30 = Array<string>(101).fill('PRMR-1')),
    ],
    [
      'collections[3].count.count',
      'has 100,001 entries; at most 100,000 are read',
      ({ collections }) => (collections[3]!.count.count = numbered(100_001)),
    ],
    ['collections', 'has 50,001 entries; at most 50,000', (draft) => (draft.collections = Array<never>(50_001))],
    ['version', 'is not 1', (draft) => (draft.version = 2)],
  ])('with a wrong %s are refused with the reason', (field, sentence, change) => {
    const wrong = (): unknown => read(change);

    expect(wrong).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field }));
    expect(wrong).toThrow(sentence);
  });

  it('are read as the description shows them', () => {
    const text = readFileSync(packageFile('docs/topology-format.md'), 'utf8');
    const [, , example = ''] = text.split('```json\n').map((part) => part.split('```')[0] ?? '');

    const topology = readTopologyFile(example);

    expect(topology.groups.map(groupSize)).toEqual([
      { documents: 700, bytes: 700_000n },
      { documents: 300, bytes: 300_000n },
    ]);
  });
});
