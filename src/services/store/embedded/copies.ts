/**
 * Copies of shard groups between DB-Servers of the simulated cluster: how long they take, and that a group is copied
 * once at a time. Nothing here changes placement.
 */
import type { Clock } from '../../base/clock.js';

/** How often a copy looks around and reports its progress, in milliseconds. */
const sliceMs = 100;

/** One copy: who sends, who receives, how much. */
export interface Copy {
  readonly from: string;
  readonly to: string;
  readonly bytes: bigint;
}

export class Copies {
  readonly #clock: Clock;
  readonly #bandwidth: number;
  readonly #claimed = new Set<string>();
  readonly #underWay = new Set<Copy>();

  /** `bandwidthBytesPerSecond`: what one server sends or receives; copies that share a server share it. */
  constructor(clock: Clock, bandwidthBytesPerSecond: number) {
    this.#clock = clock;
    this.#bandwidth = bandwidthBytesPerSecond;
  }

  /** Returns whether the group is being moved or rebuilt. */
  isClaimed(groupId: string): boolean {
    return this.#claimed.has(groupId);
  }

  /** Claims a group for one move or rebuild; false when it is claimed already. Release it in the end. */
  claim(groupId: string): boolean {
    if (this.#claimed.has(groupId)) return false;
    this.#claimed.add(groupId);
    return true;
  }

  release(groupId: string): void {
    this.#claimed.delete(groupId);
  }

  /**
   * Resolves when all is copied; `onSlice` is told the bytes so far and ends the copy by throwing. Rejects with the
   * signal's reason when it is aborted.
   */
  async copy(copy: Copy, onSlice: (copiedBytes: bigint) => void, signal: AbortSignal): Promise<void> {
    const total = Number(copy.bytes);
    // Nothing to copy takes nothing from the others.
    if (total > 0) this.#underWay.add(copy);
    try {
      let copied = 0;
      do {
        const perMs = this.#rateOf(copy) / 1000;
        const restMs = (total - copied) / perMs;
        await this.#clock.sleep(Math.min(sliceMs, restMs), signal);
        copied = restMs <= sliceMs ? total : copied + sliceMs * perMs;
        onSlice(copied === total ? copy.bytes : BigInt(Math.floor(copied)));
      } while (copied < total);
    } finally {
      this.#underWay.delete(copy);
    }
  }

  /** Its share of what the busier of its two servers can do. */
  #rateOf(copy: Copy): number {
    let sent = 0;
    let received = 0;
    for (const { from, to } of this.#underWay) {
      if (from === copy.from) sent += 1;
      if (to === copy.to) received += 1;
    }
    return this.#bandwidth / Math.max(sent, received, 1);
  }
}
