/**
 * Asks a deployment through the driver: every request has a deadline, is repeated only where that cannot do it twice,
 * goes to the next endpoint when one does not answer, and fails with a domain error.
 */
import { Database } from 'arangojs';
import type { BatchCursor } from 'arangojs/cursors';

import type { Clock } from '../../base/clock.js';
import { DomainError, StoreUnavailableError, StoreUnusableError } from '../../errors/errors.js';
import {
  AccessRefusedError,
  ArangoFailure,
  DeadlineError,
  errorNums,
  type FailureContext,
  failureOf,
  notArangoDb,
} from './failures.js';
import type { ArangoConnectionSettings } from './settings.js';

/** A request to one of ArangoDB's HTTP endpoints. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without the database, e.g. `/_api/version`. */
  readonly path: string;
  readonly search?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON; a string is sent as it is, and is JSON already. */
  readonly body?: unknown;
  /** Our own database when left out. */
  readonly database?: string | undefined;
  /** true: asking twice does no more than asking once, so a lost answer is asked for again. GET is, unless said otherwise. */
  readonly isRepeatable?: boolean;
}

export interface QueryOptions {
  /** false for a query that does more when it is run twice; true when left out. */
  readonly isRepeatable?: boolean;
  readonly database?: string;
}

/** Values of bind parameters; `@name` of a collection parameter is written as in AQL, with its `@`. */
export type BindVars = Readonly<Record<string, unknown>>;

/** An answer, and how often it was asked for: more than once means that the first may have taken effect unseen. */
export interface Answer<T> {
  readonly value: T;
  readonly attempts: number;
}

/** A short outage, such as a Coordinator that restarts behind a load balancer, is bridged; a long one is reported. */
const maxAttempts = 4;
const firstPauseMs = 100;

/** Results in one batch of a cursor: nearly every query of the store is answered by one request. */
const batchSize = 5000;

/** Words of AQL that change something; all queries write them in capitals. */
const changing = /\b(?:INSERT|UPDATE|REPLACE|UPSERT|REMOVE)\b/;

export class ArangoClient {
  /** One for each endpoint. */
  readonly #roots: Database[];
  /** Which of them is asked: the next one once it does not answer. */
  #current = 0;
  readonly #settings: ArangoConnectionSettings;
  readonly #clock: Clock;
  readonly #context: Omit<FailureContext, 'isRead'>;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  /** Of cursors that are neither at their end nor killed. */
  readonly #kills = new Set<() => Promise<void>>();

