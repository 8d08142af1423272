/** The scenarios of the guide, and how somebody describes one of their own. */
import { builder } from '../schema/builder.js';
import { counted } from '../schema/context.js';
import { type NamedScenario, Scenario } from '../schema/Scenario.js';
import type { DemoScenario } from '../services/model/scenario.js';
import { guideScenarios } from '../services/model/scenarios.js';
import { tenantsField } from './tenant-inputs.js';

builder.queryFields((t) => ({
  scenarios: t.field({
    type: [Scenario],
    description: 'The scenarios of the guide, as startDemo takes them by name.',
    resolve: (_root, _args, context) =>
      counted(
        context,
        Object.entries(guideScenarios).map(([name, scenario]): NamedScenario => ({
          name: name as DemoScenario,
          scenario,
        })),
      ),
  }),
}));

// Ranges are checked by the service, which says where in a long scenario something is wrong.
const ScenarioServersInput = builder.inputType('ScenarioServersInput', {
  description: 'DB-Servers that join, all in one zone.',
  fields: (t) => ({
    count: t.int({ required: true, defaultValue: 1, description: 'How many, 1 to 100.' }),
    zone: t.string({ description: 'Their zone; as the cluster places them when left out.' }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'What each can hold, in bytes; as much as the largest DB-Server there is when left out.',
    }),
  }),
});

/** A scenario of one's own. */
export const ScenarioInput = builder.inputType('ScenarioInput', {
  description: 'A scenario of your own: it has only the steps that it needs.',
  fields: (t) => ({
    title: t.string({ description: 'At most 100 characters; it is the title of the report.' }),
    description: t.string({ description: 'What it shows, at most 1,000 characters.' }),
    tenants: t.field({ ...tenantsField, required: true, defaultValue: [] }),
    servers: t.field({
      type: [ScenarioServersInput],
      required: true,
      defaultValue: [],
      description: 'DB-Servers that join, at most 100 in all.',
    }),
    homeZone: t.string({
      description: 'Zone that simulated DB-Servers without one are put into before others join.',
    }),
    isRebalanced: t.boolean({
      description: 'Whether shards are rebalanced at the end; when left out they are if DB-Servers join.',
    }),
  }),
});
