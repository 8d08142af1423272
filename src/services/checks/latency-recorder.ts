/** Keeps measured times in bounded memory: exact while they are few, a fine histogram when they are many. */
import { nearestRank, percentile } from './percentile.js';

/** Times that are kept one by one: 80 kB, and more than any demo makes. */
const exactLimit = 10_000;

/** Each bucket of the histogram is 1% wide, so a percentile is at most 1% above the value that was measured. */
const growth = 1.01;

/** Below a microsecond all times are the same to us. */
const leastMs = 0.001;

/** 2,400 buckets of 1% reach from a microsecond to more than six hours; slower ones share the last bucket. */
const bucketCount = 2_400;

/** Collects times in milliseconds and answers for their percentiles. */
export class LatencyRecorder {
  private readonly exact: number[] = [];
  private histogram: Uint32Array | null = null;
  private total = 0;
  private greatest = 0;

  /** How many times were recorded. */
  get count(): number {
    return this.total;
  }

  /** The longest time, always exact; null when there is none. */
  get maxMs(): number | null {
    return this.total === 0 ? null : this.greatest;
  }

  /** Adds one time in milliseconds; a negative one counts as 0. */
  record(ms: number): void {
    this.total += 1;
    this.greatest = Math.max(this.greatest, ms);
    if (this.histogram) {
      count(this.histogram, ms);
      return;
    }
    this.exact.push(Math.max(0, ms));
    if (this.exact.length > exactLimit) this.switchToHistogram();
  }

  /**
   * Returns the nearest-rank percentile (`percent` above 0, up to 100) in milliseconds: exact for up to 10,000 times,
   * beyond that at most 1% above the exact one. null when nothing was recorded.
   */
  percentileMs(percent: number): number | null {
    if (this.total === 0) return null;
    if (!this.histogram) {
      return percentile(
        this.exact.toSorted((a, b) => a - b),
        percent,
      );
    }
    let left = nearestRank(this.total, percent);
    const bucket = this.histogram.findIndex((inBucket) => (left -= inBucket) <= 0);
    return bucket === bucketCount - 1 ? this.greatest : Math.min(this.greatest, leastMs * growth ** bucket);
  }

  private switchToHistogram(): void {
    const histogram = new Uint32Array(bucketCount);
    for (const ms of this.exact) count(histogram, ms);
    this.exact.length = 0;
    this.histogram = histogram;
  }
}

/** Bucket b holds times above growth^(b-1) and up to growth^b microseconds. */
function count(histogram: Uint32Array, ms: number): void {
  const bucket = ms <= leastMs ? 0 : Math.ceil(Math.log(ms / leastMs) / Math.log(growth));
  const at = Math.min(bucket, bucketCount - 1);
  histogram[at] = (histogram[at] ?? 0) + 1;
}
