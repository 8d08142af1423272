/** Sends moves to the cluster, those that are asked for at about the same time as one request: a wave and not single moves. */
import type { Clock } from '../../base/clock.js';
import type { ExecutedMove } from '../../model/executed-move.js';
import type { ArangoClient } from './client.js';
import { ArangoFailure } from './failures.js';

/** Milliseconds that a move waits for others of its wave: telling of each in the log takes some ten. */
const gatherMs = 250;

interface Waiting {
  readonly move: ExecutedMove;
  readonly settle: (sent: Promise<void>) => void;
}

export class MoveRequests {
  #waiting: Waiting[] = [];

  constructor(
    private readonly client: ArangoClient,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the cluster has taken the move. Rejects with an ArangoFailure when it refuses it. */
  send(move: ExecutedMove): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ move, settle: resolve });
      if (this.#waiting.length === 1) void this.#gather();
    });
  }

  async #gather(): Promise<void> {
    // A store that closes sends what it has.
    await this.clock.sleep(gatherMs, this.client.closing).catch(() => undefined);
    const wave = this.#waiting;
    this.#waiting = [];
    const sent = this.#request(wave);
    for (const each of wave) each.settle(sent.catch((error: unknown) => this.#alone(each, wave, error)));
  }

  /** One move that the cluster does not know makes it refuse all: then each is asked for by itself. */
  async #alone(each: Waiting, wave: readonly Waiting[], error: unknown): Promise<void> {
    if (!(error instanceof ArangoFailure) || wave.length === 1) throw error;
    await this.#request([each]);
  }

  async #request(wave: readonly Waiting[]): Promise<void> {
    await this.client.request({
      method: 'POST',
      path: '/_admin/cluster/rebalance/execute',
      database: '_system',
      body: { version: 1, moves: wave.map(({ move }) => move) },
    });
  }
}
