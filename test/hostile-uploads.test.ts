// The real program while hostile documents are sent to it: it answers others meanwhile, and stops when it is told to.
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { topologyLimits } from '../src/services/model/request-limits.js';
import { type Program, startProgram } from './support/program.js';
import { raw } from './support/running-server.js';

let folder: string;
let program: Program;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-hostile-'));
  ({ program, url } = await startProgram({ SHARDBOOK_DATA: folder }));
});

afterEach(async () => {
  await program.stop('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Upload {
  /** Resolves when all of the document has left. */
  readonly sent: Promise<void>;
  /** The status; null when the server goes away without one. */
  readonly status: Promise<number | null>;
  readonly isAnswered: () => boolean;
}

function upload(document: Buffer): Upload {
  let isAnswered = false;
  let onSent = (): void => undefined;
  const sent = new Promise<void>((resolve) => (onSent = resolve));
  const status = new Promise<number | null>((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const request = httpRequest(`${url}/topologies`, { method: 'POST', headers, agent: false }, (response) => {
      isAnswered = true;
      response.resume();
      resolve(response.statusCode ?? null);
    });
    request.on('error', () => resolve(null));
    request.end(document, onSent);
  });
  return { sent, status, isAnswered: () => isAnswered };
}

/** As many values as are read, none of them what it should be: the longest that a document can keep a thread busy. */
function busyDocument(): Buffer {
  const groups = '{"a":{}},'.repeat(topologyLimits.groups - 1);
  const tenants = '{"b":[]},'.repeat(topologyLimits.tenants - 1);
  return Buffer.from(
    `{"format":"shardbook-topology","version":1,"servers":[{"serverId":"a"}],"collections":[],
      "groups":[${groups}{}],"tenants":[${tenants}{}]}`,
  );
}

describe('the program', () => {
  it('answers others while it works on a hostile document, and then says what is wrong with it', async () => {
    const hostile = upload(busyDocument());
    await hostile.sent;

    const health = await raw(`${url}/health`);

    expect([health.status, hostile.isAnswered()]).toEqual([200, false]);
    expect(await hostile.status).toBe(400);
  });

  it('refuses numbers and counts that it would be busy with for ever', async () => {
    const endless = `{"format":"shardbook-topology","version":1,"servers":[{"serverId":"a"}],"collections":[
      {"name":"c","numberOfShards":9007199254740991,"replicationFactor":1}],"groups":[]}`;
    const many = `[${'{},'.repeat(10_000_000)}{}]`;

    expect(await upload(Buffer.from(endless)).status).toBe(400);
    expect(await upload(Buffer.from(many)).status).toBe(400);
    expect((await raw(`${url}/health`)).status).toBe(200);
  });

  it('obeys SIGTERM while it works on a hostile document', async () => {
    const hostile = upload(busyDocument());
    await hostile.sent;

    const { code } = await program.stop();

    expect(code).toBe(0);
    expect([null, 400, 503]).toContain(await hostile.status);
  });
});
