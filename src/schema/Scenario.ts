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
  description: 'A tenant that comes in a scenario.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    scaleFactor: t.exposeInt('scaleFactor', { description: 'Its size, 1 to 1000.' }),
    naming: t.expose('naming', {
      type: NamingConvention,
      nullable: true,
      description: 'How its documents are spelt; null: as the run is asked to spell them.',
    }),
  }),
});

const ScenarioServers = builder.objectRef<DomainServers>('ScenarioServers').implement({
  description: 'DB-Servers that join in a scenario.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many.' }),
    zone: t.exposeString('zone', { nullable: true, description: 'Their zone; null: as the cluster places them.' }),
    capacityBytes: t.expose('capacityBytes', {
      type: 'BigInt',
      nullable: true,
      description: 'What each can hold, in bytes; null: as much as the largest DB-Server there is.',
    }),
  }),
});

/** What a demo is going to do. */
export const Scenario = builder.objectRef<NamedScenario>('Scenario').implement({
  description: 'What a demo is going to do. It has only the steps that it needs.',
  fields: (t) => ({
    name: t.field({ type: DemoScenario, description: 'As startDemo takes it.', resolve: ({ name }) => name }),
    title: t.string({ description: 'For people.', resolve: ({ scenario }) => scenario.title }),
    description: t.string({ description: 'What it shows.', resolve: ({ scenario }) => scenario.description }),
    tenants: t.field({
      type: [ScenarioTenant],
      description: 'The tenants that come, in their order.',
      resolve: ({ scenario }) => scenario.tenants,
    }),
    servers: t.field({
      type: [ScenarioServers],
      description: 'The DB-Servers that join, in their order.',
      resolve: ({ scenario }) => scenario.servers,
    }),
    homeZone: t.string({
      nullable: true,
      description: 'Zone that simulated DB-Servers without one are put into before others join; null: left alone.',
      resolve: ({ scenario }) => scenario.homeZone,
    }),
    isRebalanced: t.boolean({
      description: 'Whether shards are rebalanced at the end.',
      resolve: ({ scenario }) => scenario.isRebalanced,
    }),
  }),
});
