/**
 * Makes the moves of one wave at the same time, as many as its plan allows on one server: the one place that changes
 * placement for a plan. A move that the cluster refuses is tried again, elsewhere if need be, or given up with the reason.
 */
import type { Clock } from '../../base/clock.js';
import { MoveRefusedError } from '../../errors/errors.js';
import type { Move, PlanOptions } from '../../model/plan.js';
import type { RunFailure } from '../../model/run-failure.js';
import { type ClusterTopology, groupSize } from '../../model/topology.js';
import { refusalsOf } from '../../planning/answers/given-moves.js';
import type { Store } from '../../store/port.js';
import { nextAttempt } from './next-attempt.js';

/** More often a cluster that keeps changing is not worth following: a new plan is. */
const maxAttempts = 3;

/** Told of everything that happens to a move, in its order; the next thing waits until it has resolved. */
export interface MoveObserver {
  started(move: Move, attempt: number, totalBytes: bigint): Promise<unknown>;
  /** May come often; nothing waits for it. */
  progressed(move: Move, copiedBytes: bigint): void;
  /** `move` has the next target; it goes there as soon as a further attempt may begin. */
  retried(move: Move, failure: RunFailure): Promise<unknown>;
  /** `elapsedMs`: of the last attempt; null when the cluster had done it by itself. */
  completed(move: Move, bytes: bigint, elapsedMs: number | null): Promise<unknown>;
  failed(move: Move, failure: RunFailure): Promise<unknown>;
}

export interface MoveDependencies {
  readonly store: Pick<Store, 'executeMove' | 'readTopology' | 'settled'>;
  readonly clock: Clock;
  /** Told that the cluster's placement has changed. */
  readonly onPlacementChanged: () => void;
}

export interface MovesToMake {
  /** Of one wave, in their order; each to the server where it goes now. */
  readonly moves: readonly Move[];
  /** Whose limits hold; they are judged again on the cluster as it is. */
  readonly options: PlanOptions;
  /** Ends copies in the middle, without effect. */
  readonly signal: AbortSignal;
  /** Asked just before each attempt. False: none is begun any more; moves that are under way are finished all the same. */
  readonly mayGoOn: () => boolean;
  /** Attempts that were begun before, by the move's index; none when left out. */
  readonly attemptsBefore?: ReadonlyMap<number, number>;
}

/**
 * Resolves when every move is made or given up, or when no further attempt may begin. Rejects, once all have ended, with
 * the first error that is not a refusal: the signal's reason, say, or that the store does not answer.
 */
