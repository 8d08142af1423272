/** Yoga, graphql-ws, GraphiQL, downloads and health on one HTTP server, with start and stop; no business rules. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { Logger } from 'pino';

import { type Context, createContext } from '../schema/context.js';
import { plansPath } from '../schema/PlanExport.js';
import type { Services } from '../schema/services.js';
import { CannotListenError, DomainError } from '../services/errors/errors.js';
import { type Api, createApi, createKnownQueries, graphqlPath } from './api.js';
import { compressAnswer } from './compression.js';
import { reportsPath, schemaPath, servePlan, serveReport, serveSchema } from './downloads.js';
import { answerPost, isUsualPost } from './fast/post.js';
import { assetsPath, loadGraphiQL, prepareGraphiQL, serveAsset, servePage, wantsPage } from './graphiql.js';
import { type Admission, answerCors, isOurs, refusalOf } from './guard.js';
import { isRead, send, setCommonHeaders, urlOf } from './http.js';
import { topologiesPath, type TopologyUpload, topologyUpload } from './topology-upload.js';
import { serveWebSockets } from './websocket.js';

export interface ServerOptions {
  readonly services: Services;
  readonly settings: {
    /** Address to listen on; other machines come in only when it is not a loopback address. */
    readonly host: string;
    /** 0 takes a free one. */
    readonly port: number;
    /** Origins of other sites whose pages may use the server; none when omitted. */
    readonly allowedOrigins?: readonly string[];
  };
  readonly logger: Logger;
}

export interface RunningServer {
  /** Without a slash at the end, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, finishes those in flight, closes WebSockets with 1001 and ends event streams; resolves when
   * all connections are closed. A second call gives the same promise.
   */
  stop(): Promise<void>;
}

/** Milliseconds for a client to send its headers, and its whole request. */
const timeouts = { headers: 10_000, request: 30_000, idle: 5000 } as const;

/** Connections at the same time; more are dropped before they cost anything. */
const openConnectionLimit = 2000;

/** Milliseconds that requests in flight have when the server stops. */
const stopGraceMs = 10_000;

/** Starts the server; resolves when it listens. Throws CannotListenError when the address cannot be had. */
export async function startServer({ services, settings, logger }: ServerOptions): Promise<RunningServer> {
  const shutdown = new AbortController();
  const known = createKnownQueries();
  const api = createApi(services, logger, shutdown.signal, known);
  const createMeasured = (): Context => createContext(services, shutdown.signal, undefined, true);
  const uploadTopology = topologyUpload(services);
  const routes: Routes = { api, services, uploadTopology, admission: settings, logger };
  const server = createServer(
    { headersTimeout: timeouts.headers, requestTimeout: timeouts.request, keepAliveTimeout: timeouts.idle },
    (request, response) => {
      const go = (): void => void answer(request, response, routes);
      if (request.url !== graphqlPath || !isUsualPost(request) || !isOurs(request, settings)) go();
      else answerPost(request, response, known, createMeasured, go);
    },
  );
  server.maxConnections = openConnectionLimit;
  const silent = silentConnections(server);
  const webSockets = serveWebSockets(server, api, settings, logger);
  await loadGraphiQL();
  await listen(server, settings);
  prepareGraphiQL().catch((error: unknown) => logger.error({ err: error }, 'GraphiQL could not be prepared'));

  const { port } = server.address() as AddressInfo;
  const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  let stopped: Promise<void> | null = null;
  return {
    url: `http://${name}:${port}`,
    port,
    stop: () => (stopped ??= stop(server, silent, () => webSockets.close(), shutdown)),
  };
}

interface Routes {
  readonly api: Api;
  readonly services: Services;
  readonly uploadTopology: TopologyUpload;
  readonly admission: Admission;
  readonly logger: Logger;
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  try {
    compressAnswer(request, response);
    setCommonHeaders(response);
    await route(request, response, routes);
  } catch (error) {
    routes.logger.error({ err: error, url: request.url }, 'unexpected error in a request');
    if (response.headersSent) response.destroy();
    else send(request, response, 500, 'An unexpected error occurred; see the log of the server for details');
  }
}

async function route(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  const refusal = refusalOf(request, routes.admission);
  if (refusal !== null) {
    send(request, response, 403, refusal);
    return;
  }
  if (answerCors(request, response, routes.admission)) return;
  const url = urlOf(request);
  if (!url) {
    send(request, response, 400, 'The request URL is not valid');
    return;
  }
  const { pathname } = url;
  if (pathname === graphqlPath) {
    if (wantsPage(request)) return servePage(request, response);
    await routes.api(request, response);
    return;
  }
  if (pathname.startsWith(reportsPath)) return serveReport(request, response, url, routes.services);
  if (pathname.startsWith(plansPath)) return servePlan(request, response, url, routes.services);
  if (pathname === schemaPath) return serveSchema(request, response);
  if (pathname === topologiesPath) return routes.uploadTopology(request, response, url);
  if (pathname.startsWith(assetsPath)) return serveAsset(request, response, url);
  if (pathname === '/health') {
    if (isRead(request, response)) send(request, response, 200, { status: 'ok' });
    return;
  }
  if (pathname === '/ready') return serveReadiness(request, response, routes);
  if (pathname === '/') {
    send(request, response, 302, `GraphQL is served at ${graphqlPath}`, { Location: graphqlPath });
    return;
  }
  send(request, response, 404, `Not found; GraphQL is served at ${graphqlPath}`);
}

/** Ready means that the store answers; otherwise 503 with the reason. */
async function serveReadiness(
  request: IncomingMessage,
  response: ServerResponse,
  { services, logger }: Routes,
): Promise<void> {
  if (!isRead(request, response)) return;
  try {
    await services.ping();
    send(request, response, 200, { status: 'ready' });
  } catch (error) {
    if (!(error instanceof DomainError)) logger.error({ err: error }, 'unexpected error in the store');
    const reason = error instanceof DomainError ? error.message : 'The store does not answer';
    send(request, response, 503, { status: 'unavailable', reason });
  }
}

function listen(server: Server, { host, port }: ServerOptions['settings']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): CannotListenError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new CannotListenError(
        `Port ${port} on ${host} is in use by another program`,
        'Stop that program, or set PORT to another port (0 chooses a free one)',
        { cause: error },
      );
    case 'EACCES':
      return new CannotListenError(`This user may not listen on port ${port}`, 'Set PORT to 1024 or higher', {
        cause: error,
      });
    default:
      return new CannotListenError(
        `The server cannot listen on ${host}, port ${port} (${error.code ?? error.message})`,
        "Set HOST to one of this machine's addresses, such as 127.0.0.1",
        { cause: error },
      );
  }
}

/**
 * Returns the connections on which no request has come yet, as it stands at any time. Browsers and fetch open some ahead,
 * and `closeIdleConnections` leaves them open.
 */
function silentConnections(server: Server): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  server.on('upgrade', ({ socket }) => silent.delete(socket));
  return silent;
}

async function stop(
  server: Server,
  silent: ReadonlySet<Socket>,
  closeSockets: () => Promise<void>,
  shutdown: AbortController,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of silent) socket.destroy();
  // A connection that has just finished its answer would otherwise be kept for the next request.
  server.on('request', (_request, response: ServerResponse) => response.setHeader('Connection', 'close'));
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), stopGraceMs);
  // Sockets first: their clients are told to come back, not that their subscriptions are complete.
  const socketsClosed = closeSockets();
  shutdown.abort();
  await Promise.all([closed, socketsClosed]);
  clearInterval(sweep);
  clearTimeout(cut);
}
