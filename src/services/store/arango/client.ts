/**
 * Asks a deployment through the driver: every request has a deadline, is repeated only where that cannot do it twice,
 * goes to the next endpoint when one does not answer, and fails with a domain error.
 */
import { Database } from 'arangojs';

import type { Clock } from '../../clock.js';
import { StoreUnavailableError } from '../../errors.js';
import { DeadlineError, type FailureContext, failureOf } from './failures.js';
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
  readonly database?: string;
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

/** A short outage, such as a Coordinator that restarts behind a load balancer, is bridged; a long one is told of. */
const mostAttempts = 4;
const firstPauseMs = 100;

/** Results in one batch of a cursor: nearly every query of the store is answered by one request. */
const batchSize = 5000;

export class ArangoClient {
  readonly #root: Database;
  readonly #settings: ArangoConnectionSettings;
  readonly #clock: Clock;
  readonly #context: FailureContext;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(settings: ArangoConnectionSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#context = {
      endpoints: settings.endpoints.map(withoutCredentials).join(', '),
      username: settings.username,
      database: settings.database,
    };
    this.#root = new Database({
      url: [...settings.endpoints],
      auth: { username: settings.username, password: settings.password },
      poolSize: settings.concurrency,
      timeout: settings.timeoutMs,
      // Repeated here and not by the driver, which knows neither deadlines nor what is repeatable.
      maxRetries: false,
    });
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

  /** Returns the body of the answer. Throws a DomainError, or an ArangoFailure with ArangoDB's own number. */
  async request<T>(call: Call): Promise<T> {
    return (await this.ask<T>(call)).value;
  }

  /** As `request`, and tells how often was asked. */
  ask<T>({ method, path, search, body, database, isRepeatable = method === 'GET' }: Call): Promise<Answer<T>> {
    const isText = typeof body === 'string';
    const options = {
      method,
      pathname: path,
      ...(search && { search: { ...search } }),
      ...(body !== undefined && { body }),
      ...(isText && { headers: { 'content-type': 'application/json' } }),
    };
    return this.#repeat(isRepeatable, database, () =>
      this.#databaseOf(database).request<T>(options, (answer) => answer.parsedBody as T),
    );
  }

  /** Returns all results of a query. Its values come as bind parameters only. Throws as `request` does. */
  async query<T>(text: string, bindVars: BindVars, options: QueryOptions = {}): Promise<T[]> {
    const { isRepeatable = true, database } = options;
    const { value } = await this.#repeat(isRepeatable, database, async () => {
      const cursor = await this.#databaseOf(database).query<T>(text, { ...bindVars }, { batchSize });
      return await cursor.all();
    });
    return value;
  }

  /**
   * Opens a cursor that the server works on while it is read, for results of any size; returns a function that gives
   * the next batch, null at the end. The caller ends a cursor early with `kill`.
   */
  async stream<T>(text: string, bindVars: BindVars, batch: number): Promise<ResultStream<T>> {
    const { value: cursor } = await this.#repeat(true, undefined, () =>
      this.#databaseOf(undefined).query<T>(text, { ...bindVars }, { batchSize: batch, stream: true }),
    );
    return {
      next: async () => {
        const { value } = await this.#repeat(false, undefined, () => cursor.batches.next());
        return value ?? null;
      },
      kill: () => cursor.kill().catch(() => undefined),
    };
  }

  /** Finishes what is under way, at most for as long as one request may take, then closes; a second call does nothing. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(closed());
    await Promise.allSettled(this.#underWay);
    this.#root.close();
  }

  #databaseOf(name = this.#settings.database): Database {
    return this.#root.database(name);
  }

  async #repeat<T>(isRepeatable: boolean, database: string | undefined, ask: () => Promise<T>): Promise<Answer<T>> {
    const context = { ...this.#context, database: database ?? this.database };
    for (let attempts = 1; ; attempts += 1) {
      if (this.#closing.signal.aborted) throw closed();
      try {
        return { value: await this.#withDeadline(ask()), attempts };
      } catch (thrown) {
        const { error, retry } = failureOf(thrown, context);
        if (attempts === mostAttempts || retry === 'NEVER' || (retry === 'IF_REPEATABLE' && !isRepeatable)) throw error;
      }
      await this.#clock.sleep(firstPauseMs * 3 ** (attempts - 1), this.#closing.signal);
    }
  }

  /**
   * The driver's own time limit ends with the headers; a body that never ends is not waited for either. By the
   * machine's own time, whatever the clock says: it is the network that is waited for.
   */
  async #withDeadline<T>(asked: Promise<T>): Promise<T> {
    const settled = asked.finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DeadlineError()), this.#settings.timeoutMs * 2);
    });
    try {
      return await Promise.race([settled, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Results that come batch by batch. */
export interface ResultStream<T> {
  /** Returns the next batch, or null after the last one. */
  next(): Promise<readonly T[] | null>;
  /** Frees what the server holds for it; does nothing when it is at its end. */
  kill(): Promise<void>;
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('The store is closed', 'Start Shardbook again', true);
}

/** Returns an endpoint as it may be shown. */
export function withoutCredentials(endpoint: string): string {
  try {
    const { protocol, host } = new URL(endpoint);
    return `${protocol}//${host}`;
  } catch {
    return 'an endpoint that is no URL';
  }
}
