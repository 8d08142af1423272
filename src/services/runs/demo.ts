/** The demo of the guide as a list of named steps: state, tenants, servers, rebalancing, validation. */
import { type Scenario, type StepKind, stepKindsOf } from '../model/scenario.js';
import type { DemoDependencies, Step } from './step.js';
import { initialStateStep } from './steps/initial-state.js';
import { serverAdditionStep } from './steps/server-addition.js';
import { shardRebalancingStep } from './steps/shard-rebalancing.js';
import { tenantAdditionStep } from './steps/tenant-addition.js';
import { validationStep } from './steps/validation.js';

type StepFactory = (dependencies: DemoDependencies, scenario: Scenario) => Step;

const steps: Readonly<Record<StepKind, StepFactory>> = {
  INITIAL_STATE: initialStateStep,
  TENANT_ADDITION: tenantAdditionStep,
  SERVER_ADDITION: serverAdditionStep,
  SHARD_REBALANCING: shardRebalancingStep,
  VALIDATION: validationStep,
};

/** Returns the steps that the scenario needs, in the guide's order. */
export function demoSteps(dependencies: DemoDependencies, scenario: Scenario): readonly Step[] {
  return stepKindsOf(scenario).map((kind) => steps[kind](dependencies, scenario));
}
