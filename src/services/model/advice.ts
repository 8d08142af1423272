/**
 * Answers about the future as plain data: what more servers would do, and where a new tenant would land. Every figure
 * says whether it was measured in the cluster or modelled from what is known.
 */
import type { Headroom, MeasureBalance } from './plan.js';
import type { PlacementStrategy } from './tenant.js';
import type { Deployment, ServerStatus } from './topology.js';

/** How one server stands now; everything measured. */
export interface ServerStanding {
  readonly serverId: string;
  readonly shortName: string;
  readonly zone: string | null;
  readonly status: ServerStatus;
  /** null when unknown. */
  readonly capacityBytes: bigint | null;
  /** All replicas on the server. */
  readonly bytes: bigint;
  readonly documents: number;
  /** Shard groups that it leads, empty ones included. */
  readonly leaders: number;
  /** Shard groups that it leads and that hold data. */
  readonly leadersWithData: number;
  readonly followers: number;
  /** Tenants whose shard group it leads. */
  readonly tenantsLed: number;
  /** Its share of the bytes on all servers, 0 to 1; 0 where there are none. */
  readonly shareOfBytes: number;
}

/** What a server that does not exist yet would hold after the rebalance; everything modelled. */
export interface NewServerOutcome {
  readonly serverId: string;
  readonly shortName: string;
  readonly bytes: bigint;
  readonly leaders: number;
  readonly leadersWithData: number;
  /** Why it would lead nothing that holds data; null when it would lead some. */
  readonly whyIdle: string | null;
}

/** One measure without change, after rebalancing alone, and after adding the servers and rebalancing. */
export interface MeasureOutlook {
  readonly measure: MeasureBalance['measure'];
  readonly unit: string;
  /** Largest value on one server now. */
  readonly maxNow: number;
  /** Modelled: after a rebalance over the servers there are. */
  readonly maxRebalanced: number;
  /** Modelled: after adding the servers and rebalancing. */
  readonly maxWithServers: number;
  /** The least that any placement on the enlarged cluster can reach. */
  readonly bestReachable: number;
  readonly bindingRule: string;
}

/** A fact about the cluster that caps what more servers can do. */
export interface ScalingLimit {
  /** Stable and machine readable, e.g. `GROUPS_WITH_DATA`. */
  readonly code: string;
  readonly sentence: string;
}

/**
 * ADD_SERVERS: all of them help. ADD_FEWER: there are not enough groups with data for all to lead. REBALANCE_FIRST and
 * NO_GAIN: do not add any.
 */
export type ScalingVerdict = 'ADD_SERVERS' | 'ADD_FEWER' | 'REBALANCE_FIRST' | 'NO_GAIN';

export interface ScalingRecommendation {
  readonly verdict: ScalingVerdict;
  /** How many of the asked-for servers find a group to lead without another one losing its last, 0 or more. */
  readonly serversWorthAdding: number;
  readonly sentence: string;
}

/** The plan behind the advice, in figures. */
export interface ScalingPlanFigures {
  readonly planHash: string;
  readonly moves: number;
  readonly bytesMoved: bigint;
  /** Modelled from the bandwidth limit. */
  readonly estimatedSeconds: number;
  readonly before: readonly MeasureBalance[];
  readonly after: readonly MeasureBalance[];
}

/** What a number of new servers would improve. Asking changes nothing. */
export interface ScalingAdvice {
  readonly deployment: Deployment;
  readonly addServers: number;
  /** In the order of `serverId`. */
  readonly servers: readonly ServerStanding[];
  readonly headroom: Headroom;
  /** The servers there are and the new ones, after rebalancing; the basis is MODELLED. */
  readonly plan: ScalingPlanFigures;
  /** One entry per measure, in the order of `measures`. */
  readonly outlook: readonly MeasureOutlook[];
  readonly newServers: readonly NewServerOutcome[];
  readonly limits: readonly ScalingLimit[];
  readonly recommendation: ScalingRecommendation;
  /** What to do, in order; on the simulated cluster as operations, elsewhere as steps for a person. */
  readonly steps: readonly string[];
}

/** One shard group in which the tenant may land. */
export interface PlacementCandidate {
  readonly groupId: string;
  /** 0 to 1; the candidates add up to 1. */
  readonly probability: number;
  readonly leader: string;
  readonly followers: readonly string[];
  /** Keys of the tenants that are there already, in order. */
  readonly neighbours: readonly string[];
  /** One copy, the new tenant included; modelled. */
  readonly bytesAfter: bigint;
  readonly documentsAfter: number;
  /** Bytes on the fullest server if the tenant lands here; modelled. */
  readonly maxServerBytesAfter: bigint;
}

/** Servers of the cluster with the tenant added, each group weighted with its probability; modelled. */
export interface ServerForecast {
  readonly serverId: string;
  readonly shortName: string;
  readonly bytesBefore: bigint;
  /** Expected value where more than one group is possible. */
  readonly bytesAfter: bigint;
  readonly documentsBefore: number;
  readonly documentsAfter: number;
  /** Probability that the server leads the tenant's group, 0 to 1. */
  readonly leadsProbability: number;
}

/** Where a tenant of some size would land. Nothing is changed by asking. */
export interface PlacementForecast {
  readonly strategy: PlacementStrategy;
  readonly scaleFactor: number;
  /** Documents that the tenant will have: exact, the generator's counts do not vary. */
  readonly documents: number;
  /** One copy of the tenant's documents; modelled. */
  readonly bytes: bigint;
  /** Where `bytes` comes from, as a sentence. */
  readonly bytesBasis: string;
  /** In the order of probability, then of the topology; empty when the graph has no shard group yet. */
  readonly candidates: readonly PlacementCandidate[];
  /** The one group where it is certain, else null. */
  readonly certainGroupId: string | null;
  /** In the order of `serverId`. */
  readonly servers: readonly ServerForecast[];
  readonly balanceBefore: readonly MeasureBalance[];
  /** With the tenant in the candidate that leaves the fullest server least full; as before when there is none. */
  readonly balanceAfterBest: readonly MeasureBalance[];
  /** With the tenant in the candidate that leaves the fullest server fullest. */
  readonly balanceAfterWorst: readonly MeasureBalance[];
  /** Servers that the tenant could fill beyond their capacity, as sentences. */
  readonly warnings: readonly string[];
  readonly sentence: string;
}
