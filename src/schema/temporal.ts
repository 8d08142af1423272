/** The fields that every versioned asset and edge has: when it was valid. */
import type { TemporalView } from '../services/model/asset-view.js';

/** Returns a moment of the store, in Unix seconds, as a Date. */
export function momentOf(unixSeconds: number | bigint): Date {
  return new Date(Number(unixSeconds) * 1000);
}

/** Returns when a version stopped being valid; null while it is current. */
export function expiredOf({ isCurrent, expired }: TemporalView): Date | null {
  return isCurrent ? null : momentOf(expired);
}
