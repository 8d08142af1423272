/** What clients may ask for: tenants, and scenarios of their own. What is left out gets its default. */
import type { NamingConvention } from './asset.js';
import type { RunInput } from './run.js';
import type { PlacementStrategy } from './tenant.js';

/** A wish for a tenant; what is left out gets its default. */
export interface TenantRequest {
  readonly name: string;
  /** 1 to 1000; 1 when left out. */
  readonly scaleFactor?: number | null;
  /** camelCase when left out. */
  readonly naming?: NamingConvention | null;
  /** At most 1,000 characters. */
  readonly description?: string | null;
  /** HASH when left out. */
  readonly placement?: PlacementStrategy | null;
  readonly idempotencyKey?: string | null;
}

/** A scenario as a client asks for it; what is left out gets its default. */
export interface ScenarioRequest {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  /** At most 1,000, with different names. */
  readonly tenants?: readonly TenantRequest[] | null | undefined;
  /** At most 100 DB-Servers in all. */
  readonly servers?: readonly ServersRequest[] | null | undefined;
  /** Zone of the simulated DB-Servers that stand in none; they are left alone when left out. */
  readonly homeZone?: string | null | undefined;
  /** Left out: rebalanced when DB-Servers join. */
  readonly isRebalanced?: boolean | null | undefined;
}

/** DB-Servers that are to join, all in one zone. */
export interface ServersRequest {
  readonly count: number;
  readonly zone?: string | null | undefined;
  readonly capacityBytes?: bigint | null | undefined;
}

/** How to run the demo; everything has a default. */
export interface DemoRequest extends Partial<Pick<RunInput, 'scenario' | 'naming' | 'pace'>> {
  /** A scenario of one's own, instead of one of the guide's. */
  readonly own?: ScenarioRequest | null | undefined;
}
