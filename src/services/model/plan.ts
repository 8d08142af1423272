/** A rebalance plan as a value: what is asked of the planner, what it answers, and the reason of every part. */
import type { NamingConvention } from './asset.js';
import type { PlanSearch } from './planning.js';
import type { PlacementStrategy } from './tenant.js';
import type { ClusterTopology } from './topology.js';

/** LEADERSHIP_TRANSFER changes roles only; the other two copy the data of the group. */
export type MoveKind = 'LEADERSHIP_TRANSFER' | 'MOVE_LEADER' | 'MOVE_FOLLOWER';

/**
 * What is balanced over the servers. Every objective that evens out a measure declares its code here from its own file, in
 * planning/measure/objectives: so adding one takes no list of codes beside the list of objectives.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the objectives fill it
export interface MeasureCodes {}

export type Measure = keyof MeasureCodes;

/** Everything that a plan may aim at: the measures, and what the other objectives declare from their files. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the objectives fill it
export interface ObjectiveCodes extends MeasureCodes {}

export type ObjectiveCode = keyof ObjectiveCodes;

/** Weight of each objective, 0 or more. */
export type PlanWeights = Readonly<Record<ObjectiveCode, number>>;

export interface NewServers {
  /** 0 to 100. */
  readonly count: number;
  /** What each can hold; null: as much as the largest server there is, or unknown when none is known. */
  readonly capacityBytes: bigint | null;
  /** null: spread over the zones there are, fewest servers first. */
  readonly zone: string | null;
}

/**
 * What a question sets of the limits, so that every field has a value. Each limit that can be set declares its field here
 * from its own file, in planning/limits.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the limits fill it
export interface PlanLimits {}

export interface PlanOptions extends WhatIfOptions {
  readonly addServers: NewServers;
  /** serverIds of the servers to be drained. */
  readonly removeServers: readonly string[];
  /** Weight of each measure, 0 or more; 0 leaves the measure out of the aim but never lets it get worse. */
  readonly objectives: PlanWeights;
  readonly limits: PlanLimits;
  /** Candidates that the search looks at before it stops with what it has; a count, so that plans are reproducible. */
  readonly budget: number;
}

/** How one measure stands over the servers. All values in the measure's unit (bytes, documents, groups, load). */
export interface MeasureBalance {
  readonly measure: Measure;
  readonly unit: string;
  /** In the order of the topology's servers. */
  readonly perServer: readonly { readonly serverId: string; readonly value: number }[];
  readonly mean: number;
  readonly max: number;
  /** 1 is perfect; 1 too where there is nothing to balance. */
  readonly maxOverMean: number;
  /** A lower bound of `max` over all placements that keep the limits. */
  readonly bestReachable: number;
  /** max / bestReachable - 1: 0 is the best that can be had. */
  readonly gap: number;
  /** The one rule that would have to give for a lower bound, as a sentence. */
  readonly bindingRule: string;
}

/** How many servers could still take anything. */
export interface Headroom {
  /** Further servers that could lead something, 0 or more; with this many more, one beyond them would lead nothing. */
  readonly serversThatCanHelp: number;
  readonly bindingRule: string;
}

export interface ObjectiveGain {
  readonly measure: Measure;
  readonly unit: string;
  /** Largest value on one server before and after the move. */
  readonly maxBefore: number;
  readonly maxAfter: number;
}

export interface RejectedAlternative {
  /** serverId of the other target. */
  readonly to: string;
  readonly sentence: string;
}

export interface MoveReason {
  /** Stable and machine readable, e.g. `LOWERS_MAX_BYTES`, `DRAINS_SERVER`. */
  readonly code: string;
  readonly sentence: string;
  readonly gains: readonly ObjectiveGain[];
  /** The rule that decided between the candidates, as a sentence; null when none did. */
  readonly bindingRule: string | null;
  readonly rejectedAlternative: RejectedAlternative | null;
}

export interface Move {
  /** 0, 1, 2, ... in the order in which the moves are to be made. */
  readonly index: number;
  /** Moves of one wave may run at the same time; waves run one after the other. */
  readonly wave: number;
  readonly kind: MoveKind;
  readonly groupId: string;
  /** serverId that gives the replica or the role. */
  readonly from: string;
  /** serverId that takes it. */
  readonly to: string;
  /** Bytes copied; 0 for a leadership transfer. */
  readonly bytes: bigint;
  /** Documents copied; 0 for a leadership transfer. */
  readonly documents: number;
  /** Modelled from the bandwidth limit. */
  readonly estimatedSeconds: number;
  readonly tenantKeys: readonly string[];
  readonly reason: MoveReason;
}

export interface MoveWave {
  readonly index: number;
  /** Indexes of the wave's moves. */
  readonly moves: readonly number[];
  readonly bytes: bigint;
  readonly estimatedSeconds: number;
}

/** Why a server stays as it is although it is far from the mean. */
export interface NonMove {
  readonly serverId: string;
  readonly code: string;
  readonly sentence: string;
}

export interface PlanSummary {
  readonly moves: number;
  readonly bytesMoved: bigint;
  /** The inflow that every server below the mean needs to reach it: no plan can balance with less. */
  readonly leastBytes: bigint;
  readonly estimatedSeconds: number;
  readonly before: readonly MeasureBalance[];
  readonly after: readonly MeasureBalance[];
  /** The plan in one sentence, with numbers. */
  readonly sentence: string;
}

