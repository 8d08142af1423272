/** The GraphQL operation that starts a run like the one that a report tells of. */
import { type Run, type RunInput, scenarioInputOf } from '../../services/model/run.js';
import type { Scenario, ScenarioTenant } from '../../services/model/scenario.js';
import { scenarioOf } from '../../services/model/scenarios.js';
import type { Operation } from './operations.js';

const startDemo = `mutation StartDemo($input: StartDemoInput!) {
  startDemo(input: $input) {
    ... on StartDemoPayload { run { id } }
    ... on Error { code message }
  }
}`;

const startTenantBatch = `mutation StartTenantBatch($input: StartTenantBatchInput!) {
  startTenantBatch(input: $input) {
    ... on StartTenantBatchPayload { run { id } }
    ... on Error { code message }
  }
}`;

/** Returns the operation with the variables that the run was started with. Throws a RangeError for a rebalance. */
export function startOperation(run: Pick<Run, 'id' | 'kind' | 'input'>): Operation {
  const input = scenarioInputOf(run);
  if (run.kind === 'TENANT_BATCH') {
    return { text: startTenantBatch, variables: { input: { tenants: scenarioOf(input).tenants.map(tenantInput) } } };
  }
  return { text: startDemo, variables: { input: demoInput(input) } };
}

/** Returns what is typed to tell the same story in a terminal; null where it needs a file of one's own. */
export function demoCommand({ scenario, naming, own }: RunInput): string | null {
  if (own) return null;
  const which = scenario === 'DEMO' ? '' : ` --scenario ${scenario}`;
  return `shardbook demo${which} --naming ${naming} --pace INSTANT --save-report`;
}

function demoInput({ scenario, naming, pace, own }: RunInput): object {
  const spelt = naming === 'snake_case' ? 'SNAKE_CASE' : 'CAMEL_CASE';
  return { ...(own ? { ownScenario: scenarioInput(own) } : { scenario }), naming: spelt, pace };
}

function scenarioInput({ title, description, tenants, servers, homeZone, isRebalanced }: Scenario): object {
  return {
    title,
    ...(description !== '' && { description }),
    tenants: tenants.map(tenantInput),
    servers: servers.map(({ count, zone, capacityBytes }) => ({
      count,
      ...(zone !== null && { zone }),
      ...(capacityBytes !== null && { capacityBytes: capacityBytes.toString() }),
    })),
    ...(homeZone !== null && { homeZone }),
    isRebalanced,
  };
}

/** Without the idempotency key: it belongs to that one request. */
function tenantInput({ name, scaleFactor, naming, description, placement }: ScenarioTenant): object {
  return {
    name,
    scaleFactor,
    ...(naming !== null && { naming: naming === 'snake_case' ? 'SNAKE_CASE' : 'CAMEL_CASE' }),
    ...(description !== null && { description }),
    ...(placement !== 'HASH' && { placement }),
  };
}
