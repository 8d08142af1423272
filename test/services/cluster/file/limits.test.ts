// Hostile documents: what is counted is counted first, and no number in a document becomes that many steps.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTopologyFile } from '../../../../src/services/cluster/file/read.js';
import { topologyLimits } from '../../../../src/services/model/request-limits.js';
import { countingWork } from '../../../support/work.js';

interface Draft {
  servers: unknown[];
  collections: Record<string, unknown>[];
  groups: Record<string, unknown>[];
  tenants: unknown[];
  [name: string]: unknown;
}

/** A sound document with one server, one collection of one shard and one tenant. */
function draft(): Draft {
  return {
    ...{ format: 'shardbook-topology', version: 1 },
    servers: [{ serverId: 'a' }],
    collections: [{ name: 'c', numberOfShards: 1, replicationFactor: 1 }],
    groups: [{ graph: 'c', index: 0, leader: 'a', documents: 1, bytes: 1 }],
    tenants: [{ key: 'k', name: 'n', groupId: 'c/0', documents: 1, bytes: 1 }],
  };
}

function changed(change: (given: Draft) => void): string {
  const given = draft();
  change(given);
  return JSON.stringify(given);
}

/** Steps that a document may take: in proportion to its length, whatever is in it. */
function stepsFor(json: string): number {
  return 10_000 + 20 * json.length;
}

/** Returns the message with which a document is refused; fails when reading it takes too many steps. */
function refusalOf(json: string): string {
  const { result } = countingWork(stepsFor(json), () => {
    try {
      readTopologyFile(json);
      return 'It is read';
    } catch (error) {
      if ((error as { code?: string }).code !== 'INVALID_INPUT') throw error;
      return (error as Error).message;
    }
  });
  return result;
}

