/**
 * Who drives a run: its document names a process and the server's time until which nobody else may. The process renews
 * what it holds while it lives; a run whose process is gone is free when the lease is over.
 */
import type { ArangoClient, BindVars } from './client.js';
import { ownCollections } from './names.js';
import { leaseMs } from './parts.js';

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
