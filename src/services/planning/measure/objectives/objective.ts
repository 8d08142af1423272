/** What an objective is: a measure over the servers that a plan evens out. */
import type { Measure } from '../../../model/plan.js';
import type { ClusterTopology, TopologyGroup } from '../../../model/topology.js';

/** A number with what it counts. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

export interface Objective {
  readonly name: Measure;
  /** EVERY_REPLICA: each copy of a group counts where it is; LEADER_ONLY: the group counts where its leader is. */
  readonly counts: 'EVERY_REPLICA' | 'LEADER_ONLY';
  /** Returns what is counted, in words. */
  unitOf(topology: ClusterTopology): string;
  /** Returns a function that gives a group's size in this measure: one copy, 0 or more. */
  sizeIn(topology: ClusterTopology): (group: TopologyGroup) => number;
  /** Returns the largest value on one server: what a plan lowers; 0 without servers. */
  measure(topology: ClusterTopology): Quantity;
}

/** Returns the values per server, in the order of the topology's servers. */
export function valuesPerServer(
  objective: Pick<Objective, 'counts' | 'sizeIn'>,
  topology: ClusterTopology,
): readonly number[] {
  const sizeOf = objective.sizeIn(topology);
  const values = new Map(topology.servers.map(({ serverId }) => [serverId, 0]));
  for (const group of topology.groups) {
    const size = sizeOf(group);
    const holders = objective.counts === 'LEADER_ONLY' ? [group.leader] : [group.leader, ...group.followers];
    // A replica on a server that the topology does not list (gone for good) counts nowhere.
    for (const holder of holders) {
      const value = values.get(holder);
      if (value !== undefined) values.set(holder, value + size);
    }
  }
  return [...values.values()];
}

/** Returns an objective; `measure` follows from the other parts. */
export function objective(parts: Omit<Objective, 'measure'>): Objective {
  return {
    ...parts,
    measure: (topology) => ({
      value: valuesPerServer(parts, topology).reduce((max, value) => Math.max(max, value), 0),
      unit: parts.unitOf(topology),
    }),
  };
}
