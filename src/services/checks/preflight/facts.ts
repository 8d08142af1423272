/** What the preflight checks judge: everything is read from the store once, before any of them runs. */
import type { ClusterHealth, IsolationReport, Verdict } from '../../model/check.js';
import type { Run } from '../../model/run.js';
import type { Tenant } from '../../model/tenant.js';
import type { ClusterTopology, SnapshotHead } from '../../model/topology.js';

export interface PreflightFacts {
  readonly now: Date;
  /** How long the store took to answer. */
  readonly pingMs: number;
  /** For people, without credentials. */
  readonly storeDescription: string;
  readonly topology: ClusterTopology;
  readonly health: ClusterHealth;
  readonly runningRuns: readonly Run[];
  /** Tenants that are not ACTIVE. */
  readonly unfinishedTenants: readonly Tenant[];
  /** null when there is none. */
  readonly newestSnapshot: SnapshotHead | null;
  readonly snapshots: number;
  readonly isolation: IsolationReport;
  /** The demo's tenants that are not there yet. */
  readonly plannedTenants: readonly { readonly name: string; readonly scaleFactor: number }[];
}

/** One line of the list, as a pure function of the facts; `Needs` are those that it looks at. */
export interface PreflightCheck<Needs extends keyof PreflightFacts = keyof PreflightFacts> {
  /** Stable and machine readable. */
  readonly code: string;
  /** What is checked, as a sentence in the present tense. */
  readonly title: string;
  judge(facts: Pick<PreflightFacts, Needs>): Verdict;
}
