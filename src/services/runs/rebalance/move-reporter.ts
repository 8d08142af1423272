/** Turns what happens to moves into events of a run. */
import type { Clock } from '../../base/clock.js';
import { inBytes, inTime } from '../../base/wording.js';
import type { Move, RebalancePlan } from '../../model/plan.js';
import type { RunFailure } from '../../model/run-failure.js';
import { isWorthTelling, secondsLeft } from '../runner.js';
import type { RunWriter } from '../writer.js';
import type { MoveObserver } from './make-moves.js';

/** Name of the one step of a rebalance. */
export const rebalanceStep = { name: 'REBALANCE', title: 'Rebalance' } as const;

/** A copy tells of its progress at most so often... */
const maxUpdatesPerMove = 10;

/**
 * ...and all copies of a plan together at most so often, but each may once, half way: a copy can take hours. So between
 * two restarts the log of a rebalance has at most this many progress events or one per attempt, 50 of its step, 2 per
 * wave, and 2 per attempt, of which each move has at most 3.
 */
const maxUpdatesInAll = 2000;

/** Shortest time between two progress events of a copy, in milliseconds. */
const minMsBetween = 500;

interface Told {
  readonly startedMs: number;
  readonly totalBytes: bigint;
  updates: number;
  lastMs: number;
}

export class MoveReporter implements MoveObserver {
  readonly #updates: number;
  readonly #names: ReadonlyMap<string, string>;
  readonly #underWay = new Map<number, Told>();
  readonly #startedMs: number;
  readonly #decidedBefore: number;
  #decidedTold: number;

  /** `onUnexpected` is called when progress cannot be written, which is no reason to end a move. */
  constructor(
    private readonly plan: RebalancePlan,
    private readonly writer: RunWriter,
    private readonly clock: Clock,
    private readonly onUnexpected: (error: unknown) => void,
  ) {
    const share = Math.floor(maxUpdatesInAll / Math.max(1, plan.moves.length));
    this.#updates = Math.max(1, Math.min(maxUpdatesPerMove, share));
    this.#names = new Map(plan.before.servers.map(({ serverId, shortName }) => [serverId, shortName]));
    this.#startedMs = clock.elapsedMs();
    this.#decidedBefore = this.#decided;
    this.#decidedTold = this.#decided;
  }

  started(move: Move, attempt: number, totalBytes: bigint): Promise<unknown> {
    const now = this.clock.elapsedMs();
    this.#underWay.set(move.index, { startedMs: now, lastMs: now, updates: 0, totalBytes });
    const { index, kind, groupId, from, to } = move;
    const size = kind === 'LEADERSHIP_TRANSFER' ? 'roles only' : `${inBytes(totalBytes)} to copy`;
    return this.writer.tell({
      type: 'MoveStarted',
      message: `${this.#nameOf(move)}: ${size}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
      ...{ index, attempt, kind, groupId, from, to, totalBytes },
      stage: kind === 'LEADERSHIP_TRANSFER' ? 'SWITCHING' : 'COPYING',
    });
  }

  progressed(move: Move, copiedBytes: bigint): void {
    const told = this.#underWay.get(move.index);
    const now = this.clock.elapsedMs();
    if (!told || told.totalBytes === 0n || told.updates >= this.#updates || now - told.lastMs < minMsBetween) return;
    const share = Number(copiedBytes) / Number(told.totalBytes);
    if (share < (told.updates + 1) / Math.max(2, this.#updates)) return;
    told.updates += 1;
    told.lastMs = now;
    const elapsedMs = now - told.startedMs;
    const left = secondsLeft(Number(copiedBytes), Number(told.totalBytes), elapsedMs);
    const bytesPerSecond = elapsedMs > 0 ? Math.round((Number(copiedBytes) / elapsedMs) * 1000) : null;
    this.writer
      .tell({
        type: 'MoveProgressed',
        message: `${this.#nameOf(move)}: ${inBytes(copiedBytes)} of ${inBytes(told.totalBytes)}${left === null ? '' : `, ${inTime(left)} left`}`,
        index: move.index,
        stage: copiedBytes >= told.totalBytes ? 'SWITCHING' : 'COPYING',
        copiedBytes,
        totalBytes: told.totalBytes,
        bytesPerSecond,
        secondsLeft: left,
      })
      .catch(this.onUnexpected);
  }

  retried(move: Move, failure: RunFailure): Promise<unknown> {
    const isElsewhere = move.to !== this.plan.moves[move.index]?.to;
    return this.writer.tell({
      type: 'MoveRetried',
      message: `${this.#nameOf(move)} did not finish and will be tried again${isElsewhere ? ', on another server' : ''}: ${failure.message}`,
      ...{ index: move.index, to: move.to, isElsewhere, failure },
    });
  }

  async completed(move: Move, bytes: bigint, elapsedMs: number | null): Promise<void> {
    this.#underWay.delete(move.index);
    const how =
      elapsedMs === null
        ? 'was found in its new place'
        : `made in ${inTime(elapsedMs / 1000)}, ${inBytes(bytes)} copied`;
    const message = `${this.#nameOf(move)} ${how}`;
    await this.writer.tell({ type: 'MoveCompleted', message, index: move.index, to: move.to, bytes, elapsedMs });
    await this.#stepProgressed(move.reason.sentence);
  }

  async failed(move: Move, failure: RunFailure): Promise<void> {
    this.#underWay.delete(move.index);
    const message = `${this.#nameOf(move)} was not made: ${failure.message}`;
    await this.writer.tell({ type: 'MoveFailed', message, index: move.index, failure });
    await this.#stepProgressed(message);
  }

  /** For clients that know steps only: moves that have been decided, made or not. */
  async #stepProgressed(message: string): Promise<void> {
    const total = this.plan.moves.length;
    const done = this.#decided;
    if (!isWorthTelling(this.#decidedTold, done, total)) return;
    this.#decidedTold = done;
    const elapsedMs = this.clock.elapsedMs() - this.#startedMs;
    const left = secondsLeft(done - this.#decidedBefore, total - this.#decidedBefore, elapsedMs);
    await this.writer
      .tell({
        type: 'StepProgressed',
        message,
        step: rebalanceStep.name,
        done,
        total,
        unit: 'moves',
        secondsLeft: left,
      })
      .catch(this.onUnexpected);
  }

  get #decided(): number {
    const { rebalance } = this.writer.run;
    return rebalance ? rebalance.movesMade + rebalance.notMade.length : 0;
  }

  #nameOf({ index, groupId, from, to }: Move): string {
    const [source, target] = [this.#names.get(from) ?? from, this.#names.get(to) ?? to];
    return `Move ${index + 1} of ${this.plan.moves.length} (${groupId}, ${source} to ${target})`;
  }
}
