/** One of the servers that `bench:api` compares, in a process of its own; its kind is the first argument. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import fastify from 'fastify';
import { createSchema, createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import pino from 'pino';

import { createServices } from '../../src/compose.js';
import { startServer } from '../../src/server/server.js';
import { systemClock } from '../../src/services/base/clock.js';
import { seededRandom } from '../../src/services/base/random.js';
import { openEmbeddedStore } from '../../src/services/store/embedded/open.js';
import { defaultCluster } from '../../src/services/store/embedded/settings.js';
import { type PeerData, resolversOf, typeDefs } from './peers.js';
import { type Phase, phasesOf } from './phases.js';

export type Kind = 'node' | 'mercurius-jit' | 'mercurius' | 'yoga' | 'shardbook';

/** What a server is started with: the first message to it. */
export interface Start {
  /** Where Shardbook keeps its data file. */
  readonly folder: string;
  /** Tenants that Shardbook adds before it listens, the two of a new cluster included. */
  readonly tenants: number;
  /** What the peers keep in memory. */
  readonly data: PeerData | null;
  /** Answers by the body of their request, for the server that has nothing but them. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Asks a running server for its memory, or where the time of a query goes. */
export interface Question {
  readonly phases: string | null;
}

export interface Reply {
  readonly port: number;
  readonly rssBytes: number;
  /** Processor time so far, of all threads. */
  readonly processorMs: number;
  readonly phases: readonly Phase[];
}

/** Resolves with the port. */
type Starter = (start: Start) => Promise<number>;

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** What HTTP alone takes: the request is read, and the bytes of its answer are there. */
function startNode({ answers }: Start): Promise<number> {
  const bytes = new Map(Object.entries(answers).map(([body, answer]) => [body, Buffer.from(answer)]));
  return listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = bytes.get(Buffer.concat(chunks).toString());
      response.writeHead(answer ? 200 : 404, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': answer?.length ?? 0,
      });
      response.end(answer);
    });
  });
}

function startMercurius(jit: number): Starter {
  return async ({ data }) => {
    const app = fastify();
    await app.register(mercurius, { schema: typeDefs, resolvers: resolversOf(required(data)) as never, jit });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return (app.server.address() as AddressInfo).port;
  };
}

function startYoga({ data }: Start): Promise<number> {
  const schema = createSchema({ typeDefs, resolvers: resolversOf(required(data)) as never });
  const yoga = createYoga({ schema, logging: false });
  return listen((request, response) => void yoga(request, response));
}

let ask: ((query: string) => Promise<readonly Phase[]>) | null = null;

async function startShardbook({ folder, tenants }: Start): Promise<number> {
  const clock = systemClock();
  const random = seededRandom(1);
  const store = await openEmbeddedStore({
    ...{ path: join(folder, 'shardbook.db'), clock, random, seed: 1, cluster: defaultCluster },
    maintenance: new URL('../../src/services/store/embedded/maintenance-thread.js', import.meta.url),
  });
  const services = createServices({
    ...{ store, clock, random, seed: 1, version: 'bench', initialNaming: 'camelCase' },
    planner: new URL('../../src/services/planning/queue/planner-thread.js', import.meta.url),
    onUnexpected: (error) => console.error(error),
  });
  await services.start();
  const requests = Array.from({ length: tenants - 2 }, (_, index) => ({ name: `Tenant ${index + 1}`, scaleFactor: 1 }));
  await services.tenants.addMany(requests);
  const { port } = await startServer({
    services,
    settings: { host: '127.0.0.1', port: 0 },
    logger: pino({ level: 'error' }),
  });
  ask = (query) => phasesOf(services, query);
  return port;
}

function required(data: PeerData | null): PeerData {
  if (!data) throw new Error('This server needs data');
  return data;
}

const starters: Readonly<Record<Kind, Starter>> = {
  node: startNode,
  'mercurius-jit': startMercurius(1),
  mercurius: startMercurius(0),
  yoga: startYoga,
  shardbook: startShardbook,
};

let port = 0;
process.on('message', (message: Start | Question) => void answer(message));
process.on('disconnect', () => process.exit());

async function answer(message: Start | Question): Promise<void> {
  let phases: readonly Phase[] = [];
  if ('folder' in message) port = await starters[process.argv[2] as Kind](message);
  else if (message.phases !== null) phases = (await ask?.(message.phases)) ?? [];
  const { user, system } = process.cpuUsage();
  const reply = { port, rssBytes: process.memoryUsage.rss(), processorMs: (user + system) / 1000, phases };
  process.send?.(reply satisfies Reply);
}
