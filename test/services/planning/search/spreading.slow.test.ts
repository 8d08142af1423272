import { expect, it } from 'vitest';

import { clusterOf } from '../../../../bench/planner-problems.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';

it('a plan for 4,800 shard groups of 240 collections is found among fewer than 200 candidates for each group', () => {
  const groups = 4800;
  const before = clusterOf(
    {
      ...{ name: 'many', servers: 10, emptyServers: 2, groups, collections: 240 },
      ...{ replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL' },
      promised: { seconds: 1, bytesOverBound: 1.002, loadOverBound: 1.01, movedOverLeast: 1.05 },
    },
    1,
  );

  expect(makePlan(before, {}, 1).search.evaluatedMoves / groups).toBeLessThan(200);
});
