// Answers of every kind, compressed for those who take it: over a real server, with Node's own HTTP client.
import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as zlib from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { compressAnswer } from '../../src/server/compression.js';

type Answering = (response: ServerResponse) => void;

let answering: Answering;
const server = createServer((incoming, response) => {
  compressAnswer(incoming, response);
  answering(response);
});

beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterEach(() => new Promise((resolve) => server.close(resolve)));

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(acceptEncoding: string | null, answer: Answering, method = 'GET'): Promise<Received> {
  answering = answer;
  const { port } = server.address() as AddressInfo;
  const headers = acceptEncoding === null ? {} : { 'Accept-Encoding': acceptEncoding };
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const text = JSON.stringify({ data: Array.from({ length: 2000 }, (_, at) => `Tenant ${at}`) });
const json = { 'Content-Type': 'application/json; charset=utf-8' };
const whole: Answering = (response) =>
  response.writeHead(200, { ...json, 'Content-Length': Buffer.byteLength(text), ETag: '"1"' }).end(text);

const readers: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: zlib.brotliDecompressSync,
  gzip: zlib.gunzipSync,
  ...('zstdDecompressSync' in zlib && { zstd: zlib.zstdDecompressSync as (body: Buffer) => Buffer }),
};

describe('an answer', () => {
  it.each(Object.keys(readers))('is sent as %s to a client that takes only that', async (encoding) => {
    const { headers, body } = await ask(encoding, whole);

    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding', etag: 'W/"1"' });
    expect(headers['content-length']).toBeUndefined();
    expect(body.length).toBeLessThan(text.length / 4);
    expect(readers[encoding]?.(body).toString()).toBe(text);
  });

  it.each([
    ['gzip, br', 'br'],
    ['gzip;q=1, br;q=0.1', 'gzip'],
    ['*', 'br'],
    ['gzip;q=0, br;q=0', undefined],
    ['identity', undefined],
    ['unknown', undefined],
    [null, undefined],
  ])('goes by what the client would rather have: %s gets %s', async (accepted, encoding) => {
    const { headers, body } = await ask(accepted, whole);

    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('Accept-Encoding');
    if (encoding === undefined) expect(body.toString()).toBe(text);
  });

  it.each([
    ['is short', 200, { 'Content-Type': 'application/json' }, 'x'.repeat(1023)],
    ['is a picture', 200, { 'Content-Type': 'image/png' }, text],
    ['is a stream of events', 200, { 'Content-Type': 'text/event-stream' }, text],
    ['is encoded already', 200, { ...json, 'Content-Encoding': 'gzip' }, text],
    ['has no body', 304, { ETag: '"1"' }, undefined],
  ])('is left as it is when it %s', async (_, status, headers, body) => {
    const received = await ask('br, gzip', (response) => response.writeHead(status, headers).end(body));

    expect(received.status).toBe(status);
    expect(received.headers['content-encoding']).toBe((headers as Record<string, string>)['Content-Encoding']);
    expect(received.body.toString()).toBe(body ?? '');
  });

  it('keeps its status, and a reason of its own', async () => {
    const { status, headers } = await ask('br', (response) =>
      response.writeHead(400, 'No such thing', { ...json, 'X-Other': 'a' }).end(text),
    );

    expect(status).toBe(400);
    expect(headers).toMatchObject({ 'x-other': 'a', 'content-encoding': 'br' });
  });

  it('is whole when it is written piece by piece, however slowly it is taken', async () => {
    const pieces = Array.from({ length: 300 }, (_, at) => `${at} ${'abcdefghij'.repeat(5000)}\n`);
    const { body } = await ask('gzip', (response) => {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      let next = 0;
      const write = (): void => {
        while (next < pieces.length) if (!response.write(pieces[next++])) return void response.once('drain', write);
        response.end();
      };
      write();
    });

    expect(zlib.gunzipSync(body).toString() === pieces.join('')).toBe(true);
  });

  it('has no body for HEAD', async () => {
    const { status, body } = await ask('br', (response) => response.writeHead(200, json).end(), 'HEAD');

    expect([status, body.length]).toEqual([200, 0]);
  });

  it('is broken off, not ended, when whoever makes it breaks off', async () => {
    const received = ask('gzip', (response) => {
      response.writeHead(200, json);
      response.write(text);
      setImmediate(() => response.destroy());
    });

    await expect(received).rejects.toThrow();
  });
});