export async function makeMoves(
  dependencies: MoveDependencies,
  wave: MovesToMake,
  observer: MoveObserver,
): Promise<void> {
  const topology = await dependencies.store.readTopology();
  const refusals = refusalsOf(topology, wave.moves, wave.options);
  const maker = new Maker(dependencies, wave, observer);
  const results = await Promise.allSettled(
    wave.moves.map((move) => maker.make(move, sizeOf(topology, move), refusals.get(move.index)?.sentence ?? null)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

class Maker {
  /** Moves that are not decided yet, each to the server where it goes now. */
  readonly #underWay = new Map<number, Move>();
  readonly #slots: ServerSlots;
  /** Resolves when the last attempt so far has been told, or was not begun. */
  #lastBegun: Promise<unknown> = Promise.resolve();
  #hasFailed = false;

  constructor(
    private readonly dependencies: MoveDependencies,
    private readonly wave: MovesToMake,
    private readonly observer: MoveObserver,
  ) {
    this.#slots = new ServerSlots(wave.options.limits.concurrentMovesPerServer);
    for (const move of wave.moves) this.#underWay.set(move.index, move);
  }

  /** `refusal`: why a limit speaks against the first attempt; null when none does. */
  async make(planned: Move, bytes: bigint, refusal: string | null): Promise<void> {
    const before = this.wave.attemptsBefore?.get(planned.index) ?? 0;
    let move = planned;
    let obstacle = refusal === null ? null : failureOf(refusal);
    try {
      for (let attempt = 1; ; attempt += 1) {
        if (!obstacle) {
          const outcome = await this.#attempt(move, before + attempt, bytes);
          if (outcome === 'MADE' || outcome === 'NOT_BEGUN') return;
          obstacle = outcome;
        }
        const next = await this.#lookAgain(move, obstacle, attempt);
        if (!next) return;
        // Told although nothing may begin any more: the log has to say what became of the attempt.
        await this.observer.retried(next, obstacle);
        move = next;
        obstacle = null;
      }
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    } finally {
      this.#underWay.delete(planned.index);
    }
  }

  /** Waits for a slot on both servers. Returns what came of it: a failure says why the cluster refused the move. */
  async #attempt(move: Move, attempt: number, bytes: bigint): Promise<'MADE' | 'NOT_BEGUN' | RunFailure> {
    const servers = [move.from, move.to];
    await this.#slots.take(servers);
    try {
      return (await this.#begin(move, attempt, bytes)) ? await this.#carryOut(move, bytes) : 'NOT_BEGUN';
    } finally {
      this.#slots.release(servers);
    }
  }

  /** Tells of attempts one after the other, so that a request to stop takes effect before the next one begins. */
  #begin(move: Move, attempt: number, bytes: bigint): Promise<boolean> {
    const begun = this.#lastBegun.then(async () => {
      this.wave.signal.throwIfAborted();
      if (this.#hasFailed || !this.wave.mayGoOn()) return false;
      await this.observer.started(move, attempt, bytes);
      return true;
    });
    this.#lastBegun = begun.catch(() => undefined);
    return begun;
  }

  async #carryOut(move: Move, bytes: bigint): Promise<'MADE' | RunFailure> {
    const { store, clock, onPlacementChanged } = this.dependencies;
    const startedMs = clock.elapsedMs();
    try {
      await store.executeMove(move, (copied) => this.observer.progressed(move, copied), this.wave.signal);
    } catch (error) {
      if (!(error instanceof MoveRefusedError)) throw error;
      return failureOf(error.message, error.remedy);
    }
    onPlacementChanged();
    await this.observer.completed(move, bytes, clock.elapsedMs() - startedMs);
    return 'MADE';
  }

  /** Returns the move to try next, or null when it is decided. A cluster that repairs itself is waited for. */
  async #lookAgain(move: Move, obstacle: RunFailure, attempt: number): Promise<Move | null> {
    const { store } = this.dependencies;
    await store.settled();
    this.wave.signal.throwIfAborted();
    this.#underWay.delete(move.index);
    const next = nextAttempt(await store.readTopology(), move, this.wave.options, [...this.#underWay.values()]);
    switch (next.kind) {
      case 'DONE':
        await this.observer.completed(move, 0n, null);
        return null;
      case 'GIVE_UP':
        await this.observer.failed(move, failureOf(next.sentence));
        return null;
      case 'AGAIN':
        if (attempt >= maxAttempts) {
          await this.observer.failed(move, obstacle);
          return null;
        }
        this.#underWay.set(move.index, next.move);
        return next.move;
    }
  }
}

function sizeOf({ groups }: ClusterTopology, { kind, groupId }: Move): bigint {
  const group = groups.find((each) => each.groupId === groupId);
  return group && kind !== 'LEADERSHIP_TRANSFER' ? groupSize(group).bytes : 0n;
}

const laterRemedy = 'Make a new plan once the cluster is in good health, or apply the finish plan';

function failureOf(message: string, remedy: string | null = laterRemedy): RunFailure {
  return { code: 'MOVE_REFUSED', message, remedy };
}

/** A place for one move on both of its servers. */
interface Waiting {
  readonly servers: readonly string[];
  readonly resolve: () => void;
}

class ServerSlots {
  readonly #most: number;
  readonly #busy = new Map<string, number>();
  /** In the order in which they came. */
  #waiting: readonly Waiting[] = [];

  /** `most`: moves that one server takes part in at the same time, 1 or more. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves once each of the servers has a slot, which is then taken; give them back with `release`. */
  take(servers: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { servers, resolve }];
      this.#admit();
    });
  }

  /** Gives back what `take` took. */
  release(servers: readonly string[]): void {
    for (const server of servers) this.#busy.set(server, this.#busyIn(server) - 1);
    this.#admit();
  }

  /** First come, first served, but nobody waits for a server that others wait for. */
  #admit(): void {
    this.#waiting = this.#waiting.filter(({ servers, resolve }) => {
      if (servers.some((server) => this.#busyIn(server) >= this.#most)) return true;
      for (const server of servers) this.#busy.set(server, this.#busyIn(server) + 1);
      resolve();
      return false;
    });
  }

  #busyIn(server: string): number {
    return this.#busy.get(server) ?? 0;
  }
}
