/** What the steps of the demo work with. */
import type { CheckServiceInside } from '../checks/service.js';
import type { TopologyService } from '../cluster/service.js';
import type { PlanService } from '../planning/service.js';
import type { Store } from '../store/port.js';
import type { TenantServiceInside } from '../tenants/service.js';
import type { Probe } from './probe.js';

export interface DemoDependencies {
  readonly store: Store;
  readonly tenants: Pick<TenantServiceInside, 'addWatched' | 'byName'>;
  readonly topology: Pick<TopologyService, 'live' | 'takeSnapshot' | 'addSimulatedServers' | 'nameSimulatedZone'>;
  readonly plans: Pick<PlanService, 'simulate' | 'advise'>;
  readonly checks: Pick<CheckServiceInside, 'isolationWatched' | 'performance' | 'health'>;
  /** Starts to query these tenants until it is stopped. */
  readonly startProbe: (tenantKeys: readonly string[]) => Probe;
  /** Adds the two tenants that the guide begins with. */
  readonly seedTenants: () => Promise<void>;
  /** Told that the cluster's placement has changed. */
  readonly onPlacementChanged: () => void;
}