  constructor(settings: ArangoConnectionSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#context = {
      endpoints: settings.endpoints.map(originOf).join(', '),
      username: settings.username,
      database: settings.database,
    };
    this.#roots = settings.endpoints.map((endpoint) => connect(settings, endpoint));
  }

  /** The endpoints for people, without credentials. */
  get endpoints(): string {
    return this.#context.endpoints;
  }

  get database(): string {
    return this.#settings.database;
  }

  /** Aborted when the client is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Returns the error for an answer to a GET that is not ArangoDB's; `what` says what came instead. */
  notArangoDb(what: string): StoreUnavailableError {
    return notArangoDb({ ...this.#context, isRead: true }, what);
  }

  /** Returns the body of the answer. Throws a DomainError, or an ArangoFailure with ArangoDB's own number. */
  async request<T>(call: Call): Promise<T> {
    return (await this.ask<T>(call)).value;
  }

  /** Returns the body of the answer to a GET. Throws as `request` does. */
  get<T>(path: string, options: Pick<Call, 'search' | 'database'> = {}): Promise<T> {
    return this.request<T>({ method: 'GET', path, ...options });
  }

  /** As `request`, and tells how often was asked. */
  ask<T>({ method, path, search, body: sent, database, isRepeatable = method === 'GET' }: Call): Promise<Answer<T>> {
    const isText = typeof sent === 'string';
    const options = {
      method,
      pathname: path,
      ...(search && { search: { ...search } }),
      ...(sent !== undefined && { body: sent }),
      ...(isText && { headers: { 'content-type': 'application/json' } }),
    };
    const how = { isRepeatable, isRead: method === 'GET', database };
    return this.#repeat(how, async () => {
      const body = await this.#databaseOf(database).request(options, (answer): unknown => answer.parsedBody);
      // Whatever stands in its place, e.g. the login page of a proxy, seldom answers with an object.
      if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as T;
      throw notArangoDb(this.#contextOf(how), 'something else than a JSON object');
    });
  }

  /** Returns the text of an answer that is not JSON, such as metrics. Throws as `request` does. */
  async text(path: string, search: Readonly<Record<string, string>> = {}): Promise<string> {
    const how = { isRepeatable: true, isRead: true };
    const { value } = await this.#repeat(how, async () => {
      const options = { method: 'GET', pathname: path, search: { ...search } };
      const body = await this.#databaseOf().request(options, (answer): unknown => answer.parsedBody);
      if (typeof body === 'string') return body;
      throw notArangoDb(this.#contextOf(how), 'something else than text');
    });
    return value;
  }

  /** Returns all results of a query. Its values come as bind parameters only. Throws as `request` does. */
  async query<T>(text: string, bindVars: BindVars, options: QueryOptions = {}): Promise<T[]> {
    const { isRepeatable = true, database } = options;
    const { value } = await this.#repeat({ isRepeatable, isRead: !changing.test(text), database }, async () => {
      const cursor = await this.#databaseOf(database).query<T>(text, { ...bindVars }, { batchSize });
      return await cursor.all();
    });
    return value;
  }

  /**
   * Opens a cursor that the server works on while it is read, for results of any size. The query has a total order and
   * ends it with `LIMIT @offset, @most`: when the cursor is lost, by a Coordinator that stopped or because nobody has
   * read on for too long, another one goes on where it was. The caller ends it early with `kill`.
   */
  async stream<T>(text: string, bindVars: BindVars, batch: number, offset = 0): Promise<ResultStream<T>> {
    let at = this.#current;
    const open = async (from: number): Promise<BatchCursor<T>> => {
      const range = { offset: from, most: Number.MAX_SAFE_INTEGER };
      const { value } = await this.#repeat({ isRepeatable: true, isRead: true }, () => {
        at = this.#current;
        return this.#databaseOf().query<T>(text, { ...bindVars, ...range }, { batchSize: batch, stream: true });
      });
      return value.batches;
    };
    let given = offset;
    let cursor = await open(offset);
    const kill = async (): Promise<void> => {
      this.#kills.delete(kill);
      await cursor.items.kill().catch(() => undefined);
    };
    if (cursor.hasMore) this.#kills.add(kill);
    return {
      next: async () => {
        const read = async (): Promise<T[] | undefined> => {
          const once = { isRepeatable: false, isRead: true, at };
          return (await this.#repeat(once, () => cursor.next())).value;
        };
        const found = await read().catch(async (error: unknown) => {
          if (!isLostCursor(error) || this.closing.aborted) throw error;
          const lost = cursor.items;
          void lost.kill().catch(() => undefined);
          cursor = await open(given);
          return read();
        });
        given += found?.length ?? 0;
        if (!cursor.hasMore) this.#kills.delete(kill);
        return found ?? null;
      },
      kill,
    };
  }

  /** Finishes what is under way and ends cursors, for some seconds at most, and closes; then does nothing. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(closed());
    await withinSeconds(async () => {
      await Promise.allSettled(this.#underWay);
      await Promise.all([...this.#kills].map((kill) => kill()));
    });
    for (const root of this.#roots) root.close();
  }

  #databaseOf(name = this.#settings.database): Database {
    const root = this.#roots[this.#current];
    if (!root) throw new RangeError('There is no endpoint to ask');
    return root.database(name);
  }

  #contextOf({ isRead, database = this.database }: Repetition): FailureContext {
    return { ...this.#context, database, isRead };
  }

  async #repeat<T>(how: Repetition, ask: () => Promise<T>): Promise<Answer<T>> {
    const context = this.#contextOf(how);
    for (let attempts = 1; ; attempts += 1) {
      if (this.#closing.signal.aborted) throw closed();
      const at = how.at ?? this.#current;
      try {
        return { value: await this.#withDeadline(ask(), at), attempts };
      } catch (thrown) {
        if (thrown instanceof DomainError) throw thrown;
        const { error, retry } = failureOf(thrown, context);
        // What ArangoDB refuses, another Coordinator refuses too.
        const isElsewhereBetter = error instanceof StoreUnavailableError && !(error instanceof AccessRefusedError);
        if (isElsewhereBetter && this.#current === at) this.#current = (at + 1) % this.#roots.length;
        if (attempts === maxAttempts || retry === 'NEVER' || (retry === 'IF_REPEATABLE' && !how.isRepeatable)) {
          throw error;
        }
      }
      await this.#clock.sleep(firstPauseMs * 3 ** (attempts - 1), this.#closing.signal);
    }
  }

  /**
   * The driver's own time limit ends with the headers; a body that never ends is not waited for either. By the
   * machine's own time, whatever the clock says: it is the network that is waited for.
   */
  async #withDeadline<T>(asked: Promise<T>, at: number): Promise<T> {
    const root = this.#roots[at];
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        // The driver still waits for it and counts it among what is under way: others must not wait for its place.
        const endpoint = this.#settings.endpoints[at];
        if (endpoint !== undefined && this.#roots[at] === root) this.#roots[at] = connect(this.#settings, endpoint);
        reject(new DeadlineError());
      }, this.#settings.timeoutMs * 2);
    });
    const settled = Promise.race([asked, deadline]).finally(() => {
      clearTimeout(timer);
      this.#underWay.delete(settled);
    });
    this.#underWay.add(settled);
    return settled;
  }
}

