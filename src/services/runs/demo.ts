/** The demo of the guide as a list of named steps: state, tenants, servers, rebalancing, validation. */
import type { DemoDependencies } from './demo-dependencies.js';
import type { Step } from './step.js';
import { initialStateStep } from './steps/initial-state.js';
import { serverAdditionStep } from './steps/server-addition.js';
import { shardRebalancingStep } from './steps/shard-rebalancing.js';
import { tenantAdditionStep } from './steps/tenant-addition.js';
import { validationStep } from './steps/validation.js';

/** Returns the five steps, in the guide's order. */
export function demoSteps(dependencies: DemoDependencies): readonly Step[] {
  return [
    initialStateStep(dependencies),
    tenantAdditionStep(dependencies),
    serverAdditionStep(dependencies),
    shardRebalancingStep(dependencies),
    validationStep(dependencies),
  ];
}
