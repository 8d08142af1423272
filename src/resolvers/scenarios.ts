/** The scenarios of the guide, and how somebody describes one of their own. */
import { builder } from '../schema/builder.js';
import { type NamedScenario, Scenario } from '../schema/Scenario.js';
import { maxServersAtOnce } from '../services/model/request-limits.js';
import type { DemoScenario } from '../services/model/scenario.js';
import { guideScenarios } from '../services/model/scenarios.js';
import { atMost } from './inputs.js';
import { tenantsField } from './tenant-inputs.js';

builder.queryFields((t) => ({
  scenarios: t.field({
    type: [Scenario],
    description: 'The built-in scenarios of the demo, which startDemo accepts by name.',
    resolve: () =>
      Object.entries(guideScenarios).map(([name, scenario]): NamedScenario => ({
        name: name as DemoScenario,
        scenario,
      })),
  }),
}));

// Ranges are checked by the service, which says where in a long scenario something is wrong.
const ScenarioServersInput = builder.inputType('ScenarioServersInput', {
  description: 'DB-Servers to add, all in one zone.',
  fields: (t) => ({
    count: t.int({ required: true, defaultValue: 1, description: 'Number of DB-Servers to add, 1 to 100.' }),
    zone: t.string({ description: 'Availability zone of the DB-Servers; chosen by the cluster when omitted.' }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of each DB-Server in bytes; that of the largest existing DB-Server when omitted.',
    }),
  }),
});

/** A scenario of one's own. */
export const ScenarioInput = builder.inputType('ScenarioInput', {
  description: 'A custom scenario for the demo. It has only the steps that it needs.',
  fields: (t) => ({
    title: t.string({ description: 'Title of the scenario and of its report, at most 100 characters.' }),
    description: t.string({ description: 'What the scenario demonstrates, at most 1,000 characters.' }),
    tenants: t.field({ ...tenantsField, required: true, defaultValue: [] }),
    servers: t.field({
      type: [ScenarioServersInput],
      required: true,
      defaultValue: [],
      description: 'The DB-Servers to add, at most 100 in all.',
      validate: atMost(maxServersAtOnce),
    }),
    homeZone: t.string({
      description: 'Zone to assign to simulated DB-Servers that have none, before others are added.',
    }),
    isRebalanced: t.boolean({
      description: 'Whether the scenario ends with a rebalance; by default it does when it adds DB-Servers.',
    }),
  }),
});
