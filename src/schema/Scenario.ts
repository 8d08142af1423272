/** What a demo is going to do: the tenants that come, the DB-Servers that join, and what follows. */
import type {
  DemoScenario as Name,
  Scenario as DomainScenario,
  ScenarioServers as DomainServers,
  ScenarioTenant as DomainTenant,
} from '../services/model/scenario.js';
import { builder } from './builder.js';
import { DemoScenario } from './Run.js';
import { NamingConvention } from './Tenant.js';

/** A scenario with the name that `startDemo` takes. */
export interface NamedScenario {
  readonly name: Name;
  readonly scenario: DomainScenario;
}

const ScenarioTenant = builder.objectRef<DomainTenant>('ScenarioTenant').implement({
  description: 'A tenant that a scenario adds.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the tenant that is added.' }),
    scaleFactor: t.exposeInt('scaleFactor', {
      description: 'Size of the tenant, 1 to 1000: each unit stands for 1,095 documents.',
    }),
    naming: t.expose('naming', {
      type: NamingConvention,
      nullable: true,
      description: 'Naming convention of its documents; null to use the naming of the run.',
    }),
  }),
});

const ScenarioServers = builder.objectRef<DomainServers>('ScenarioServers').implement({
  description: 'DB-Servers that a scenario adds, all in one zone.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Number of DB-Servers to add.' }),
    zone: t.exposeString('zone', {
      nullable: true,
      description: 'Availability zone of the DB-Servers; null to leave the choice to the cluster.',
    }),
    capacityBytes: t.expose('capacityBytes', {
      type: 'BigInt',
      nullable: true,
      description: 'Capacity of each DB-Server in bytes; null for the capacity of the largest existing one.',
    }),
  }),
});

/** What a demo is going to do. */
export const Scenario = builder.objectRef<NamedScenario>('Scenario').implement({
  description: 'What a demo does. A scenario has only the steps that it needs.',
  fields: (t) => ({
    name: t.field({
      type: DemoScenario,
      description: 'The value to pass to startDemo as scenario.',
      resolve: ({ name }) => name,
    }),
    title: t.string({ description: 'Title of the scenario for people.', resolve: ({ scenario }) => scenario.title }),
    description: t.string({
      description: 'What the scenario demonstrates.',
      resolve: ({ scenario }) => scenario.description,
    }),
    tenants: t.field({
      type: [ScenarioTenant],
      description: 'The tenants to add, in order.',
      resolve: ({ scenario }) => scenario.tenants,
    }),
    servers: t.field({
      type: [ScenarioServers],
      description: 'The DB-Servers to add, in order.',
      resolve: ({ scenario }) => scenario.servers,
    }),
    homeZone: t.string({
      nullable: true,
      description:
        'Zone to assign to simulated DB-Servers that have none, before others are added; null to leave them ' +
        'as they are.',
      resolve: ({ scenario }) => scenario.homeZone,
    }),
    isRebalanced: t.boolean({
      description: 'Whether the scenario ends with a rebalance.',
      resolve: ({ scenario }) => scenario.isRebalanced,
    }),
  }),
});
