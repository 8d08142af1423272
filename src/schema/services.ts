/** What resolvers, server and command line may ask of the domain. */
import type { ReportService } from '../reports/service.js';
import type { AssetService } from '../services/assets/service.js';
import type { CheckService } from '../services/checks/service.js';
import type { TopologyService } from '../services/cluster/service.js';
import type { PlanService } from '../services/planning/service.js';
import type { RunService } from '../services/runs/service.js';
import type { TenantService } from '../services/tenants/service.js';

/** Everything that a request may ask of the domain. */
export interface Services {
  readonly tenants: TenantService;
  readonly assets: AssetService;
  readonly topology: TopologyService;
  readonly plans: PlanService;
  readonly checks: CheckService;
  readonly runs: RunService;
  readonly reports: ReportService;
  /** For people, without credentials. */
  readonly storeDescription: string;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}
