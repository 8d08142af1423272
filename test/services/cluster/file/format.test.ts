// The topology format: what is written is read back equal, and what is wrong is named with its place.
import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import { readTopologyFile } from '../../../../src/services/cluster/file/read.js';
import { topologyFileOf } from '../../../../src/services/cluster/file/write.js';
import { fingerprint } from '../../../../src/services/model/fingerprint.js';
import { groupSize } from '../../../../src/services/model/topology.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { completeOptions } from '../../../../src/services/planning/question/options.js';
import { sortedTopology } from '../../../../src/services/planning/question/what-if.js';
import { cluster, demoCluster, unit } from '../../../support/clusters.js';
import { clusters } from '../../../support/random-clusters.js';

interface Draft {
  servers: Record<string, unknown>[];
  collections: Record<string, unknown>[];
  groups: Record<string, unknown>[];
  tenants: Record<string, unknown>[];
  [name: string]: unknown;
}

/** The document of the demo, changed. */
async function changed(change: (draft: Draft) => void): Promise<string> {
  const draft = JSON.parse(await topologyFileOf(demoCluster())) as Draft;
  change(draft);
  return JSON.stringify(draft);
}

describe('a topology file', () => {
  it('is read back as the topology that was written', async () => {
    expect(readTopologyFile(await topologyFileOf(demoCluster()))).toEqual(sortedTopology(demoCluster()));
  });

  it('gives any cluster the same fingerprint and the same plan', async () => {
    await fc.assert(
      fc.asyncProperty(clusters({ servers: [1, 5], groups: [1, 8], odd: true }), async (topology) => {
        const read = readTopologyFile(await topologyFileOf(topology));

        expect(read).toEqual(sortedTopology(topology));
        expect(fingerprint(read)).toBe(fingerprint(topology));
        expect(planRebalance(read, completeOptions(), 1).moves).toEqual(
          planRebalance(topology, completeOptions(), 1).moves,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('keeps bytes beyond 2^53 to the last digit', async () => {
    const huge = 2n ** 60n + 1n;
    const topology = cluster([{ serverId: 'a', capacityBytes: huge }], [{ leader: 'a', bytes: unit }]);

    const file = await topologyFileOf(topology);

    expect(file).toContain(`"capacityBytes":"${huge}"`);
    expect(readTopologyFile(file).servers[0]?.capacityBytes).toBe(huge);
  });

  it('takes documents and bytes of a whole group where shards are not known', async () => {
    const json = await changed(({ groups }) => {
      groups.forEach((group, at) => {
        delete group.shards;
        Object.assign(group, { documents: 10 + at, bytes: 1000 });
      });
    });

    const { groups } = readTopologyFile(json);

    expect(groups.map((group) => groupSize(group).documents)).toEqual(groups.map((_, at) => 10 + at));
    expect(new Set(groups.flatMap(({ shards }) => shards.map(({ shardId }) => shardId))).size).toBe(24);
  });

  it('gives the same plan whatever order it lists collections, groups and shards in', async () => {
    const sums = ({ groups }: Draft): void => {
      groups.forEach((group, at) => {
        if (at % 2 === 0) return;
        delete group.shards;
        Object.assign(group, { documents: 10 + at, bytes: 1000 });
      });
    };
    const json = await changed(sums);
    const turned = await changed((draft) => {
      sums(draft);
      draft.servers.reverse();
      draft.collections.reverse();
      draft.groups.reverse();
      for (const { shards } of draft.groups) if (Array.isArray(shards)) shards.reverse();
    });

    const [first, second] = [json, turned].map((text) => makePlan(readTopologyFile(text), {}, 1));

    expect(first?.moves.length).toBeGreaterThan(0);
    expect(second?.planHash).toBe(first?.planHash);
  });

  it('reads the example of its description', () => {
    const text = readFileSync(packageFile('docs/topology-format.md'), 'utf8');
    const example = /```json\n([^]*?)```/.exec(text)?.[1] ?? '';

    const topology = readTopologyFile(example);

    expect(topology.groups.map(({ groupId }) => groupId)).toEqual(['network_assets/0', 'network_assets/1']);
    expect(planRebalance(topology, completeOptions(), 1).moves.length).toBeGreaterThan(0);
  });

  it.each<[string, RegExp, (draft: Draft) => void]>([
    ['format', /used: format is not "shardbook-topology"/, (draft) => (draft.format = 'other')],
    ['version', /used: version is not 1, the version that this/, (draft) => (draft.version = 2)],
    ['json', /used: json has "extra", which is not a known property/, (draft) => (draft.extra = 1)],
    ['servers', /used: servers is empty/, (draft) => (draft.servers = [])],
    ['servers[1].serverId', /is "a" a second time/, ({ servers }) => (servers[1]!.serverId = 'a')],
    ['servers[0].status', /used: servers\[0\]\.status is wrong/, ({ servers }) => (servers[0]!.status = 'FINE')],
    ['servers[0].capacityBytes', /whole number of bytes/, ({ servers }) => (servers[0]!.capacityBytes = 1.5)],
    ['servers[0].capacityBytes', /as digits in a string/, ({ servers }) => (servers[0]!.capacityBytes = 2 ** 60)],
    [
      'collections[1].distributeShardsLike',
      /not a collection of this document/,
      (d) => (d.collections[1]!.distributeShardsLike = 'x'),
    ],
    [
      'collections[0].writeConcern',
      /more than its replicationFactor of 2/,
      (d) => (d.collections[0]!.writeConcern = 3),
    ],
    ['groups[3].leader', /is "x", which is not a server of this document/, ({ groups }) => (groups[3]!.leader = 'x')],
    ['groups[3].followers[0]', /already holds a replica/, ({ groups }) => (groups[3]!.followers = [groups[3]!.leader])],
    [
      'groups[3].followers[1]',
      /is "d", which already holds a replica/,
      ({ groups }) => (groups[3]!.followers = ['d', 'd']),
    ],
    ['groups[3].inSync[0]', /not a follower of the group/, ({ groups }) => (groups[3]!.inSync = ['e'])],
    ['groups[3].index', /is 12, but Device has 12 shards/, ({ groups }) => (groups[3]!.index = 12)],
    ['groups[3].index', /is 2 a second time for g/, ({ groups }) => (groups[3]!.index = 2)],
    ['groups[3].graph', /neither a graph nor/, ({ groups }) => (groups[3]!.graph = 'x')],
    ['groups[3]', /has neither shards nor documents/, ({ groups }) => delete groups[3]!.shards],
    ['groups[3].shards[0].documents', /whole number/, ({ groups }) => setIn(groups[3]!.shards, 'documents', -1)],
    [
      'groups[3].shards[0].collection',
      /not a collection of this document/,
      ({ groups }) => setIn(groups[3]!.shards, 'collection', 'x'),
    ],
    ['groups[3].shards[0].shardId', /a second time/, ({ groups }) => setIn(groups[3]!.shards, 'shardId', 's21')],
    ['groups', /has 11 of the 12 shard groups of g; the first missing is 11/, ({ groups }) => groups.pop()],
    ['tenants[0].groupId', /not a shard group of this document/, ({ tenants }) => (tenants[0]!.groupId = 'x')],
    ['tenants[1].key', /a second time/, ({ tenants }) => (tenants[1]!.key = tenants[0]!.key)],
    ['tenants[0].name', /used: tenants\[0\]\.name is empty/, ({ tenants }) => (tenants[0]!.name = '')],
  ])('with a wrong %s is refused with its place', async (field, sentence, change) => {
    const json = await changed(change);

    const wrong = wrongIn(json);

    expect(wrong).toMatchObject({ code: 'INVALID_INPUT', field });
    expect(wrong.message).toMatch(sentence);
  });

  it('tells the first five problems and counts the others', async () => {
    const json = await changed(({ groups }) => groups.forEach((group) => (group.leader = 'nobody')));

    expect(() => readTopologyFile(json)).toThrow(/groups\[4\]\.leader is "nobody".*; and 7 more$/);
  });

  it('is refused when it is no JSON', () => {
    expect(wrongIn('{"format":')).toMatchObject({ code: 'INVALID_INPUT', field: 'json' });
  });
});

/** Returns what a document is refused with. */
function wrongIn(json: string): Error {
  try {
    readTopologyFile(json);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The document is read');
}

function setIn(list: unknown, name: string, value: unknown): void {
  (list as Record<string, unknown>[])[0]![name] = value;
}
