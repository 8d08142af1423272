/** A TCP proxy in front of a server that cuts connections as networks do: without a word, in the middle of a message. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import type { RunningServer } from '../../src/server/server.js';

export interface CuttingProxy {
  /** Address to reach the server at, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Number of connections that clients have opened so far. */
  readonly connections: () => number;
  /** Leads later connections to another server. */
  readonly leadTo: (server: Pick<RunningServer, 'port'>) => void;
  /** Cuts every open connection, and takes no more. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy on 127.0.0.1 and a free port. Connection i is cut once the server has sent `cuts[i]` on it: so many bytes,
 * or this text. What is beyond it is lost; later connections stay.
 */
export async function startCuttingProxy(
  server: Pick<RunningServer, 'port'>,
  cuts: readonly (number | string)[] = [],
): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let { port } = server;
  let opened = 0;
  const proxy = createServer((client) => {
    const placeOfCut = finderOf(cuts[opened] ?? Infinity);
    opened += 1;
    const upstream = connect(port, '127.0.0.1');
    const pair = [client, upstream] as const;
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    pairs.add(pair);
    for (const socket of pair) socket.on('close', end).on('error', end);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      const place = placeOfCut(chunk);
      if (place === null) {
        client.write(chunk);
      } else {
        upstream.pause();
        client.write(chunk.subarray(0, place), end);
      }
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    connections: () => opened,
    leadTo: (other) => void ({ port } = other),
    async close() {
      const closed = once(proxy, 'close');
      proxy.close();
      pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
      await closed;
    },
  };
}

/** Returns what finds the place of a cut in the chunks of a connection, one after another; null: not in this one. */
function finderOf(cut: number | string): (chunk: Buffer) => number | null {
  let passed = 0;
  let tail: Uint8Array = Buffer.alloc(0);
  return (chunk) => {
    const before = passed;
    passed += chunk.length;
    if (typeof cut === 'number') return passed < cut ? null : cut - before;
    const held = Buffer.concat([tail, chunk]);
    const found = held.indexOf(cut);
    if (found >= 0) return found + cut.length - (held.length - chunk.length);
    tail = held.subarray(Math.max(0, held.length - cut.length + 1));
    return null;
  };
}
