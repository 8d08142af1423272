/** Servers to be removed are emptied where there is little room. */
import { describe, expect, it } from 'vitest';

import { InfeasiblePlanError } from '../../../../src/services/errors/errors.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { replicasOf } from '../../../../src/services/model/topology.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { completeOptions } from '../../../../src/services/planning/question/options.js';
import { cluster } from '../../../support/clusters.js';
import { brokenOnTheWay } from '../../../support/plan-checks.js';

const options = completeOptions({ removeServers: ['a'] });

/** Server a has to leave; b has room for 30 and c for `room`, and the group of a has 60. */
function littleRoom(room: number): ClusterTopology {
  return cluster(
    [
      { serverId: 'a', capacityBytes: 100n },
      { serverId: 'b', capacityBytes: 100n },
      { serverId: 'c', capacityBytes: BigInt(65 + room) },
    ],
    [
      { leader: 'a', bytes: 60 },
      { leader: 'b', bytes: 40 },
      { leader: 'b', bytes: 30 },
      { leader: 'c', bytes: 40 },
      { leader: 'c', bytes: 25 },
    ],
  );
}

describe('a plan that empties a server', () => {
  it('moves a smaller group on where no server has room for the large one', () => {
    const plan = planRebalance(littleRoom(35), options, 1);

    expect(plan.after.groups.flatMap(replicasOf)).not.toContain('a');
    expect(brokenOnTheWay(plan)).toEqual([]);
    const [first] = plan.moves;
    expect(first).toMatchObject({ groupId: 'g/2', from: 'b', to: 'c' });
  });

  it('is refused, with what is missing, where no move makes enough room', () => {
    expect(() => planRebalance(littleRoom(20), options, 1)).toThrow(InfeasiblePlanError);
    expect(() => planRebalance(littleRoom(20), options, 1)).toThrow(/server/);
  });
});
