/**
 * Runs and their event logs. The log leads: an event is one document whose key is its number, so a number is taken once
 * however many processes write, and a run whose own document is behind is read from its log. A run's document names who
 * drives it, and until when by the server's time: that process renews what it holds while it lives.
 */
import { RunInProgressError, RunTakenOverError, UnknownRunError } from '../../errors/errors.js';
import { applyEvent, isOpen, type Run, type RunEvent } from '../../model/run.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import { requireLimit } from '../limits.js';
import type { RunStore } from '../port.js';
import type { ArangoClient, BindVars } from './client.js';
import { ArangoFailure, errorNums } from './failures.js';
import { ownCollections } from './names.js';
import { newestFirst, readPage } from './pages.js';
import { leaseMs, Sequences, type StoreParts } from './parts.js';

const maxEvents = 1000;

const collections = { '@runs': ownCollections.runs, '@events': ownCollections.events } as const;

/** A run as kept: its state as JSON text, and what is asked for. */
interface RunDocument {
  readonly _key: string;
  readonly sequence: number;
  readonly state: string;
}

/** A run with the events that its document does not have yet: its writer was cut off in between. */
interface RunWithRest {
  readonly run: RunDocument;
  readonly rest: readonly string[];
}

/** AQL for a RunWithRest of a run document `d`. */
const withRest = `{ run: d, rest: (
  FOR e IN @@events FILTER e.run == d._key AND e.sequence > d.lastSequence SORT e.sequence LIMIT ${maxEvents} RETURN e.body) }`;

