/**
 * A Coordinator double: an HTTP server on loopback that keeps documents and topology in memory and behaves as ArangoDB's
 * documentation says, so that a store with the real driver can be tested without a cluster. No answer is canned.
 */
import type { Cursor } from './cursor.js';
import { Deployment } from './deployment.js';
import { type Fault, Faults, type InjectedFault } from './faults.js';
import { HttpServer, type LoggedRequest } from './http-server.js';
import { type ArangodOptions, withDefaults } from './options.js';
import { fail, settle } from './supervision.js';
import type { ArangoObject } from './values.js';

/** A replica set as it is, for assertions: short names, the leader first. */
export interface ShardFacts {
  readonly database: string;
  readonly collection: string;
  readonly shard: string;
  readonly plan: readonly string[];
  readonly current: readonly string[];
  readonly documents: number;
  readonly bytes: number;
}

export interface Arangod {
  /** Of the first Coordinator. */
  readonly url: string;
  /** Of every Coordinator, running or not. */
  readonly urls: readonly string[];
  /** Every request since the start or the last reset, in the order of arrival. */
  readonly requests: readonly LoggedRequest[];
  resetRequests(): void;
  inject(fault: Fault): InjectedFault;
  clearFaults(): void;
  /** Closes the port of a Coordinator and every connection to it. */
  stopCoordinator(at: number): Promise<void>;
  /** Opens the port again. */
  startCoordinator(at: number): Promise<void>;
  /** The DB-Server stops answering: it is out of sync at once, in-sync followers take over at the next poll. */
  failServer(name: string): void;
  /** The DB-Server is back; what is planned on it is in sync again at the next polls. */
  recoverServer(name: string): void;
  /** Adds an empty DB-Server and returns its short name. */
  addServer(): string;
  /** Lets moves copy so many bytes at each poll from now on; null: all; 0: they hang. */
  setBytesPerMovePoll(bytes: number | null): void;
  /** Ends all moves, takes over what has no leader and rebuilds all replicas, however long that would take. */
  settle(): void;
  /** All documents of a collection, with the attributes that ArangoDB adds, in insertion order. Throws 1203. */
  documents(database: string, collection: string): readonly ArangoObject[];
  /** Stores a document past every rule. */
  plant(database: string, collection: string, document: ArangoObject): void;
  /** Removes a document past every rule; returns whether there was one. */
  unplant(database: string, collection: string, key: string): boolean;
  /** Every shard of a database, in the order of collections and shard numbers. */
  shards(database: string): readonly ShardFacts[];
  /** Short names of all DB-Servers to their ids. */
  readonly serverIds: Readonly<Record<string, string>>;
  /** Cursors that are open: neither read to the end nor deleted. */
  readonly openCursors: readonly Cursor[];
  close(): Promise<void>;
}

/** Starts a deployment and listens; every option may be left out. */
export async function startArangod(options: Partial<ArangodOptions> = {}): Promise<Arangod> {
  const deployment = new Deployment(withDefaults(options));
  const faults = new Faults();
  const requests = deployment.requests;
  const servers = deployment.coordinators.map(
    (coordinator) => new HttpServer(deployment, coordinator, faults, requests),
  );
  await Promise.all(servers.map((server) => server.start()));
  return {
    url: servers[0]?.url ?? '',
    urls: servers.map(({ url }) => url),
    requests,
    resetRequests: () => requests.splice(0),
    inject: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    stopCoordinator: async (at) => servers[at]?.stop(),
    startCoordinator: async (at) => servers[at]?.start(),
    addServer: () => deployment.addServer().shortName,
    setBytesPerMovePoll: (bytes) => {
      deployment.bytesPerMovePoll = bytes;
    },
    get openCursors() {
      return [...deployment.cursors.values()];
    },
    get serverIds() {
      return Object.fromEntries(deployment.servers.map(({ id, shortName }) => [shortName, id]));
    },
    shards: (database) => shardFacts(deployment, database),
    ...documentAccess(deployment),
    ...failures(deployment),
    close: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function documentAccess(deployment: Deployment): Pick<Arangod, 'documents' | 'plant' | 'unplant'> {
  return {
    documents: (database, collection) => [...deployment.database(database).collection(collection).all()],
    plant: (database, collection, document) => deployment.database(database).plant(collection, document),
    unplant: (database, collection, key) =>
      deployment.database(database).collection(collection).delete(key) !== undefined,
  };
}

function failures(deployment: Deployment): Pick<Arangod, 'failServer' | 'recoverServer' | 'settle'> {
  const serverOf = (name: string) => {
    const server = deployment.server(name);
    if (!server)
      throw new Error(`no DB-Server ${name}; there are ${deployment.servers.map((each) => each.shortName).join(', ')}`);
    return server;
  };
  return {
    failServer: (name) => fail(deployment, serverOf(name)),
    recoverServer: (name) => {
      serverOf(name).hasFailed = false;
    },
    settle: () => settle(deployment),
  };
}

function shardFacts(deployment: Deployment, name: string): ShardFacts[] {
  const shortName = (id: string): string => deployment.server(id)?.shortName ?? id;
  return [...deployment.database(name).collections.values()].flatMap((collection) =>
    collection.shards.map(({ id, placement, count, bytes }) => ({
      database: name,
      collection: collection.name,
      shard: id,
      plan: placement.plan.map(shortName),
      current: placement.current.map(shortName),
      documents: count,
      bytes,
    })),
  );
}
