/** The scenarios of the scale-out guide, each told with the steps of the demo that it needs. */
import { InvalidInputError } from '../errors/errors.js';
import type { RunInput } from './run.js';
import type { DemoScenario, Scenario, ScenarioServers, ScenarioTenant } from './scenario.js';

/** Returns tenants of these names and scale factors, with everything else as usual. */
function tenants(...wishes: readonly (readonly [name: string, scaleFactor: number])[]): readonly ScenarioTenant[] {
  const usual = { naming: null, description: null, placement: 'HASH', idempotencyKey: null } as const;
  return wishes.map(([name, scaleFactor]) => ({ name, scaleFactor, ...usual }));
}

function servers(count: number, zone: string | null = null): ScenarioServers {
  return { count, zone, capacityBytes: null };
}

/** Names, sizes and order are those of the guide, `seed/scale-out-guide.md`: "Demonstration Flow", "Usage Examples", "Advanced Scenarios". */
export const guideScenarios: Readonly<Record<Exclude<DemoScenario, 'OWN'>, Scenario>> = {
  DEMO: {
    title: 'Scale-out of a multi-tenant cluster',
    description: 'Three tenants are added, two DB-Servers join, and shards are rebalanced onto them.',
    tenants: tenants(['Global Retail Chain', 2], ['Manufacturing Solutions Inc', 1], ['Tech Startup Innovations', 1]),
    servers: [servers(2)],
    homeZone: null,
    isRebalanced: true,
  },
  RAPID_GROWTH: {
    title: 'Rapid growth',
    description: 'Ten start-ups sign up one after another, and the cluster grows with them by two DB-Servers.',
    tenants: tenants(...Array.from({ length: 10 }, (_, at) => [`Startup ${at + 1}`, 1] as const)),
    servers: [servers(2)],
    homeZone: null,
    isRebalanced: true,
  },
  ENTERPRISE_ONBOARDING: {
    title: 'Enterprise onboarding',
    description: 'One customer of five times the usual size is added, and two DB-Servers join to make room for it.',
    tenants: tenants(['Global Enterprise', 5]),
    servers: [servers(2)],
    homeZone: null,
    isRebalanced: true,
  },
  GEOGRAPHIC_EXPANSION: {
    title: 'Geographic expansion',
    description:
      'Two divisions are added, two DB-Servers join in each of the zones EMEA and APAC, and the replicas ' +
      'of every shard group are spread over zones.',
    tenants: tenants(['EMEA Division', 2], ['APAC Division', 2]),
    servers: [servers(2, 'EMEA'), servers(2, 'APAC')],
    homeZone: 'HOME',
    isRebalanced: true,
  },
  BATCH_ONBOARDING: {
    title: 'Batch onboarding',
    description: 'Three customers are added in one batch. No DB-Server joins and no shard moves.',
    tenants: tenants(['Healthcare System', 2], ['Financial Services', 2], ['Government Agency', 1]),
    servers: [],
    homeZone: null,
    isRebalanced: false,
  },
};

/** Returns what a run is going to do. Throws InvalidInputError when it was asked for an own scenario and given none. */
export function scenarioOf({ scenario, own }: Pick<RunInput, 'scenario' | 'own'>): Scenario {
  if (own) return own;
  if (scenario !== 'OWN') return guideScenarios[scenario];
  throw new InvalidInputError(
    'ownScenario',
    'scenario is OWN, but ownScenario is missing',
    'Pass ownScenario, or choose one of the built-in scenarios',
  );
}

/** Returns how many DB-Servers join. */
export function serversToAdd({ servers: groups }: Scenario): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}
