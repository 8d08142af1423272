/** What a demo is going to do: the tenants that come, the DB-Servers that join, and what follows. */
import type {
  DemoScenario as Name,
  Scenario as DomainScenario,
  ScenarioServers as DomainServers,
  ScenarioTenant as DomainTenant,
} from '../services/model/scenario.js';
import { builder } from './builder.js';
import { exposed, exposedOf, show, showOrNull } from './exposed.js';
import { DemoScenario } from './Run.js';
import { NamingConvention } from './Tenant.js';

/** A scenario with the name that `startDemo` takes. */
export interface NamedScenario {
  readonly name: Name;
  readonly scenario: DomainScenario;
}

const ScenarioTenant = builder.objectRef<DomainTenant>('ScenarioTenant').implement({
  description: 'A tenant that a scenario adds.',
  fields: exposed(() => ({
    name: show('String', 'Name of the tenant that is added.'),
    scaleFactor: show('Int', 'Size of the tenant, 1 to 1000: each unit stands for 1,095 documents.'),
    naming: showOrNull(NamingConvention, 'Naming convention of its documents; null to use the naming of the run.'),
  })),
});

const ScenarioServers = builder.objectRef<DomainServers>('ScenarioServers').implement({
  description: 'DB-Servers that a scenario adds, all in one zone.',
  fields: exposed(() => ({
    count: show('Int', 'Number of DB-Servers to add.'),
    zone: showOrNull('String', 'Availability zone of the DB-Servers; null to leave the choice to the cluster.'),
    capacityBytes: showOrNull(
      'BigInt',
      'Capacity of each DB-Server in bytes; null for the capacity of the largest existing one.',
    ),
  })),
});

/** What a demo is going to do. */
export const Scenario = builder.objectRef<NamedScenario>('Scenario').implement({
  description: 'What a demo does. A scenario has only the steps that it needs.',
  fields: exposedOf('scenario', (t) => ({
    name: t.field({
      type: DemoScenario,
      description: 'The value to pass to startDemo as scenario.',
      resolve: ({ name }) => name,
    }),
    title: show('String', 'Title of the scenario for people.'),
    description: show('String', 'What the scenario demonstrates.'),
    tenants: show([ScenarioTenant], 'The tenants to add, in order.'),
    servers: show([ScenarioServers], 'The DB-Servers to add, in order.'),
    homeZone: showOrNull(
      'String',
      'Zone to assign to simulated DB-Servers that have none, before others are added; null to leave them ' +
        'as they are.',
    ),
    isRebalanced: show('Boolean', 'Whether the scenario ends with a rebalance.'),
  })),
});
