// Files over HTTP: what is sent is the text, however many pieces it is sent in.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it } from 'vitest';

import { sendCached } from '../../src/server/http.js';

it('sends a long text whole, also where a piece would end within a character', async () => {
  // Each emoji is two UTF-16 code units, and the first one begins at an odd place.
  const text = `x${'\u{1F600}'.repeat(400_000)}end`;
  const file = { body: text, contentType: 'text/plain; charset=utf-8', etag: '"1"', cacheControl: 'no-cache' };
  const server = createServer((request, response) => void sendCached(request, response, file));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`);

    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect((await response.text()) === text).toBe(true);
  } finally {
    server.close();
  }
});
