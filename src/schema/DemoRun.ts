/** A run of the demo: its steps, in one of the scenarios. */
import { scenarioInputOf } from '../services/model/run.js';
import { scenarioOf } from '../services/model/scenarios.js';
import { builder } from './builder.js';
import { DemoPace, DemoScenario, Run, runNode, type ShownRun } from './Run.js';
import { Scenario } from './Scenario.js';
import { NamingConvention } from './Tenant.js';

/** A run of the demo. */
export const DemoRun = builder.objectRef<ShownRun>('DemoRun');

builder.node(DemoRun, {
  description:
    'A run of the demo. Its steps depend on the scenario: initial state, tenants, servers, rebalance, validation.',
  interfaces: [Run],
  ...runNode('DEMO'),
  fields: (t) => ({
    scenarioDetails: t.field({
      type: Scenario,
      description: 'The tenants, DB-Servers and steps of the scenario.',
      resolve: (run) => {
        const input = scenarioInputOf(run);
        return { name: input.scenario, scenario: scenarioOf(input) };
      },
    }),
    scenario: t.field({
      type: DemoScenario,
      description: 'The scenario that the demo plays.',
      resolve: (run) => scenarioInputOf(run).scenario,
    }),
    naming: t.field({
      type: NamingConvention,
      description: 'Naming convention for the documents of the tenants that it adds.',
      resolve: (run) => scenarioInputOf(run).naming,
    }),
    pace: t.field({
      type: DemoPace,
      description: 'How long the demo pauses between steps.',
      resolve: (run) => scenarioInputOf(run).pace,
    }),
  }),
});
