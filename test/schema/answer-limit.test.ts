// How large an answer may become: texts, names and objects are weighed while it is made.
import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { schema } from '../../src/resolvers/index.js';
import { beginEvent, createContext, inTurn, maxAnswerBytes, take } from '../../src/schema/context.js';
import { encodeId } from '../../src/schema/global-id.js';
import type { Snapshot } from '../../src/services/model/topology.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { cluster } from '../support/clusters.js';

let api: TestApi;

beforeEach(async () => {
  api = await openTestApi();
});

afterEach(() => api.close());

const tooLarge = {
  code: 'QUERY_TOO_COMPLEX',
  remedy: 'Ask for fewer items at a time, or for fewer nested lists',
};

/** Keeps a topology with so many shard groups, each named with so many characters. */
async function keep(groups: number, nameLength: number): Promise<string> {
  const topology = cluster(
    ['a'],
    Array.from({ length: groups }, () => ({ leader: 'a' })),
  );
  const long = topology.groups.map((group) => ({ ...group, groupId: group.groupId.padEnd(nameLength, 'x') }));
  const snapshot: Snapshot = {
    ...{ id: 'large', label: 'large', takenAt: new Date(0).toISOString(), fingerprint: 'f' },
    topology: { ...topology, groups: long },
  };
  await api.store.saveSnapshot(snapshot);
  const { data } = await api.ask<{ snapshots: { nodes: { id: string }[] } }>(
    '{ snapshots(first: 1) { nodes { id } } }',
  );
  return data.snapshots.nodes[0]!.id;
}

function aliases(count: number, field: string, name = 'a'): string {
  return Array.from({ length: count }, (_, at) => `${name}${at}: ${field}`).join(' ');
}

/** Returns what an answer weighs, and its text. */
async function weigh(source: string): Promise<{ readonly weight: number; readonly text: string }> {
  const context = createContext(api.services, new AbortController().signal);
  const result = await graphql({ schema, source, contextValue: context });
  return { weight: maxAnswerBytes.WHOLE - context.bytesLeft, text: JSON.stringify(result) };
}

describe('an answer', () => {
  it('with one large text under many names ends in an error that names the limit', async () => {
    // 2,000 names of 1,000 characters: 2 MB, which 240 names make half a gigabyte.
    const id = await keep(2000, 1000);
    const query = (count: number): string =>
      `query ($id: ID!) { node(id: $id) { ... on Snapshot { cluster { ${aliases(count, 'json')} } } } }`;

    const few = await api.ask<{ node: { cluster: Record<string, string> } }>(query(2), { id });
    const many = await api.ask(query(240), { id });

    expect(few.errors).toBeUndefined();
    expect(few.data.node.cluster.a0?.length).toBeGreaterThan(2_000_000);
    expect(many.errors).toMatchObject([
      { message: 'The answer is larger than 268,435,456 bytes', extensions: tooLarge },
    ]);
  });

  it('is worked out once for all names under which it asks for the same', async () => {
    const names = ['json', 'health { status }', 'headroom { bindingRule }', 'totals { documents }'];
    const fields = names.map((field, at) => aliases(20, field, `f${at}_`)).join(' ');

    const { data } = await api.ask<{ cluster: Record<string, unknown> }>(`{ cluster { ${fields} } }`);

    const values = Object.values(data.cluster).map((value) => JSON.stringify(value));
    expect([values.length, new Set(values).size]).toEqual([80, 4]);
  });

  it.each([
    ['texts', '{ cluster { fingerprint version takenAt } }'],
    ['lists of texts', '{ scenarios { tenants { name } } cluster { health { findings { message } } } }'],
    ['numbers', '{ cluster { totals { documents bytes shards replicas } balance { measures { mean max gap } } } }'],
    [
      'connections',
      '{ tenants { totalCount pageInfo { hasNextPage } edges { cursor node { id name } } nodes { key } } }',
    ],
    ['names that a request makes long', `{ ${'long'.repeat(100)}: cluster { ${'longer'.repeat(100)}: fingerprint } }`],
    [
      'names of types',
      `{ cluster { shardGroups { nodes { ...t } } } } fragment t on ShardGroup { ${aliases(50, '__typename')} }`,
    ],
  ])('weighs at least as much as its text, with %s', async (_what, query) => {
    const { weight, text } = await weigh(query);

    expect(text).not.toContain('"errors"');
    expect(weight).toBeGreaterThanOrEqual(text.length - '{"data":}'.length);
  });

  it('weighs the objects in it, whatever is asked of them', async () => {
    const { weight, text } = await weigh('{ cluster { collections { shards { collection { __typename } } } } }');

    const objects = text.split('{').length;
    expect(objects).toBeGreaterThan(11 * 12);
    expect(weight).toBeGreaterThan(256 * (objects - 2));
  });

  it('lets other work in between the items of a list, sooner the more is asked of each', async () => {
    const id = await keep(300, 10);
    const turnsFor = async (names: number): Promise<number> => {
      let turns = 0;
      let isDone = false;
      const count = (): void => {
        turns += 1;
        if (!isDone) setImmediate(count);
      };
      const source = `query ($id: ID!) { node(id: $id) { ... on Snapshot { cluster { collections { shards {
        ${aliases(names, 'shardId')} } } } } } }`;
      const context = createContext(api.services, new AbortController().signal);
      setImmediate(count);
      const { errors } = await graphql({ schema, source, variableValues: { id }, contextValue: context });
      isDone = true;
      expect(errors).toBeUndefined();
      return turns;
    };

    const [narrow, wide] = [await turnsFor(1), await turnsFor(400)];

    // 300 shards with 400 names are 120,000 fields: sixty turns of 2,000.
    expect(wide).toBeGreaterThanOrEqual(narrow + 55);
  });

  it('that is pushed may be smaller, and each event is weighed for itself', () => {
    const context = createContext(api.services, new AbortController().signal);
    take(context, maxAnswerBytes.WHOLE);

    beginEvent(context);

    take(context, maxAnswerBytes.PUSHED);
    expect(() => take(context, 1)).toThrow('The answer is larger than 33,554,432 bytes');
    beginEvent(context);
    expect(() => take(context, 1)).not.toThrow();
  });
});

