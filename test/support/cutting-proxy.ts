/** A TCP proxy in front of a server that cuts connections as networks do: without a word, in the middle of a message. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import type { RunningServer } from '../../src/server/server.js';

export interface CuttingProxy {
  /** Address to reach the server at, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Number of connections that clients have opened so far. */
  readonly connections: () => number;
  /** Cuts every open connection on both sides. */
  readonly cut: () => void;
  /** Leads later connections to another server. */
  readonly leadTo: (server: Pick<RunningServer, 'port'>) => void;
  /** Cuts every open connection, and takes no more. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy on 127.0.0.1 and a free port. Connection i is cut once the server has sent `cutAfterBytes[i]` bytes of
 * answers on it, what is beyond them is lost; later connections stay.
 */
export async function startCuttingProxy(
  server: Pick<RunningServer, 'port'>,
  cutAfterBytes: readonly number[] = [],
): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let { port } = server;
  let opened = 0;
  const proxy = createServer((client) => {
    let left = cutAfterBytes[opened] ?? Infinity;
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
      if (chunk.length < left) {
        left -= chunk.length;
        client.write(chunk);
      } else {
        upstream.pause();
        client.write(chunk.subarray(0, left), end);
      }
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const cut = (): void => pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    connections: () => opened,
    cut,
    leadTo: (other) => void ({ port } = other),
    async close() {
      const closed = once(proxy, 'close');
      proxy.close();
      cut();
      await closed;
    },
  };
}
