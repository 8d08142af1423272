// The short way beside Yoga: whatever is sent, and however often, the answer is the one that Yoga alone gives.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createContext } from '../../../src/schema/context.js';
import { type Api, createApi, createKnownQueries } from '../../../src/server/api.js';
import type { KnownQueries } from '../../../src/server/fast/known-queries.js';
import type { RunningServer } from '../../../src/server/server.js';
import { type Answer, logger, raw, start } from '../../support/running-server.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;
let server: RunningServer;
let yoga: Api;

beforeAll(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
  yoga = createApi(opened.services, logger, new AbortController().signal);
});

afterAll(async () => {
  await server.stop();
  await opened.services.stop();
});

interface Sent {
  readonly headers?: Record<string, string>;
  readonly body: string;
}

const tenants = '{ tenants { totalCount edges { cursor node { id name documents shardGroup { index } } } } }';
const paged =
  'query ($first: Int, $after: String) { tenants(first: $first, after: $after) { nodes { name } pageInfo { endCursor } } }';
const cluster =
  '{ cluster { fingerprint servers { shortName status } shardGroups(first: 3) { nodes { index bytes } } } }';

function post(query: string, others: object = {}): Sent {
  return { body: JSON.stringify({ query, ...others }) };
}

const deep = `{ cluster { shardGroups { nodes { ${'shards { group { '.repeat(14)} index ${'} }'.repeat(14)} } } } }`;
const broad = `{ cluster { ${Array.from({ length: 1100 }, (_, index) => `a${index}: origin`).join(' ')} } }`;
const complex = '{ tenants(first: 500) { nodes { devices(first: 500) { nodes { software { name } } } } } }';

const requests: Readonly<Record<string, Sent>> = {
  'a page of tenants': post(tenants),
  'the cluster': post(cluster),
  'devices with what belongs to them': post(
    '{ tenant(by: { name: "acme corp" }) { devices(first: 5) { nodes { name location { name } software { name } } } } }',
  ),
  variables: post(paged, { variables: { first: 1 } }),
  'other variables': post(paged, { variables: { first: 2, after: null } }),
  'variables of another type': post(paged, { variables: { first: 'one' } }),
  'a list where variables should be': post(paged, { variables: [1] }),
  'a page that is too large': post(paged, { variables: { first: 501 } }),
  'a foreign cursor': post(paged, { variables: { first: 1, after: 'AAAA' } }),
  'the name of an operation': post(`query A ${tenants} query B ${cluster}`, { operationName: 'B' }),
  'an unknown operation': post(`query A ${tenants} query B ${cluster}`, { operationName: 'C' }),
  'no operation of two': post(`query A ${tenants} query B ${cluster}`),
  'an operation name that is none': post(tenants, { operationName: 5 }),
  extensions: post(tenants, { extensions: { persistedQuery: { version: 1 } } }),
  'an unknown member': post(tenants, { hello: 'there' }),
  'a tenant that does not exist': post('{ tenant(by: { key: "000000000000" }) { name } }'),
  'an id that is none': post('{ node(id: "none") { id } }'),
  'two ways to name a tenant': post('{ tenant(by: { key: "000000000000", name: "x" }) { name } }'),
  'a misspelt field': post('{ tenants { nodes { nam } } }'),
  'a query that is no GraphQL': post('{ tenants { '),
  introspection: post('{ __schema { queryType { name } } }'),
  'fragments and directives': post(
    `query ($yes: Boolean!) { tenants { nodes { ...T @include(if: $yes) __typename } } } fragment T on Tenant { name key }`,
    { variables: { yes: true } },
  ),
  'a fragment at the root': post('{ ...R } fragment R on Query { tenants { totalCount } }'),
  'too deep': post(deep),
  'too broad': post(broad),
  'too complex': post(complex),
  'a mutation that fails': post(
    'mutation { removeTenant(input: { tenantId: "none" }) { __typename ... on Error { code message } } }',
  ),
  'a subscription without a stream': post('subscription { clusterChanged { fingerprint } }'),
  'no JSON': { body: '{ "query": ' },
  'JSON that is no object': { body: '"query"' },
  'a list of requests': { body: `[${post(tenants).body}]` },
  'null as JSON': { body: 'null' },
  'an empty body': { body: '' },
  'no query': { body: '{}' },
  'a query that is no text': { body: '{ "query": 5 }' },
  'a large body': post(`${tenants} # ${'x'.repeat(20_000)}`),
  'a body with a text of several bytes': post('{ tenant(by: { name: "Zürich \u{1F600}" }) { name } }'),
  'GraphQL as a response': { ...post(tenants), headers: { accept: 'application/graphql-response+json' } },
  'errors in a GraphQL response': {
    ...post(paged, { variables: { first: 501 } }),
    headers: { accept: 'application/graphql-response+json' },
  },
  'any answer': { ...post(tenants), headers: { accept: '*/*' } },
  'an answer that there is not': { ...post(tenants), headers: { accept: 'image/png' } },
  'another character set': { ...post(tenants), headers: { 'content-type': 'application/json; charset=latin1' } },
  'a character set': { ...post(tenants), headers: { 'content-type': 'application/json; charset=utf-8' } },
  'another type': { ...post(tenants), headers: { 'content-type': 'text/plain' } },
  'a query as GraphQL': { body: tenants, headers: { 'content-type': 'application/graphql' } },
};