/** How a request may be repeated, and what its error names when it fails. */
interface Repetition {
  readonly isRepeatable: boolean;
  /** It changes nothing. */
  readonly isRead: boolean;
  readonly database?: string | undefined;
  /** The endpoint that has to be asked, by its position: that of a cursor. */
  readonly at?: number;
}

/** A cursor goes with its Coordinator, and when it is not read for a while. */
function isLostCursor(error: unknown): boolean {
  if (error instanceof ArangoFailure) return error.errorNum === errorNums.cursorNotFound;
  return error instanceof StoreUnavailableError;
}

/** Results that come batch by batch. */
export interface ResultStream<T> {
  /** Returns the next batch, or null after the last one. */
  next(): Promise<readonly T[] | null>;
  /** Frees what the server holds for it; does nothing when it is at its end. */
  kill(): Promise<void>;
}

/** Whoever stops the program does not wait for a cluster that hangs. */
const closingMs = 5000;

/** Resolves when the work has ended, or after 5 seconds without it. By the machine's own time: a person waits. */
export async function withinSeconds(work: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, closingMs);
  });
  await Promise.race([work(), enough]);
  clearTimeout(timer);
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('The store is closed', 'Start Shardbook again', true);
}

/** Returns the driver for an endpoint; nothing is sent yet. Throws a StoreUnusableError for something that is not an address. */
function connect({ username, password, concurrency, timeoutMs }: ArangoConnectionSettings, endpoint: string): Database {
  // As UTF-8, which the driver's own way to log in does not do; addresses without what else they have in them.
  const login = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return new Database({
    url: originOf(endpoint),
    fetchOptions: { headers: { authorization: `Basic ${login}` } },
    poolSize: concurrency,
    timeout: timeoutMs,
    // Repeated here and not by the driver, which knows neither deadlines nor what is repeatable.
    maxRetries: false,
  });
}

/** Returns an endpoint as it may be shown: scheme, host and port. Throws a StoreUnusableError that does not show it. */
function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new StoreUnusableError(
    'ARANGO_ENDPOINT has an address that is none',
    'Give addresses such as https://db.example.com:8529, with commas between',
  );
}
