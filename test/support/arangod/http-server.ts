/** The wire: reads requests, applies faults and latency, writes answers with ArangoDB's headers, keeps the log. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';

import { challenge } from './access.js';
import type { Coordinator, Deployment } from './deployment.js';
import { badParameter } from './errors.js';
import type { Reply } from './exchange.js';
import type { Fault, Faults } from './faults.js';
import { writeArangoJson } from './json.js';
import { dispatch, type Incoming, splitPath } from './router.js';
import { ArangoFault } from './values.js';

/** A request that came in; status is 0 until it is answered and stays 0 when it never is. */
export interface LoggedRequest {
  readonly method: string;
  /** Without `/_db/<name>` and without the query. */
  readonly path: string;
  readonly database: string;
  status: number;
}

/** Headers of every answer of a 3.12 server, apart from length and type. */
const standardHeaders: Readonly<Record<string, string>> = {
  Server: 'ArangoDB',
  Connection: 'Keep-Alive',
  'X-Content-Type-Options': 'nosniff',
  'X-Arango-Queue-Time-Seconds': '0.000000',
  'Cache-Control': 'no-cache, no-store, must-revalidate, pre-check=0, post-check=0, max-age=0, s-maxage=0',
  'Content-Security-Policy': "frame-ancestors 'self'; form-action 'self';",
  Expires: '0',
  Pragma: 'no-cache',
  'Strict-Transport-Security': 'max-age=31536000 ; includeSubDomains',
};

/** One port of the double: what a Coordinator is to its clients. */
export class HttpServer {
  #server: Server | null = null;
  #port = 0;

  constructor(
    private readonly deployment: Deployment,
    private readonly coordinator: Coordinator,
    private readonly faults: Faults,
    private readonly log: LoggedRequest[],
  ) {}

  get url(): string {
    return `${this.deployment.options.tls ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  /** Listens on a free port of loopback, and after a stop on the same port again. */
  async start(): Promise<void> {
    const { tls } = this.deployment.options;
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#serve(request, response).catch(() => response.destroy());
    };
    const server = tls ? createSecureServer({ key: tls.key, cert: tls.cert }, listener) : createServer(listener);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.coordinator.isRunning = true;
    this.coordinator.endpoint = `${tls ? 'ssl' : 'tcp'}://127.0.0.1:${this.#port}`;
  }

  /** Stops listening and destroys every connection. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    this.coordinator.isRunning = false;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const { database, rest } = splitPath(pathname);
    const logged: LoggedRequest = { method, path: rest, database, status: 0 };
    this.log.push(logged);
    this.deployment.requestCount += 1;
    const text = await bodyOf(request);
    const fault = this.faults.take(method, rest, text);
    const isLate = fault?.kind === 'TRUNCATE' || fault?.when === 'AFTER';
    if (fault && !isLate && (await strike(fault, response, logged))) return;
    if (this.deployment.options.latencyMs > 0) await wait(this.deployment.options.latencyMs);
    const headers = request.headers as Record<string, string | undefined>;
    const reply = this.#answer({ method, path: pathname, query: searchParams, headers, text });
    if (fault && isLate && (await strike(fault, response, logged, reply))) return;
    logged.status = reply.status;
    send(response, reply, method);
  }

  #answer(incoming: Incoming): Reply {
    try {
      // general-request-handling.md: no body without a Content-Length.
      if (incoming.headers['transfer-encoding'] === 'chunked') throw badParameter('expecting Content-Length');
      return dispatch(this.deployment, incoming);
    } catch (error) {
      if (error instanceof ArangoFault) return faultReply(error, incoming.headers);
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return faultReply(new ArangoFault(500, 4, message), incoming.headers);
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function faultReply(fault: ArangoFault, headers: Incoming['headers'] = {}): Reply {
  const body = { code: fault.code, error: true, errorMessage: fault.message, errorNum: fault.errorNum };
  const isChallenged = fault.code === 401 && headers['x-omit-www-authenticate'] === undefined;
  return { status: fault.code, body, ...(isChallenged ? { headers: challenge } : {}) };
}

/** Does what a fault says; returns whether the request is dealt with. */
async function strike(fault: Fault, response: ServerResponse, logged: LoggedRequest, reply?: Reply): Promise<boolean> {
  if (fault.kind === 'DELAY') {
    await (fault.until ?? wait(fault.ms ?? 0));
    return false;
  }
  if (fault.kind === 'STATUS') {
    const { code = 503, errorNum = code, message = 'service unavailable' } = fault;
    logged.status = code;
    send(response, faultReply(new ArangoFault(code, errorNum, message)), logged.method);
  }
  if (fault.kind === 'RESET') reset(response);
  if (fault.kind === 'TRUNCATE' && reply) {
    const text = textOf(reply);
    response.writeHead(reply.status, headersOf(reply, text));
    await new Promise<void>((resolve) => {
      response.write(Buffer.from(text).subarray(0, Math.ceil(Buffer.byteLength(text) / 2)), () => resolve());
    });
    response.socket?.destroy();
  }
  return true;
}

/** Sends RST where the socket can: under TLS it is only destroyed. */
function reset({ socket }: ServerResponse): void {
  if (socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  else socket?.destroy();
}

function send(response: ServerResponse, reply: Reply, method: string): void {
  const text = textOf(reply);
  response.writeHead(reply.status, headersOf(reply, text));
  response.end(method === 'HEAD' ? undefined : text);
}

function textOf(reply: Reply): string {
  return reply.text ?? (reply.body === undefined ? '' : writeArangoJson(reply.body));
}

function headersOf(reply: Reply, text: string): Record<string, string> {
  const type = reply.text === undefined ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8';
  return {
    ...standardHeaders,
    'Content-Type': type,
    'Content-Length': String(Buffer.byteLength(text)),
    ...reply.headers,
  };
}