/** Returns the run part of the store. */
export function runStore(parts: StoreParts, leases: RunLeases): RunStore {
  const { client } = parts;
  const sequences = new Sequences(parts.clock);

  const findRuns = async (condition: string, bindVars: BindVars): Promise<readonly Run[]> => {
    const found = await client.query<RunWithRest>(
      `FOR d IN @@runs FILTER ${condition} SORT d.sequence RETURN ${withRest}`,
      { ...collections, ...bindVars },
    );
    return found.map(runOf);
  };

  async function createRun(run: Run): Promise<void> {
    const document = {
      _key: run.id,
      sequence: sequences.next(),
      kind: run.kind,
      status: run.status,
      // One run at a time: the index on it is unique, and sparse for all that have ended.
      ...(isOpen(run) && { openSlot: 'open' }),
      lastSequence: run.lastSequence,
      state: encodeStored(run),
      nonce: parts.random.hex(16),
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.query(`INSERT MERGE(@document, ${leases.taken}) INTO @@runs`, {
          '@runs': ownCollections.runs,
          document,
          ...leases.bindVars,
        });
        leases.hold(run.id);
        return;
      } catch (error) {
        if (!(error instanceof ArangoFailure) || error.errorNum !== errorNums.uniqueConstraint) throw error;
        if (await isOwn(run.id, document.nonce)) {
          leases.hold(run.id);
          return;
        }
        const [other] = await openRuns();
        if (other) throw new RunInProgressError(other.id);
        // The one in the way has ended, and its document has just been brought up to date: once more.
        if (attempt > 1) throw new RangeError(`There is a run ${run.id} already`, { cause: error });
      }
    }
  }

  async function isOwn(id: string, nonce: string): Promise<boolean> {
    const found = await client.query<number>('FOR d IN @@runs FILTER d._key == @id AND d.nonce == @nonce RETURN 1', {
      '@runs': ownCollections.runs,
      id,
      nonce,
    });
    return found.length > 0;
  }

  /** Runs that have not ended; documents that still say so of an ended one are put right. */
  async function openRuns(): Promise<readonly Run[]> {
    const found = await findRuns('d.openSlot == "open"', {});
    for (const ended of found.filter((run) => !isOpen(run))) await keepState(ended);
    return found.filter(isOpen);
  }

  async function keepState(run: Run): Promise<void> {
    const { id, status, lastSequence } = run;
    // null takes the attribute away: an ended run gives the slot free, a paused one may be resumed by any process.
    const change = {
      ...{ status, lastSequence, state: encodeStored(run), openSlot: isOpen(run) ? 'open' : null },
      ...(status !== 'RUNNING' && { holder: null }),
    };
    await client.query(
      `FOR d IN @@runs FILTER d._key == @id AND d.lastSequence <= @change.lastSequence
         UPDATE d WITH @change IN @@runs OPTIONS { keepNull: false }`,
      { '@runs': ownCollections.runs, id, change },
    );
  }

  async function appendEvent(event: RunEvent, after: Run): Promise<void> {
    const { runId, sequence } = event;
    const nonce = parts.random.hex(16);
    const document = { _key: eventKey(runId, sequence), run: runId, sequence, body: encodeStored(event), nonce };
    if (after.id !== runId || after.lastSequence !== sequence) {
      throw new RangeError(`Event ${sequence} of run ${runId} came with run ${after.id} at ${after.lastSequence}`);
    }
    let inserted: readonly number[] = [];
    try {
      inserted = await client.query<number>(
        `FOR d IN @@runs FILTER d._key == @run AND ${leases.isMine}
           LET last = FIRST(FOR e IN @@events FILTER e.run == @run SORT e.sequence DESC LIMIT 1 RETURN e.sequence)
           FILTER @sequence == (last == null ? 1 : last + 1)
           INSERT @document INTO @@events RETURN 1`,
        { ...collections, run: runId, sequence, document, ...leases.ownName },
      );
    } catch (error) {
      if (!(error instanceof ArangoFailure) || error.errorNum !== errorNums.uniqueConstraint) throw error;
    }
    if (inserted.length === 0) await explain(event, nonce);
    await keepState(after);
    if (after.status !== 'RUNNING') leases.release(after.id);
  }

  /** Returns when the event is there after all, by an answer that was lost; else throws why it is not. */
  async function explain({ runId, sequence }: RunEvent, nonce: string): Promise<void> {
    const [found] = await client.query<{ mine: boolean; last: number | null; nonce: string | null }>(
      `FOR d IN @@runs FILTER d._key == @run RETURN {
         mine: ${leases.isMine},
         last: FIRST(FOR e IN @@events FILTER e.run == @run SORT e.sequence DESC LIMIT 1 RETURN e.sequence),
         nonce: FIRST(FOR e IN @@events FILTER e._key == @event RETURN e.nonce) }`,
      { ...collections, run: runId, event: eventKey(runId, sequence), ...leases.ownName },
    );
    if (!found) throw new UnknownRunError(runId);
    if (found.nonce === nonce) return;
    if (!found.mine) {
      leases.release(runId);
      throw new RunTakenOverError(runId);
    }
    throw new RangeError(`Run ${runId} expects event ${(found.last ?? 0) + 1} but got ${sequence}`);
  }

  return {
    createRun,
    appendEvent,
    claimRun: (runId) => leases.claim(runId),

    async readEvents(runId, afterSequence, limit) {
      requireLimit(limit, maxEvents);
      const bodies = await client.query<string>(
        'FOR e IN @@events FILTER e.run == @run AND e.sequence > @after SORT e.sequence LIMIT @limit RETURN e.body',
        { '@events': ownCollections.events, run: runId, after: afterSequence, limit },
      );
      return bodies.map(eventOf);
    },

    async lastEvents(requests) {
      for (const { limit } of requests) requireLimit(limit, maxEvents);
      if (requests.length === 0) return [];
      const lists = new Map<number, readonly string[]>();
      // LIMIT takes no value of a row: requests with one limit are one query.
      for (const limit of new Set(requests.map((request) => request.limit))) {
        const some = [...requests.entries()].filter(([, request]) => request.limit === limit);
        const found = await client.query<string[]>(
          `FOR r IN @requests RETURN (
             FOR e IN @@events FILTER e.run == r.run AND e.sequence <= r.upTo SORT e.sequence DESC LIMIT ${limit} RETURN e.body)`,
          {
            '@events': ownCollections.events,
            requests: some.map(([, { runId, upTo }]) => ({ run: runId, upTo })),
          },
        );
        for (const [index, [at]] of some.entries()) lists.set(at, found[index] ?? []);
      }
      return requests.map((_, at) => (lists.get(at) ?? []).map(eventOf).reverse());
    },

    async runsById(ids) {
      if (ids.length === 0) return [];
      const found = new Map((await findRuns('d._key IN @ids', { ids })).map((run) => [run.id, run]));
      return ids.map((id) => found.get(id) ?? null);
    },

    runPage: ({ kind, status }, page) => {
      const list = {
        ...newestFirst,
        conditions: [...(kind == null ? [] : ['d.kind == @kind']), ...(status == null ? [] : ['d.status == @status'])],
        bindVars: {
          '@events': ownCollections.events,
          ...(kind != null && { kind }),
          ...(status != null && { status }),
        },
        returned: withRest,
        itemOf: runOf,
      };
      return readPage(client, ownCollections.runs, list, page);
    },

    runningRuns: openRuns,
  };
}

