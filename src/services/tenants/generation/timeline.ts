/** When the versions of a device or software were valid: back to back, newest first, the newest without end. */
import { NEVER_EXPIRES } from '../../model/asset.js';
import type { Chance } from './chance.js';

/** Versions of each device and each software: one current, five historical. */
export const versionsPerAsset = 6;

const hour = 3600;
const day = 24 * hour;

/** How long ago the current version may have been created, and how long an older one may have lasted, in seconds. */
const currentAge = { least: hour, greatest: 30 * day };
const versionLife = { least: day, greatest: 60 * day };

/**
 * Every device and software is older than this, in seconds: edges that were created since then have never had a
 * missing end.
 */
export const leastAssetAge = currentAge.least + (versionsPerAsset - 1) * versionLife.least;

/** Every location is older than this, in seconds: no device can be older. */
export const leastLocationAge = currentAge.greatest + versionsPerAsset * versionLife.greatest;

/** One interval: from `created` up to, not including, `expired`; both in Unix seconds. */
export interface Interval {
  readonly created: number;
  readonly expired: bigint;
}

/**
 * Returns the intervals of the versions of one asset, newest first: the first never expires, and each other one
 * expires when the one before it was created. `now` is in Unix seconds; all were created before it.
 */
export function drawTimeline(chance: Chance, now: number): readonly Interval[] {
  let created = now - chance.between(currentAge.least, currentAge.greatest);
  const intervals: Interval[] = [{ created, expired: NEVER_EXPIRES }];
  while (intervals.length < versionsPerAsset) {
    const expired = BigInt(created);
    created -= chance.between(versionLife.least, versionLife.greatest);
    intervals.push({ created, expired });
  }
  return intervals;
}
