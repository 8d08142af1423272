/**
 * Data files as a kill would leave them at chosen moments of a rebalance. The file and its log are copied between two
 * turns of the event loop, and everything is written on this thread: what is there is what survives the process.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Store } from '../../src/services/store/port.js';

/** One moment, and the data file that a kill at that moment leaves. */
export interface KillPoint {
  /** What had just happened, e.g. `after MoveStarted`, or is about to. */
  readonly name: string;
  readonly path: string;
  /** Events that were kept by then for certain, and with the one that was just being kept. */
  readonly events: number;
  readonly maxEvents: number;
}

export interface KillRecorder {
  /** In the order in which they came. */
  readonly points: readonly KillPoint[];
  readonly wrap: (store: Store) => Store;
}

/** Repairs of the cluster that are recorded. */
const mostRepairs = 3;

/**
 * Returns a recorder for the data file `path`: it records the moment after the first event of each type, before the first
 * event of the types in `before`, and after the first changes that the cluster made by itself.
 */
export function killRecorder(folder: string, path: string, before: readonly string[]): KillRecorder {
  const points: KillPoint[] = [];
  const known = new Set<string>();
  let events = 0;
  let begun = 0;

  function record(name: string): void {
    if (known.has(name)) return;
    known.add(name);
    const copy = join(folder, `point-${known.size}.db`);
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    points.push({ name, path: copy, events, maxEvents: Math.max(events, begun) });
  }

  return {
    points,
    wrap(store) {
      let repairs = 0;
      void store.simulation?.watch(() => {
        if (events > 0 && repairs < mostRepairs) record(`after repair ${(repairs += 1)}`);
      });
      return {
        ...store,
        async appendEvent(event, after) {
          if (before.includes(event.type)) record(`before ${event.type}`);
          begun = event.sequence;
          await store.appendEvent(event, after);
          events = event.sequence;
          record(`after ${event.type}`);
        },
      };
    },
  };
}