describe('kept states', () => {
  it('are listed without being read', async () => {
    const id = await keep(2000, 10);
    const calls: string[] = [];
    const { topology } = api.services;
    const snapshotsById: typeof topology.snapshotsById = (ids) => {
      calls.push(...ids);
      return topology.snapshotsById(ids);
    };
    const services = { ...api.services, topology: { ...topology, snapshotsById } };
    const ask = (source: string) =>
      graphql({ schema, source, contextValue: createContext(services, new AbortController().signal) });

    const { errors } = await ask('{ snapshots { nodes { id label takenAt fingerprint isImported } } }');

    expect([errors, calls]).toEqual([undefined, []]);
    await ask(`{ node(id: "${id}") { ... on Snapshot { cluster { takenAt } } } }`);
    expect(calls).toEqual(['large']);
  });

  it('are refused when those of one request have too many parts together', async () => {
    await keep(100, 10);
    const [small] = await api.services.topology.snapshotsById(['large']);
    // Shared groups, so that a state of 300,000 parts takes no memory here.
    const groups = Array(1000).fill(small!.topology.groups).flat() as never;
    const snapshotsById = (ids: readonly string[]) =>
      Promise.resolve(ids.map((id) => ({ ...small!, id, topology: { ...small!.topology, groups } })));
    const services = { ...api.services, topology: { ...api.services.topology, snapshotsById } };
    const source = `{ ${Array.from({ length: 12 }, (_, at) => `s${at}: node(id: "${encodeId('Snapshot', `s${at}`)}") { id }`).join(' ')} }`;

    const { data, errors } = await graphql({
      ...{ schema, source, contextValue: createContext(services, new AbortController().signal) },
    });

    const missing = Object.values(data ?? {}).filter((each) => each === null);
    // Five at a time are read, each with 300,000 parts: after ten of them there is no room for more.
    expect([missing.length, errors?.length]).toEqual([2, 2]);
    expect(errors?.[0]?.message).toBe('The kept states that the request reads have more than 2,000,000 parts');
  });
});

describe('long work of one request', () => {
  it('is done piece by piece, with a turn of the event loop before each', async () => {
    const context = createContext(api.services, new AbortController().signal);
    const seen: string[] = [];
    const works = ['first', 'second'].map((name) =>
      inTurn(context, () => {
        seen.push(name);
        setImmediate(() => seen.push(`after ${name}`));
        return name;
      }),
    );

    expect(await Promise.all(works)).toEqual(['first', 'second']);

    expect(seen.slice(0, 3)).toEqual(['first', 'after first', 'second']);
  });

  it('goes on after a piece that fails', async () => {
    const context = createContext(api.services, new AbortController().signal);

    const failing = inTurn(context, () => Promise.reject(new Error('no')));
    const next = inTurn(context, () => 'next');

    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
