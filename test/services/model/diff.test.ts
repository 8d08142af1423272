import { describe, expect, it } from 'vitest';

import { diffInTurns, diffTopologies } from '../../../src/services/model/diff.js';
import { applyMove } from '../../../src/services/model/placement.js';
import { planRebalance } from '../../../src/services/planning/answers/planner.js';
import { completeOptions } from '../../../src/services/planning/question/options.js';
import { demoCluster } from '../../support/clusters.js';
import { benchCluster } from '../../support/planner-thread.js';

describe('diffTopologies', () => {
  it('finds nothing between two equal states in another order', () => {
    const topology = demoCluster();
    const shuffled = { ...topology, servers: topology.servers.toReversed(), groups: topology.groups.toReversed() };

    expect(diffTopologies(topology, shuffled).isEmpty).toBe(true);
  });

  it('says the same when other work comes in between', async () => {
    const before = benchCluster(12_000);
    const after = { ...before, groups: before.groups.slice(1).toReversed(), servers: before.servers.slice(1) };

    expect(await diffInTurns(before, after)).toEqual(diffTopologies(before, after));
    expect((await diffInTurns(before, after)).groupsRemoved.map(({ groupId }) => groupId)).toEqual(['bench/0']);
  });

  it('tells roles from replicas', () => {
    const before = demoCluster();
    const handed = applyMove(before, { kind: 'LEADERSHIP_TRANSFER', groupId: 'g/0', from: 'a', to: 'b' });
    const after = applyMove(handed, { kind: 'MOVE_FOLLOWER', groupId: 'g/1', from: 'c', to: 'd' });

    expect(diffTopologies(before, after).groupsMoved).toMatchObject([
      { groupId: 'g/0', leaderChanged: true, replicasAdded: [], replicasRemoved: [] },
      { groupId: 'g/1', leaderChanged: false, replicasAdded: ['d'], replicasRemoved: ['c'] },
    ]);
  });

  it('lists servers, tenants and totals that changed', () => {
    const before = demoCluster();
    const [first, second, ...tenants] = before.tenants;
    const after = {
      ...before,
      servers: before.servers
        .slice(1)
        .map((server, index) => (index === 0 ? { ...server, status: 'BAD' as const } : server)),
      tenants: [{ ...first!, documents: first!.documents + 5 }, ...tenants],
    };

    const diff = diffTopologies(before, after);

    expect(diff.serversRemoved.map(({ serverId }) => serverId)).toEqual(['a']);
    expect(diff.serversChanged[0]?.changes).toEqual([{ property: 'status', before: 'GOOD', after: 'BAD' }]);
    expect(diff.tenantsRemoved).toEqual([second]);
    expect(diff.tenantsResized[0]).toMatchObject({ documentsDelta: 5, bytesDelta: 0n });
    expect(diff.totals).toMatchObject({ servers: -1, tenants: -1, documents: 0 });
  });

  it('lists exactly the groups that a plan moves', () => {
    const plan = planRebalance(demoCluster(), completeOptions(), 1);

    const moved = new Set(plan.moves.map(({ groupId }) => groupId));
    expect(diffTopologies(plan.before, plan.after).groupsMoved.map(({ groupId }) => groupId)).toEqual(
      [...moved].sort(),
    );
  });
});