describe('a topology document', () => {
  it('is read when it is within the limits', () => {
    expect(readTopologyFile(JSON.stringify(draft())).groups).toHaveLength(1);
  });

  it.each<[string, string, (given: Draft) => void]>([
    [
      'shards of a collection',
      'collections[0].numberOfShards is not a whole number from 0 to 100,000',
      ({ collections }) => (collections[0]!.numberOfShards = Number.MAX_SAFE_INTEGER),
    ],
    [
      'copies of a shard',
      'collections[0].replicationFactor is not a whole number from 0 to 100',
      ({ collections }) => (collections[0]!.replicationFactor = 101),
    ],
    [
      'copies that must be in sync',
      'collections[0].writeConcern is not a whole number from 0 to 100',
      ({ collections }) => (collections[0]!.writeConcern = 1e9),
    ],
    [
      'documents',
      'groups[0].documents is not a whole number from 0 to 2^53 - 1',
      ({ groups }) => (groups[0]!.documents = 2 ** 53),
    ],
    [
      'bytes',
      'groups[0].bytes is not a whole number of bytes from 0 to 2^63 - 1',
      ({ groups }) => (groups[0]!.bytes = '9223372036854775808'),
    ],
    ['load', 'groups[0].measuredLoad is more than', ({ groups }) => (groups[0]!.measuredLoad = 1e300)],
    [
      'units of size of a tenant',
      'tenants[0].scaleFactor is not a whole number from 0 to 1,000',
      ({ tenants }) => Object.assign(tenants[0] as object, { scaleFactor: 1001 }),
    ],
    [
      'documents in all',
      'groups has more than 2^53 - 1 documents in all',
      ({ collections, groups }) => {
        collections[0]!.numberOfShards = 2;
        groups[0]!.documents = Number.MAX_SAFE_INTEGER;
        groups.push({ ...groups[0], index: 1 });
      },
    ],
  ])('with too many %s is refused with the limit', (_what, sentence, change) => {
    expect(refusalOf(changed(change))).toContain(sentence);
  });

  it.each<[string, number, (given: Draft, list: unknown[]) => void]>([
    ['servers', topologyLimits.servers, (given, list) => (given.servers = list)],
    ['collections', topologyLimits.collections, (given, list) => (given.collections = list as never)],
    ['groups', topologyLimits.groups, (given, list) => (given.groups = list as never)],
    ['tenants', topologyLimits.tenants, (given, list) => (given.tenants = list)],
    ['groups[0].followers', topologyLimits.replicas - 1, ({ groups }, list) => (groups[0]!.followers = list)],
    ['groups[0].inSync', topologyLimits.replicas - 1, ({ groups }, list) => (groups[0]!.inSync = list)],
    ['groups[0].shards', topologyLimits.shards, ({ groups }, list) => (groups[0]!.shards = list)],
  ])('counts %s before it looks at one of them', (list, most, put) => {
    const json = changed((given) => put(given, Array(most + 1).fill(0)));

    // No step for each entry: the entries are not looked at.
    const { result } = countingWork(10_000, () => refusalOf(json));

    const figures = [most + 1, most].map((figure) => figure.toLocaleString('en-US'));
    expect(result).toContain(`${list} has ${figures[0]} entries; at most ${figures[1]} are read`);
  });

  it('with more values than are read is refused before there are any', () => {
    const empty = `{"servers":[${'{},'.repeat(topologyLimits.values / 2)}{}]}`;

    expect(refusalOf(empty)).toBe('json has more than 3,000,000 values, the most that are read');
  });

  it('may have any characters in its texts: they are no values', () => {
    const json = changed(({ tenants }) => Object.assign(tenants[0] as object, { name: '"[{,\\'.repeat(100) }));

    expect(readTopologyFile(json).tenants[0]?.name).toBe('"[{,\\'.repeat(100));
  });

  it('that is longer than what is read is refused with the limit', () => {
    expect(refusalOf(' '.repeat(topologyLimits.bytes + 1))).toBe(
      'json has 33554433 characters; at most 33554432 are read',
    );
  });

  it('with groups that stand for too many shards is refused before they are made', () => {
    const json = changed((given) => {
      given.collections = Array.from({ length: 1000 }, (_, at) => ({
        ...{ name: `c${at}`, graph: 'g', numberOfShards: 300, replicationFactor: 1 },
        ...(at > 0 && { distributeShardsLike: 'c0' }),
      }));
      given.groups = Array.from({ length: 300 }, (_, index) => ({
        graph: 'g',
        index,
        leader: 'a',
        documents: 0,
        bytes: 0,
      }));
      given.tenants = [];
    });

    const { result } = countingWork(1_000_000, () => refusalOf(json));

    expect(result).toContain('groups has more than 200,000 shards in all, the most that are read');
  });

  it('that claims many more shard groups than it has takes no step for each', () => {
    const json = changed(({ collections }) => (collections[0]!.numberOfShards = topologyLimits.groups));

    const { result } = countingWork(10_000, () => refusalOf(json));

    expect(result).toContain('groups has 1 of the 100000 shard groups of c; the first missing is 1');
  });

  it('is answered with a short message, however long the names in it are', () => {
    const long = 'x'.repeat(100_000);
    const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`${long.slice(0, 400)}${at}`, at]));

    expect(refusalOf(changed((given) => Object.assign(given, { [long]: 1 }, unknown))).length).toBeLessThan(1000);
    expect(refusalOf(changed(({ groups }) => (groups[0]!.leader = long.slice(0, 500)))).length).toBeLessThan(1000);
  });

  it('takes steps in proportion to its length, whatever numbers and lists are in it', () => {
    const number = fc.oneof(
      fc.constantFrom(0, 1, 2, 99, 100, 101, 99_999, 100_000, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e300, -1, 0.5),
      fc.integer(),
    );
    const name = fc.constantFrom('a', 'b', 'c', 'c0', '', '__proto__', 'x'.repeat(600));
    const value = fc.oneof(number, name, fc.constantFrom(null, true, [], {}, '9'.repeat(30)));
    const list = (item: fc.Arbitrary<unknown>) =>
      fc.oneof(fc.array(item, { maxLength: 5 }), fc.tuple(item, fc.constantFrom(0, 50, 150)).map(repeated));
    const record = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.record(shape, { requiredKeys: [] });
    const hostile = fc.record({
      servers: list(record({ serverId: name, capacityBytes: value, status: value })),
      collections: list(
        record({
          ...{ name, graph: name, numberOfShards: number, replicationFactor: number, writeConcern: number },
          distributeShardsLike: name,
        }),
      ),
      groups: list(
        record({
          ...{ graph: name, index: number, leader: name, documents: number, bytes: value, measuredLoad: value },
          ...{ followers: list(name), inSync: list(name), shards: list(record({ shardId: name, collection: name })) },
        }),
      ),
      tenants: list(record({ key: name, name, groupId: name, documents: number, bytes: value, scaleFactor: number })),
    });

    fc.assert(
      fc.property(hostile, fc.boolean(), (parts, isSoundElsewhere) => {
        const given = isSoundElsewhere ? { ...draft(), collections: parts.collections } : { ...draft(), ...parts };

        expect(refusalOf(JSON.stringify(given)).length).toBeLessThan(5000);
      }),
      { numRuns: 300 },
    );
  });
});

function repeated([item, times]: [unknown, number]): unknown[] {
  return Array<unknown>(times).fill(item);
}
