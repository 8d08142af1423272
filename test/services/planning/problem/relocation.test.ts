// From anywhere that legal steps lead, the fewest steps from the start are legal too and lead to the same place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { judgePlacement } from '../../../../src/services/planning/limits/list.js';
import { shortestSteps } from '../../../../src/services/planning/problem/relocation.js';
import {
  applyStep,
  initialState,
  leaderOf,
  type PlanState,
  problemOf,
  type Step,
} from '../../../../src/services/planning/problem/state.js';
import { completeOptions } from '../../../../src/services/planning/question/options.js';
import { sortedTopology } from '../../../../src/services/planning/question/what-if.js';
import { cluster } from '../../../support/clusters.js';
import { oddClusters } from '../../../support/odd-clusters.js';

const { limits } = completeOptions();
const roomy = oddClusters({ servers: [2, 6], groups: [1, 2], statuses: ['BAD', 'DRAINING'] }).map((topology) => ({
  ...topology,
  servers: topology.servers.map((server) => ({ ...server, capacityBytes: null })),
}));

/** The legal step that chance picks among all of them; null when there is none. */
function someStep(state: PlanState, chance: number): Step | null {
  const servers = [...state.problem.servers.keys()];
  const legal = [...state.replicas.keys()].flatMap((group) =>
    [...state.replicas[group]!].flatMap((from) =>
      servers.flatMap((to) =>
        (['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER'] as const)
          .map((kind): Step => ({ kind, group, from, to }))
          .filter((step) => from !== to && judgePlacement(step, state).isAccepted),
      ),
    ),
  );
  return legal[chance % Math.max(1, legal.length)] ?? null;
}

function placementOf(state: PlanState, group: number): readonly number[] {
  const [, ...followers] = state.replicas[group]!;
  return [leaderOf(state, group), ...followers.sort((a, b) => a - b)];
}

describe('shortestSteps', () => {
  it('keep every limit from the start, copy nothing twice and end in the same place', () => {
    let found = 0;
    fc.assert(
      fc.property(roomy, fc.array(fc.nat(), { maxLength: 6 }), (topology, chances) => {
        const problem = problemOf(sortedTopology(topology), limits);
        const state = initialState(problem);
        for (const chance of chances) {
          const step = someStep(state, chance);
          if (step) applyStep(state, step);
        }

        for (const group of state.replicas.keys()) {
          const steps = shortestSteps(state, group);
          if (steps === null) continue;
          const replayed = initialState(problem);
          for (const step of steps) {
            expect(judgePlacement(step, replayed)).toEqual({ isAccepted: true });
            applyStep(replayed, step);
          }
          expect(placementOf(replayed, group)).toEqual(placementOf(state, group));
          const arrivals = steps.filter(({ kind }) => kind !== 'LEADERSHIP_TRANSFER').map(({ to }) => to);
          expect(arrivals.filter((to) => problem.original[group]!.includes(to))).toEqual([]);
          expect(new Set(arrivals).size).toBe(arrivals.length);
          found += steps.length;
        }
      }),
      { seed: 20_260_801, numRuns: 400 },
    );
    expect(found).toBeGreaterThan(400);
  });

  const five = ['a', 'b', 'c', 'd', 'e'];
  const stepsIn = (state: PlanState) => {
    const indexOf = (name: string): number => state.problem.servers.findIndex(({ serverId }) => serverId === name);
    return (kind: Step['kind'], from: string, to: string): Step => ({
      ...{ kind, group: 0 },
      from: indexOf(from),
      to: indexOf(to),
    });
  };

  it('put the new leader in the place of a follower that is in sync', () => {
    const topology = cluster(five, [{ leader: 'a', followers: ['b', 'd'], inSync: ['d'], bytes: 10 }]);
    const state = initialState(problemOf(topology, limits));
    const step = stepsIn(state);
    const way = [
      step('MOVE_FOLLOWER', 'd', 'c'),
      step('LEADERSHIP_TRANSFER', 'a', 'c'),
      step('MOVE_FOLLOWER', 'b', 'e'),
    ];
    for (const each of way) applyStep(state, each);

    const found = shortestSteps(state, 0);

    expect(found).toHaveLength(3);
    expect(found).toContainEqual(step('MOVE_FOLLOWER', 'd', 'c'));
  });

  it('are none where only a second copy of a replica would lead there', () => {
    const topology = cluster(five, [{ leader: 'a', followers: ['b'], inSync: [], bytes: 10 }]);
    const state = initialState(problemOf(topology, limits));
    const step = stepsIn(state);
    applyStep(state, step('MOVE_LEADER', 'a', 'c'));
    applyStep(state, step('MOVE_FOLLOWER', 'b', 'a'));

    expect(shortestSteps(state, 0)).toBeNull();
  });
});
