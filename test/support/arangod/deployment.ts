/** The whole deployment in memory: servers, databases, users, moves and cursors. All Coordinators share one. */
import { randomUUID } from 'node:crypto';

import { createCollection } from './collection-creation.js';
import type { Cursor } from './cursor.js';
import { Database, type DatabaseDefaults, type DatabaseHost } from './database.js';
import { unknownDatabase } from './errors.js';
import type { LoggedRequest } from './http-server.js';
import type { MoveJob } from './moves.js';
import type { AccessLevel, ArangodOptions } from './options.js';
import type { DbServer, Placement } from './placement.js';

/** One Coordinator: a port of its own on the shared state. */
export interface Coordinator {
  readonly id: string;
  readonly shortName: string;
  endpoint: string;
  isRunning: boolean;
}

/** Names of the system collections that a new database gets (docs-hugo 3.12, concepts/data-structure/collections.md). */
const systemCollections = [
  '_graphs',
  '_aqlfunctions',
  '_analyzers',
  '_appbundles',
  '_apps',
  '_jobs',
  '_queues',
  '_frontend',
];
/** These exist in `_system` only. */
const systemOnly = ['_users', '_statistics', '_statistics15', '_statisticsRaw'];

export class Deployment implements DatabaseHost {
  readonly databases = new Map<string, Database>();
  readonly servers: DbServer[] = [];
  readonly coordinators: Coordinator[] = [];
  readonly moves: MoveJob[] = [];
  /** Bytes that have arrived of replicas that are planned and not yet in sync, by server. */
  readonly copies = new Map<Placement, Map<string, number>>();
  readonly cursors = new Map<string, Cursor>();
  /** Session tokens to the users who have them. */
  readonly sessions = new Map<string, string>();
  /** User names to database names to levels. */
  readonly access = new Map<string, Map<string, AccessLevel>>();
  /** Every request since the start or the last reset. */
  readonly requests: LoggedRequest[] = [];
  readonly clusterId = randomUUID();
  bytesPerMovePoll: number | null;
  /** Requests since the start, whatever was reset. */
  requestCount = 0;
  isInMaintenance = false;
  #tick = 10_000;

  constructor(readonly options: ArangodOptions) {
    this.bytesPerMovePoll = options.bytesPerMovePoll;
    for (const [name, { access }] of Object.entries(options.users))
      this.access.set(name, new Map(Object.entries(access)));
    if (this.isCluster) for (let server = 0; server < options.dbServers; server++) this.addServer();
    for (let at = 0; at < options.coordinators; at++) {
      const number = String(at + 1).padStart(4, '0');
      this.coordinators.push({
        id: `CRDN-${randomUUID()}`,
        shortName: `Coordinator${number}`,
        endpoint: '',
        isRunning: true,
      });
    }
    this.createDatabase('_system');
  }

  get isCluster(): boolean {
    return this.options.deployment === 'CLUSTER';
  }

  get isImpaired(): boolean {
    return this.servers.some(({ hasFailed }) => hasFailed);
  }

  /** The server's clock. */
  now(): Date {
    return new Date(this.options.now().getTime() + this.options.clockSkewMs);
  }

  tick(): number {
    return ++this.#tick;
  }

  isAlive(serverId: string): boolean {
    return this.servers.some(({ id, hasFailed }) => id === serverId && !hasFailed);
  }

  addServer(): DbServer {
    const number = this.servers.length + 1;
    const server = {
      id: `PRMR-${randomUUID()}`,
      shortName: `DBServer${String(number).padStart(4, '0')}`,
      endpoint: `tcp://127.0.0.1:${8529 + number}`,
      zone: this.options.zones[number - 1] ?? null,
      hasFailed: false,
    };
    this.servers.push(server);
    return server;
  }

  /** The server with an id or a short name. */
  server(name: string): DbServer | undefined {
    return this.servers.find(({ id, shortName }) => id === name || shortName === name);
  }

  /** Throws 1228. */
  database(name: string): Database {
    const database = this.databases.get(name);
    if (!database) throw unknownDatabase(name);
    return database;
  }

  /** Creates a database with its system collections, which in a cluster all follow the shards of `_graphs`. */
  createDatabase(name: string, given: Partial<DatabaseDefaults> = {}): Database {
    const defaults = { sharding: '', replicationFactor: 1, writeConcern: 1, ...given } as const;
    const database = new Database(String(this.tick()), name, defaults, this);
    this.databases.set(name, database);
    const names = name === '_system' ? [...systemCollections, ...systemOnly] : systemCollections;
    for (const each of names) {
      const replicationFactor = Math.min(2, Math.max(1, this.servers.length));
      const like = each === '_graphs' ? {} : { distributeShardsLike: '_graphs' };
      createCollection(this, database, { name: each, isSystem: true, replicationFactor, ...like });
    }
    return database;
  }

  /** What a user may do in a database; null for a user that there is not. */
  levelOf(user: string, database: string): AccessLevel | null {
    const access = this.access.get(user);
    return access ? (access.get(database) ?? access.get('*') ?? 'none') : null;
  }
}
