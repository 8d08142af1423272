// A server on a free port, and requests to it as they go over the wire.
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';

import { pino } from 'pino';

import type { Application } from '../../src/compose.js';
import { type RunningServer, startServer } from '../../src/server/server.js';

export const logger = pino({ level: 'silent' });

/** Starts a server on 127.0.0.1 and a free port. */
export async function start(services: Application): Promise<RunningServer> {
  return startServer({ services, settings: { host: '127.0.0.1', port: 0 }, logger });
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request as it goes over the wire: fetch would unpack bodies and refuse to set Host. */
export function raw(url: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