const usual = { 'content-type': 'application/json', accept: 'application/json' };

async function byYoga({ body, headers }: Sent): Promise<{ status: number; type: string | null; text: string }> {
  const response = await yoga.fetch('http://127.0.0.1/graphql', {
    method: 'POST',
    headers: { ...usual, ...headers },
    body,
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

function bySever({ body, headers }: Sent): Promise<Answer> {
  const all = { ...usual, 'content-length': String(Buffer.byteLength(body)), ...headers };
  return raw(`${server.url}/graphql`, all, 'POST', body);
}

describe('a POST request', () => {
  it.each(Object.entries(requests))('with %s is answered as Yoga answers it, each time', async (_name, sent) => {
    const expected = await byYoga(sent);

    for (let time = 0; time < 4; time += 1) {
      const { status, headers, body } = await bySever(sent);
      expect({ status, type: headers['content-type'] ?? null, text: body.toString() }).toEqual(expected);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    }
  });

  it('of a page of another site is refused, also when the query is known', async () => {
    const sent = post(tenants);
    await bySever(sent);
    await bySever(sent);

    const { status } = await bySever({ ...sent, headers: { origin: 'https://example.com' } });

    expect(status).toBe(403);
  });

  it('gets the same answer compressed', async () => {
    const { unzipSync } = await import('node:zlib');
    const sent = post('{ cluster { shards(first: 50) { nodes { shardId documents } } } }');
    const plain = await bySever(sent);
    await bySever(sent);

    const { headers, body } = await bySever({ ...sent, headers: { 'accept-encoding': 'gzip' } });

    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(unzipSync(body).toString()).toBe(plain.body.toString());
  });

  it('sees each change at once', async () => {
    const sent = post('{ tenants { totalCount } cluster { totals { tenants } servers { tenants { name } } } }');
    const counts = async (): Promise<unknown> =>
      (JSON.parse((await bySever(sent)).body.toString()) as { data: unknown }).data;
    await counts();
    const before = await counts();

    const { key } = await opened.services.tenants.add({ name: 'Seen at once' });
    const between = await counts();
    await opened.services.tenants.remove(key);

    expect(before).toMatchObject({ tenants: { totalCount: 2 } });
    expect(between).toMatchObject({ tenants: { totalCount: 3 } });
    expect(JSON.stringify(between)).toContain('Seen at once');
    expect(await counts()).toEqual(before);
  });

  it('gets its own answer, however many others are on their way to slow readers', async () => {
    const query = 'query ($name: String!) { tenant(by: { name: $name }) { name } tenants { nodes { id name key } } }';
    const names = ['Acme Corp', 'Global Enterprises'];
    const ask = (index: number): Sent => post(query, { variables: { name: names[index % 2] } });
    await Promise.all([bySever(ask(0)), bySever(ask(1))]);

    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => bySever(ask(index))));

    const wrong = answers.filter(({ body }, index) => {
      const { data } = JSON.parse(body.toString()) as { data: { tenant: { name: string } } };
      return data.tenant.name !== names[index % 2];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the short way', () => {
  async function answered(query: string, times: number): Promise<{ known: KnownQueries; body: string }> {
    const known = createKnownQueries();
    const api = createApi(opened.services, logger, new AbortController().signal, known);
    const body = JSON.stringify({ query });
    for (let time = 0; time < times; time += 1) {
      await (await api.fetch('http://127.0.0.1/graphql', { method: 'POST', headers: usual, body })).text();
    }
    return { known, body };
  }

  const context = () => createContext(opened.services, new AbortController().signal, undefined, true);

  it.each([
    tenants,
    '{ cluster { servers { shortName leaderCount usedBytes } shardGroups { nodes { leader { zone } } } } }',
  ])('answers %s once Yoga has', async (query) => {
    const { known, body } = await answered(query, 1);

    expect(JSON.parse(known.answer(body, context)?.bytes.toString() ?? '')).toHaveProperty('data');
  });

  it('does not answer what Yoga has not', async () => {
    const { known, body } = await answered(tenants, 0);

    expect(known.answer(body, context)).toBeNull();
  });

  it('answers devices and what belongs to them once they are in memory', async () => {
    const query =
      '{ tenant(by: { name: "Acme Corp" }) { devices { nodes { name location { name } software { name } } } } }';
    const { known, body } = await answered(query, 1);

    expect(known.answer(body, context)?.bytes.toString()).toContain('"software":[{"name":');
  });

  it('leaves to Yoga what begins work, however often it was answered', async () => {
    const { known, body } = await answered('{ preflight { status } }', 2);

    expect(known.answer(body, context)).toBeNull();
  });
});
