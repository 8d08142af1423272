/**
 * What an objective is: something that a plan improves, weighted against the others. All that is said of one comes from
 * its descriptor: default, the API's input and enum value, lines of reports, reasons of moves.
 */
import type { Measure, ObjectiveCode } from '../../../model/plan.js';
import type { ClusterTopology, TopologyGroup, TopologyServer } from '../../../model/topology.js';

/** What every objective says of itself. */
interface ObjectiveFacts<Code extends ObjectiveCode> {
  /** In plans and answers; the API's input has it in camelCase. */
  readonly code: Code;
  /** What leaving its weight out means, within `weightRange`. */
  readonly defaultWeight: number;
  /** What the weight is the weight of, as the API's description of its input goes on after `Weight of`. */
  readonly weighs: string;
}

/** A measure over the servers: a plan evens it out, and every state of a cluster has a balance of it. */
export interface MeasureObjective extends ObjectiveFacts<Measure> {
  readonly kind: 'MEASURE';
  /** What a server has of it, as a sentence of the API without a full stop. */
  readonly description: string;
  /** Its row in tables, and its row where the largest value on one server is set against the mean. */
  readonly title: string;
  readonly ratioTitle: string;
  /** EVERY_REPLICA: each copy of a group counts where it is; LEADER_ONLY: the group counts where its leader is. */
  readonly counts: 'EVERY_REPLICA' | 'LEADER_ONLY';
  /** Returns what is counted, in words. */
  readonly unitOf: (topology: ClusterTopology) => string;
  /** Returns a function that gives a group's size in this measure: one copy, 0 or more. */
  readonly sizeIn: (topology: ClusterTopology) => (group: TopologyGroup) => number;
  /** Returns a value with its unit for people, e.g. `4.30 MB`; `unit` is that of `unitOf`. */
  readonly inWords: (value: number, unit: string) => string;
  /** Returns what a server can hold of it, null for no end; missing where capacity does not limit it. */
  readonly capacityOf?: (server: TopologyServer) => bigint | null;
  /** true: every group counts as one, whatever is in it. */
  readonly isCountOfGroups?: true;
  /** true: it goes with another measure, so that sentences for a reader in a hurry leave it out. */
  readonly isLeftOutOfSentences?: true;
}

/** The shard groups of one class that two servers lead, before one hands a leadership to the other. */
export interface SpreadFacts {
  readonly className: string;
  readonly from: string;
  readonly ledByFrom: number;
  readonly to: string;
  readonly ledByTo: number;
}

/** Spreads the leaders of each class of shard groups over the servers: even leaders in all do not see to that. */
export interface SpreadObjective extends ObjectiveFacts<ObjectiveCode> {
  readonly kind: 'SPREAD';
  /** Returns the class of a group. A class with a single group has nothing to spread. */
  readonly classOf: (group: TopologyGroup) => string;
  /** The code of a move's reason, and how its sentence goes on after what the move does. */
  readonly reason: { readonly code: string; readonly sentence: (facts: SpreadFacts) => string };
}

/** A price of what a plan does: the search weighs every gain against it. */
export interface PriceObjective extends ObjectiveFacts<ObjectiveCode> {
  readonly kind: 'PRICE';
  /** What copying as much as a server has on average costs at weight 1, where each measure counts with its weight. */
  readonly ofCopies: number;
}

export type Objective = MeasureObjective | SpreadObjective | PriceObjective;

/** What a weight may be; 0 leaves an objective out of the aim. */
export const weightRange = { least: 0, greatest: 1000 } as const;

/** Returns the values per server, in the order of the topology's servers. */
export function valuesPerServer(
  objective: Pick<MeasureObjective, 'counts' | 'sizeIn'>,
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