/** What the planner returns: a pure function of topology, options and seed, byte for byte. */
export interface PlanBody {
  readonly options: PlanOptions;
  readonly seed: number;
  /** Fingerprint of the topology that the plan was made for, before new servers are imagined. */
  readonly baseFingerprint: string;
  /** The starting point, new servers included, so that before and after have the same servers. */
  readonly before: ClusterTopology;
  readonly after: ClusterTopology;
  readonly moves: readonly Move[];
  readonly waves: readonly MoveWave[];
  readonly summary: PlanSummary;
  readonly notMoved: readonly NonMove[];
  /** The moves that lead from `after` back to `before`, in order. */
  readonly inverse: readonly Move[];
}

/** What a plan imagines, and how the cluster stood without it. */
export interface WhatIf {
  /** Empty: everything in the plan exists. */
  readonly imagined: readonly ImaginedPart[];
  /** null: once the cluster has the plan's fingerprint, the moves can be made. */
  readonly obstacle: PlanObstacle | null;
  /** Each measure of the cluster that was asked about, before anything was imagined, in the order of `measures`. */
  readonly today: readonly MeasureBalance[];
}

/** A plan that was kept. `planHash` is the sha-256 of the body's canonical JSON. */
export interface RebalancePlan extends PlanBody {
  readonly id: string;
  readonly planHash: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly whatIf: WhatIf;
  readonly figures: PlanFigures;
  /** Missing in plans whose moves were given, not searched for. */
  readonly search?: PlanSearch;
}

/** ArangoDB's imbalance scores: higher is worse, and a score alone means nothing, so compare before with after. */
export interface ArangoDbImbalance {
  /**
   * As `GET /_admin/cluster/rebalance` reports it: leaders weighted with their coupled shards. Crowding counts only over
   * the servers that lead any shard of a collection, so the score can rise when new servers begin to lead.
   */
  readonly leaders: number;
  /** As reported there: every shard counts as 1 MiB, coupled shards as one. In bytes squared. */
  readonly shards: number;
  /** The formula of `shards`, told what it does not know: real sizes, and capacities where all are known. */
  readonly shardsBySize: number;
}

/** The room that a plan needs on one server while it runs. */
export interface ServerPeak {
  readonly serverId: string;
  /** The most that is on the server at any moment of the plan. */
  readonly peakBytes: bigint;
  /** By how much that is more than it has at the start and at the end. */
  readonly peakExtraBytes: bigint;
}

/** How the leaders of one collection are spread; the collection with the most crowded server stands for all. */
export interface LeaderSpread {
  /** The SmartGraph or single collection that is spread worst. */
  readonly graph: string;
  readonly shardGroups: number;
  /** The most shard groups of it that one server leads. */
  readonly mostOnOneServer: number;
  /** What an even spread over the servers that may lead would have as its most. */
  readonly leastPossible: number;
  /** Collections, coupled ones counted once, whose most is above their least possible. */
  readonly collectionsAboveLeast: number;
}

/** What a plan takes against what any schedule of its moves must take; modelled from its limits. */
export interface Makespan {
  readonly boundSeconds: number;
  /** estimatedSeconds / boundSeconds - 1; 0 where there is nothing to move. */
  readonly gap: number;
  /** What decides the bound, as a sentence. */
  readonly bindingRule: string;
}

/** All of it is a function of the plan's body. */
export interface PlanFigures {
  /** Bytes copied over the least that any plan would copy; null when that is 0. */
  readonly movedOverLeast: number | null;
  readonly makespan: Makespan;
  readonly arangodbBefore: ArangoDbImbalance;
  readonly arangodbAfter: ArangoDbImbalance;
  /** In the order of the plan's servers. */
  readonly peaks: readonly ServerPeak[];
  /** null when no collection has more than one shard group. */
  readonly leaderSpreadBefore: LeaderSpread | null;
  readonly leaderSpreadAfter: LeaderSpread | null;
}

/** A server that is to be drained, and the one that takes its place. */
export interface ServerReplacement {
  /** serverId of the server that leaves. */
  readonly serverId: string;
  /** What its successor can hold; null: as much as the server that leaves. */
  readonly capacityBytes: bigint | null;
  /** null: the zone of the server that leaves. */
  readonly zone: string | null;
}

/** Tenants of one size that are still to come. */
export interface TenantGrowth {
  /** With a count above 1 they are named `<name> 1`, `<name> 2`, ... */
  readonly name: string;
  /** 1 to 1000. */
  readonly scaleFactor: number;
  /** 1 to 1000. */
  readonly count: number;
  readonly naming: NamingConvention;
  readonly placement: PlacementStrategy;
}

/** How the cluster is expected to grow. */
export interface Growth {
  readonly tenants: readonly TenantGrowth[];
  /** Stated size of a document; null: the mean of the tenants there are. */
  readonly bytesPerDocument: number | null;
}

/** The parts of a question that imagine more than new servers; one that is missing imagines nothing. */
export interface WhatIfOptions {
  /** In the order of serverId, each server at most once. */
  readonly replaceServers?: readonly ServerReplacement[];
  /** Plan as if every SmartGraph had been created with this number of shards, 1 to 1000. */
  readonly numberOfShards?: number;
  readonly growth?: Growth;
}

type ImaginedKind = 'SERVERS' | 'SUCCESSORS' | 'SHARD_GROUPS' | 'TENANTS';

/** Something in a plan that does not exist, with what was assumed about it. */
export interface ImaginedPart {
  readonly kind: ImaginedKind;
  readonly sentence: string;
}

/** Why a plan cannot be applied or exported as it is. */
export interface PlanObstacle {
  /** Stable and machine readable. */
  readonly code: 'SERVERS_DO_NOT_EXIST' | 'OTHER_NUMBER_OF_SHARDS';
  readonly sentence: string;
  /** What can be done instead. */
  readonly remedy: string;
}
