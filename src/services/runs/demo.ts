/** The demo of the guide as a list of named steps: state, tenants, servers, rebalancing, validation. */
import type { Scenario } from '../model/scenario.js';
import type { DemoDependencies } from './demo-dependencies.js';
import type { Step } from './step.js';
import { initialStateStep } from './steps/initial-state.js';
import { serverAdditionStep } from './steps/server-addition.js';
import { shardRebalancingStep } from './steps/shard-rebalancing.js';
import { tenantAdditionStep } from './steps/tenant-addition.js';
import { validationStep } from './steps/validation.js';

/** Returns the steps that the scenario needs, in the guide's order: the first and the last are always there. */
export function demoSteps(dependencies: DemoDependencies, scenario: Scenario): readonly Step[] {
  return [
    initialStateStep(dependencies),
    ...(scenario.tenants.length > 0 ? [tenantAdditionStep(dependencies, scenario)] : []),
    ...(scenario.servers.length > 0 ? [serverAdditionStep(dependencies, scenario)] : []),
    ...(scenario.isRebalanced ? [shardRebalancingStep(dependencies)] : []),
    validationStep(dependencies, scenario),
  ];
}
