/** What each step of a run found, as data: one kind per step. Snapshots are named by id and stored. */
import type { NamingConvention } from './asset.js';
import type { ClusterHealth, IsolationReport, PerformanceReport, ProbeFigures } from './check.js';
import type { MeasureBalance } from './plan.js';

/** What one tenant addition did, in a demo. */
export interface TenantAdditionFact {
  readonly tenantKey: string;
  readonly name: string;
  readonly scaleFactor: number;
  readonly naming: NamingConvention;
  /** ALREADY_THERE: a tenant of that name existed before the run and was left as it was. */
  readonly outcome: 'ADDED' | 'ALREADY_THERE';
  readonly documents: number;
  readonly bytes: bigint;
  readonly groupId: string;
  readonly elapsedMs: number;
  readonly before: { readonly tenants: number; readonly documents: number };
  readonly after: { readonly tenants: number; readonly documents: number };
}

/** A tenant that could not be added; the others of its run were. */
export interface TenantNotAddedFact {
  readonly name: string;
  readonly scaleFactor: number;
  readonly failure: { readonly code: string; readonly message: string; readonly remedy: string | null };
}

/** What each step of a run found; snapshots are named by id and stored. */
export type StepFacts =
  | {
      readonly kind: 'INITIAL_STATE';
      readonly snapshotId: string;
      readonly health: ClusterHealth;
      readonly isolation: IsolationReport;
      readonly performance: PerformanceReport;
    }
  | {
      readonly kind: 'TENANT_ADDITION';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      readonly tenants: readonly TenantAdditionFact[];
      /** Empty where all were added. */
      readonly notAdded: readonly TenantNotAddedFact[];
      readonly probe: ProbeFigures;
    }
  | {
      readonly kind: 'SERVER_ADDITION';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      /** serverIds of the servers that were added; empty where only a person can add them. */
      readonly addedServerIds: readonly string[];
      /** What a person has to do; empty on the simulated cluster. */
      readonly manualSteps: readonly string[];
      /** The zone that DB-Servers without one were put into, and which these were; missing where none was. */
      readonly homeZone?: { readonly zone: string; readonly serverIds: readonly string[] };
    }
  | {
      readonly kind: 'SHARD_REBALANCING';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      readonly planId: string;
      readonly planHash: string;
      readonly predictedFingerprint: string;
      readonly reachedFingerprint: string;
      readonly movesMade: number;
      readonly bytesMoved: bigint;
      readonly elapsedMs: number;
      readonly before: readonly MeasureBalance[];
      readonly after: readonly MeasureBalance[];
      readonly probe: ProbeFigures;
    }
  | {
      readonly kind: 'VALIDATION';
      readonly snapshotId: string;
      readonly isolation: IsolationReport;
      readonly performance: PerformanceReport;
      readonly health: ClusterHealth;
      /** Expected against found; the run fails when they differ. */
      readonly integrity: readonly {
        readonly title: string;
        readonly expected: string;
        readonly found: string;
        readonly status: 'PASS' | 'FAIL';
      }[];
    }
  | {
      /** Of a rebalance that was applied; the demo's rebalancing has a kind of its own. */
      readonly kind: 'REBALANCE';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      readonly planId: string;
      readonly planHash: string;
      /** Of the cluster as the moves would make it. */
      readonly predictedFingerprint: string;
      readonly reachedFingerprint: string;
      /** Whether every shard group is where the plan said, in the roles that it said. */
      readonly isReached: boolean;
      readonly movesMade: number;
      readonly movesNotMade: number;
      /** Of the moves made: those that went to another server than planned. */
      readonly movesElsewhere: number;
      readonly bytesMoved: bigint;
      /** From the first event to the last move, pauses included; measured. */
      readonly elapsedMs: number;
      readonly before: readonly MeasureBalance[];
      readonly after: readonly MeasureBalance[];
      /** null where the plan had no move to make. */
      readonly probe: ProbeFigures | null;
    };
