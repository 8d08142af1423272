/** What a demo or a tenant batch is going to do, as data: the tenants that come, the servers that join, and what follows. */
import type { NamingConvention } from './asset.js';
import type { PlacementStrategy } from './tenant.js';

/** The scenarios of the guide, and OWN for one that somebody wrote. */
export type DemoScenario =
  'DEMO' | 'RAPID_GROWTH' | 'ENTERPRISE_ONBOARDING' | 'GEOGRAPHIC_EXPANSION' | 'BATCH_ONBOARDING' | 'OWN';

/** A tenant that is to come. */
export interface ScenarioTenant {
  readonly name: string;
  /** 1 to 1000. */
  readonly scaleFactor: number;
  /** null: as the run is asked to spell its tenants. */
  readonly naming: NamingConvention | null;
  readonly description: string | null;
  readonly placement: PlacementStrategy;
  readonly idempotencyKey: string | null;
}

/** DB-Servers that are to join. */
export interface ScenarioServers {
  /** 1 to 100. */
  readonly count: number;
  /** null: as the cluster places them. */
  readonly zone: string | null;
  /** null: as much as the largest DB-Server there is. */
  readonly capacityBytes: bigint | null;
}

/** Each list may be empty: a scenario has only the steps that it needs. */
export interface Scenario {
  readonly title: string;
  /** What it shows, in one or two sentences. */
  readonly description: string;
  readonly tenants: readonly ScenarioTenant[];
  readonly servers: readonly ScenarioServers[];
  /** Zone that simulated DB-Servers without one are taken to stand in before others join; null: they are left alone. */
  readonly homeZone: string | null;
  /** Whether shards are rebalanced at the end. */
  readonly isRebalanced: boolean;
}

/** The steps of a demo, by the kind of their facts. */
export type StepKind = 'INITIAL_STATE' | 'TENANT_ADDITION' | 'SERVER_ADDITION' | 'SHARD_REBALANCING' | 'VALIDATION';

/** What steps are called, for people. */
export const stepTitles: Readonly<Record<StepKind, string>> = {
  INITIAL_STATE: 'Initial state analysis',
  TENANT_ADDITION: 'Dynamic tenant addition',
  SERVER_ADDITION: 'Server addition',
  SHARD_REBALANCING: 'Shard rebalancing',
  VALIDATION: 'Validation',
};

/** Returns the steps that a scenario needs, in the guide's order: the first and the last are always there. */
export function stepKindsOf({ tenants, servers, isRebalanced }: Scenario): readonly StepKind[] {
  return [
    'INITIAL_STATE',
    ...(tenants.length > 0 ? (['TENANT_ADDITION'] as const) : []),
    ...(servers.length > 0 ? (['SERVER_ADDITION'] as const) : []),
    ...(isRebalanced ? (['SHARD_REBALANCING'] as const) : []),
    'VALIDATION',
  ];
}
