// What a plan predicts is what the simulated cluster becomes: each move is made there, and then each one taken back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fingerprint } from '../../../src/services/model/fingerprint.js';
import type { Move } from '../../../src/services/model/plan.js';
import { planRebalance } from '../../../src/services/planning/answers/planner.js';
import { completeOptions } from '../../../src/services/planning/question/options.js';
import type { Store } from '../../../src/services/store/port.js';
import { wavesOf } from '../../support/plan-checks.js';
import { openTestServices } from '../../support/services.js';

/** So fast that every copy is over at once. */
const bandwidthBytesPerSecond = 1e15;

const anyCluster = fc.record({
  dbServers: fc.integer({ min: 2, max: 5 }),
  shardGroups: fc.integer({ min: 4, max: 12 }),
  copies: fc.integer({ min: 1, max: 3 }),
  zones: fc.constantFrom([], ['x', 'y']),
  newServers: fc.integer({ min: 1, max: 2 }),
  seed: fc.nat(1000),
});

function make(store: Store, move: Move): Promise<void> {
  return store.executeMove(move, () => undefined, new AbortController().signal);
}

describe('a plan on the simulated cluster', () => {
  it('ends in the topology that it predicts, move by move, and its inverse where it began, wave by wave', async () => {
    let moves = 0;
    await fc.assert(
      fc.asyncProperty(anyCluster, async ({ dbServers, shardGroups, copies, zones, newServers, seed }) => {
        const shape = { dbServers, shardGroups, zones, replicationFactor: Math.min(copies, dbServers) };
        const { store, services } = await openTestServices({ seed, cluster: { ...shape, bandwidthBytesPerSecond } });
        try {
          await services.topology.addSimulatedServers(
            Array.from({ length: newServers }, () => ({ capacityBytes: null, zone: null })),
          );
          await services.tenants.add({ name: 'Retail', scaleFactor: 2 });
          const plan = planRebalance(await store.readTopology(), completeOptions(), 1);
          moves += plan.moves.length;

          for (const move of plan.moves) await make(store, move);
          const reached = await store.readTopology();
          for (const wave of wavesOf(plan.inverse)) await Promise.all(wave.map((move) => make(store, move)));

          expect(fingerprint(reached)).toBe(fingerprint(plan.after));
          expect(fingerprint(await store.readTopology())).toBe(plan.baseFingerprint);
        } finally {
          await store.close();
        }
      }),
      { seed: 20_260_801, numRuns: 6 },
    );
    expect(moves).toBeGreaterThan(10);
  });
});
