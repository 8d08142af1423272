/** Random clusters for property tests: small enough to shrink well, odd enough to meet every limit. */
import fc from 'fast-check';

import type { ClusterTopology } from '../../src/services/model/topology.js';
import { cluster, type GroupPlan, type ServerPlan } from './clusters.js';

export interface ClusterShape {
  readonly servers: readonly [least: number, greatest: number];
  readonly groups: readonly [least: number, greatest: number];
  /** Whether zones, capacities and followers out of sync may occur. */
  readonly odd: boolean;
}

/** Returns an arbitrary of clusters whose replicas are on different servers; some servers are empty. */
export function clusters({ servers, groups, odd }: ClusterShape): fc.Arbitrary<ClusterTopology> {
  return fc
    .record({
      serverCount: fc.integer({ min: servers[0], max: servers[1] }),
      empty: fc.integer({ min: 0, max: 2 }),
      replicas: fc.integer({ min: 1, max: 3 }),
      zones: odd ? fc.constantFrom(0, 0, 2, 3) : fc.constant(0),
      tight: odd ? fc.boolean() : fc.constant(false),
      writeConcern: odd ? fc.constantFrom(1, 2) : fc.constant(1),
      groups: fc.array(
        fc.record({
          first: fc.nat(20),
          stride: fc.nat(20),
          bytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 })),
          outOfSync: odd ? fc.integer({ min: 0, max: 9 }) : fc.constant(9),
        }),
        { minLength: groups[0], maxLength: groups[1] },
      ),
    })
    .map((shape) => {
      const names = Array.from({ length: shape.serverCount }, (_, index) => `s${String(index)}`);
      const filled = names.slice(0, Math.max(1, names.length - shape.empty));
      const copies = Math.min(shape.replicas, filled.length);
      const plans = shape.groups.map(({ first, bytes, outOfSync }, index): GroupPlan => {
        const holders = Array.from({ length: copies }, (_, copy) => filled[(first + copy) % filled.length]!);
        const [leader, ...followers] = holders;
        const inSync = followers.filter((_, copy) => copy !== outOfSync);
        return { leader: leader!, followers, inSync, bytes, tenants: bytes > 0 ? [`t${String(index)}`] : [] };
      });
      const total = plans.reduce((sum, { bytes = 0 }) => sum + bytes * copies, 0);
      const serverPlans = names.map((serverId, index): ServerPlan => {
        const zone = shape.zones > 0 ? `z${String(index % shape.zones)}` : null;
        const own = plans.filter((plan) => plan.leader === serverId || plan.followers?.includes(serverId));
        const held = own.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
        const capacityBytes = shape.tight ? BigInt(Math.max(held, Math.ceil((total * 1.4) / names.length))) : null;
        return { serverId, zone, capacityBytes };
      });
      return cluster(serverPlans, plans, { writeConcern: Math.min(shape.writeConcern, copies) });
    });
}
