// Topologies that are too large for a GraphQL request come as the body of a request of their own.
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../src/server/server.js';
import { topologyFileOf } from '../../src/services/cluster/file/write.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { cluster, demoCluster } from '../support/clusters.js';
import { type Answer, raw, start } from '../support/running-server.js';

let api: TestApi;
let server: RunningServer;

beforeAll(async () => {
  api = await openTestApi();
  server = await start(api.services);
});

afterAll(async () => {
  await server.stop();
  await api.close();
});

const json = { 'content-type': 'application/json' };

function upload(body: string, headers: Record<string, string> = json, method = 'POST'): Promise<Answer> {
  return raw(`${server.url}/topologies?label=elsewhere`, headers, method, body);
}

describe('POST /topologies', () => {
  it('keeps a topology as a snapshot that plans can be made for', async () => {
    const answer = await upload(await topologyFileOf(demoCluster()));
    const { id, label } = JSON.parse(answer.body.toString()) as { id: string; label: string };

    const { data } = await api.ask<{ simulateRebalance: { plan: { before: { totals: object } } } }>(
      `mutation ($id: ID!) { simulateRebalance(input: { snapshotId: $id }) {
        ... on SimulateRebalancePayload { plan { before { totals { dbServers shardGroups } } } } } }`,
      { id },
    );

    expect([answer.status, label]).toEqual([201, 'elsewhere']);
    expect(data.simulateRebalance.plan.before.totals).toEqual({ dbServers: 5, shardGroups: 12 });
  });

  it('takes a document that is too large for a GraphQL request', async () => {
    const groups = Array.from({ length: 20_000 }, (_, at) => ({ leader: `s${at % 5}`, bytes: at }));
    const topology = cluster(['s0', 's1', 's2', 's3', 's4'], groups);
    const text = await topologyFileOf(topology);
    expect(text.length).toBeGreaterThan(4 * 1024 * 1024);

    expect((await upload(text)).status).toBe(201);
  });

  it('says where a document is wrong and what to do', async () => {
    const answer = await upload('{"format":"shardbook-topology"');
    const shape = await upload('{"format":"shardbook-topology","version":1,"servers":[]}');

    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'INVALID_INPUT', field: 'json' });
    expect(JSON.parse(shape.body.toString())).toMatchObject({ code: 'INVALID_INPUT', field: 'servers' });
  });

  it('refuses other methods, other types, other sites and what is too large, whether or not the size is told', async () => {
    const told = await upload('', { ...json, 'content-length': String(2 ** 26), expect: '100-continue' });
    const untold = httpRequest(`${server.url}/topologies`, { method: 'POST', headers: json });
    const answered = once(untold, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
    // The server answers and closes while this is still being sent.
    untold.on('error', () => undefined);
    untold.end(Buffer.alloc(33 * 1024 * 1024, ' '));
    const [response] = await answered;
    response.resume();

    expect((await upload('', json, 'GET')).status).toBe(405);
    expect((await upload('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await upload('{}', { ...json, origin: 'https://elsewhere.example' })).status).toBe(403);
    expect([told.status, response.statusCode]).toEqual([413, 413]);
  });

  it('reads one document at a time', async () => {
    const headers = { ...json, expect: '100-continue' };
    const first = httpRequest(`${server.url}/topologies`, { method: 'POST', headers });
    const answered = once(first, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
    const begun = once(first, 'continue');
    first.write('{"format":');
    await begun;

    const second = await upload('{}');
    first.end('1}');
    const [response] = await answered;
    response.resume();

    expect(second.headers['retry-after']).toBe('5');
    expect(response.statusCode).toBe(400);
    expect((await upload('{}')).status).toBe(400);
  });
});