function runOf({ run, rest }: RunWithRest): Run {
  return rest.map(eventOf).reduce(applyEvent, decodeStored(run.state) as Run);
}

function eventOf(body: string): RunEvent {
  return decodeStored(body) as RunEvent;
}

/** Unique for a number of a run. */
function eventKey(runId: string, sequence: number): string {
  return `${runId}:${sequence}`;
}

/** Often enough that two lost renewals in a row do no harm. */
const renewEveryMs = leaseMs / 3;

export class RunLeases {
  readonly #held = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly client: ArangoClient,
    private readonly process: string,
  ) {}

  /** AQL for the lease of this process; goes with `bindVars`. */
  readonly taken = '{ holder: { process: @process, until: DATE_NOW() + @lease } }';

  /** AQL for "nobody else holds run document `d`". */
  readonly isMine = '(d.holder == null OR d.holder.process == @process)';

  get bindVars(): BindVars {
    return { process: this.process, lease: leaseMs };
  }

  /** Goes with `isMine`. */
  get ownName(): BindVars {
    return { process: this.process };
  }

  /** Remembers a lease that was taken together with something else, and renews it from now on. */
  hold(runId: string): void {
    this.#held.add(runId);
    this.#timer ??= setInterval(() => void this.#renew(), renewEveryMs).unref();
  }

  /** Renews no longer: the run has ended, or waits for somebody to take it up. */
  release(runId: string): void {
    this.#held.delete(runId);
    if (this.#held.size === 0) this.#stop();
  }

  /** Takes the lease of an open run that nobody else holds; returns whether this process has it now. */
  async claim(runId: string): Promise<boolean> {
    const claimed = await this.client.query<string>(
      `FOR d IN @@runs FILTER d._key == @id AND d.openSlot == "open"
         FILTER ${this.isMine} OR d.holder.until < DATE_NOW()
         UPDATE d WITH ${this.taken} IN @@runs RETURN NEW._key`,
      { '@runs': ownCollections.runs, id: runId, ...this.bindVars },
    );
    if (claimed.length === 0) {
      this.release(runId);
      return false;
    }
    this.hold(runId);
    return true;
  }

  /** Gives everything free at once, so that another process need not wait. */
  async giveUp(): Promise<void> {
    const ids = [...this.#held];
    this.#held.clear();
    this.#stop();
    if (ids.length === 0) return;
    await this.client.query(
      'FOR d IN @@runs FILTER d._key IN @ids AND d.holder.process == @process UPDATE d WITH { holder: null } IN @@runs',
      { '@runs': ownCollections.runs, ids, process: this.process },
    );
  }

  async #renew(): Promise<void> {
    // A renewal that fails is tried again at the next tick; a lease that is lost shows at the next event.
    await this.client
      .query(
        `FOR d IN @@runs FILTER d._key IN @ids AND d.holder.process == @process UPDATE d WITH ${this.taken} IN @@runs`,
        { '@runs': ownCollections.runs, ids: [...this.#held], ...this.bindVars },
      )
      .catch(() => undefined);
  }

  #stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
