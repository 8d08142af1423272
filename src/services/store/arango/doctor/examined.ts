/**
 * A deployment as the doctor sees it: everything is asked for once, when the first check needs it, and shared by all.
 * Nothing is written.
 */
import type { Clock } from '../../../base/clock.js';
import { StoreUnusableError } from '../../../errors/errors.js';
import type { NamingConvention } from '../../../model/asset.js';
import { NotLookedAtError } from '../../examination.js';
import { ArangoClient } from '../client.js';
import { type DeploymentFacts, readDeployment } from '../deployment.js';
import { AccessRefusedError, ArangoFailure } from '../failures.js';
import type { ArangoConnectionSettings, GraphSettings } from '../settings.js';
import type { Certificate, Network } from './network.js';

/** What the doctor works with. */
export interface ArangoDoctorSettings {
  readonly connection: ArangoConnectionSettings;
  /** The sharding that Shardbook would give a new SmartGraph. */
  readonly graph: GraphSettings;
  /** The SmartGraph that is there from the start. */
  readonly naming: NamingConvention;
  readonly clock: Clock;
  readonly network: Network;
}

export interface Endpoint {
  readonly url: string;
  /** As it may be shown, e.g. `https://db.example.com:8529`. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** What was asked of each endpoint: a value, or the code of the error. */
export interface Reply<T> {
  readonly endpoint: Endpoint;
  readonly value: T | null;
  readonly error: string | null;
}

/** What a user may do in a database; UNKNOWN: at least read. */
export type Access = 'READ_WRITE' | 'READ' | 'NONE' | 'MISSING' | 'UNKNOWN';

export class Examined {
  readonly endpoints: readonly Endpoint[];
  readonly #once = new Map<string, Promise<unknown>>();

  constructor(readonly settings: ArangoDoctorSettings) {
    this.endpoints = settings.connection.endpoints.map(endpointOf);
  }

  addresses(): Promise<readonly Reply<readonly string[]>[]> {
    return this.#remember('addresses', () =>
      ofEach(this.endpoints, ({ host }) => this.settings.network.addressesOf(host)),
    );
  }

  connections(): Promise<readonly Reply<true>[]> {
    return this.#remember('connections', async () => {
      const known = withValue(await this.addresses());
      return ofEach(known, async ({ host, port }) => {
        await this.settings.network.connect(host, port);
        return true as const;
      });
    });
  }

  certificates(): Promise<readonly Reply<Certificate>[]> {
    return this.#remember('certificates', async () => {
      const open = withValue(await this.connections()).filter(({ isSecure }) => isSecure);
      return ofEach(open, ({ host, port }) => this.settings.network.certificateOf(host, port));
    });
  }

  /** A client of the endpoints that take connections and are trusted: the others would only cost time. */
  client(): Promise<ArangoClient> {
    return this.#remember('client', async () => {
      const distrusted = (await this.certificates()).filter(({ value }) => value?.fault !== null);
      const usable = withValue(await this.connections()).filter((each) =>
        distrusted.every(({ endpoint }) => endpoint !== each),
      );
      const { connection, clock } = this.settings;
      return new ArangoClient({ ...connection, endpoints: usable.map(({ url }) => url) }, clock);
    });
  }

  /** Returns what the user may do in a database. Throws what the client throws when nothing answers. */
  accessTo(database: string): Promise<Access> {
    return this.#remember(`access to ${database}`, async () => {
      const client = await this.client();
      try {
        await client.get('/_api/database/current', { database });
      } catch (error) {
        if (error instanceof AccessRefusedError) return 'NONE';
        if (error instanceof StoreUnusableError) return 'MISSING';
        throw error;
      }
      return this.#levelIn(client, database);
    });
  }

  /** A database that the user may read: Shardbook's, or `_system`. Throws a NotLookedAtError when there is neither. */
  home(): Promise<string> {
    return this.#remember('home', async () => {
      for (const database of [this.settings.connection.database, '_system']) {
        const access = await this.accessTo(database);
        if (access !== 'NONE' && access !== 'MISSING') return database;
      }
      throw new NotLookedAtError('Not checked, because the user may read no database; see PERMISSIONS');
    });
  }

  deployment(): Promise<DeploymentFacts> {
    return this.#remember('deployment', async () => readDeployment(await this.client(), await this.home()));
  }

  /** Ends the client's connections. */
  async close(): Promise<void> {
    if (this.#once.has('client')) await (await this.client()).close();
  }

  /** ArangoDB's levels are rw, ro and none; a user may ask for its own (users.md, "Get a user's database access level"). */
  async #levelIn(client: ArangoClient, database: string): Promise<Access> {
    const user = encodeURIComponent(this.settings.connection.username);
    const path = `/_api/user/${user}/database/${encodeURIComponent(database)}`;
    try {
      const { result } = await client.get<{ readonly result: string }>(path, { database });
      return ({ rw: 'READ_WRITE', ro: 'READ', none: 'NONE' } as const)[result] ?? 'UNKNOWN';
    } catch (error) {
      if (error instanceof AccessRefusedError || error instanceof ArangoFailure) return 'UNKNOWN';
      throw error;
    }
  }

  #remember<T>(what: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#once.get(what) as Promise<T> | undefined;
    if (known) return known;
    const asked = ask();
    this.#once.set(what, asked);
    return asked;
  }
}

function endpointOf(endpoint: string): Endpoint {
  const { protocol, host, hostname, port } = new URL(endpoint);
  const isSecure = protocol === 'https:';
  return {
    url: endpoint,
    shown: `${protocol}//${host}`,
    // An IPv6 address is written in brackets in a URL, and nowhere else.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    isSecure,
  };
}

async function ofEach<T>(
  endpoints: readonly Endpoint[],
  ask: (endpoint: Endpoint) => Promise<T>,
): Promise<readonly Reply<T>[]> {
  const settled = await Promise.allSettled(endpoints.map(ask));
  return endpoints.map((endpoint, at) => {
    const reply = settled[at];
    if (reply?.status === 'fulfilled') return { endpoint, value: reply.value, error: null };
    return { endpoint, value: null, error: codeOf(reply?.reason) };
  });
}

function withValue(replies: readonly Reply<unknown>[]): readonly Endpoint[] {
  return replies.filter(({ error }) => error === null).map(({ endpoint }) => endpoint);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
}
