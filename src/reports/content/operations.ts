/**
 * The GraphQL operations that reports show beside their results: each can be pasted into GraphiQL as it stands. Texts
 * use names of the published API only.
 */
import { type Run, type RunInput, scenarioInputOf } from '../../services/model/run.js';
import type { Scenario, ScenarioServers, ScenarioTenant } from '../../services/model/scenario.js';
import { scenarioOf } from '../../services/model/scenarios.js';

export interface Operation {
  readonly text: string;
  /** null where the operation takes none. */
  readonly variables: Readonly<Record<string, unknown>> | null;
}

const clusterState = `query ClusterState {
  cluster {
    fingerprint
    takenAt
    health { status }
    totals { tenants documents bytes collections shards shardGroups replicas dbServers }
    servers { shortName zone status usedBytes documents leaderCount followerCount }
  }
}`;

const addTenants = `mutation AddTenants($input: AddTenantsInput!) {
  addTenants(input: $input) {
    ... on AddTenantsPayload {
      outcomes {
        name
        tenant { key documents bytes shardGroup { index } }
        error { code message }
      }
    }
    ... on Error { code message }
  }
}`;

const addServers = `mutation AddServers($input: AddSimulatedServersInput!) {
  addSimulatedServers(input: $input) {
    ... on AddSimulatedServersPayload {
      cluster { servers { shortName zone usedBytes leaderCount followerCount } }
    }
    ... on Error { code message }
  }
}`;

const adviseScaling = `query AdviseScaling($input: AdviseScalingInput!) {
  adviseScaling(input: $input) {
    headroom { serversThatCanHelp bindingRule }
    recommendation { sentence }
    steps
  }
}`;

const simulateRebalance = `mutation SimulateRebalance($input: SimulateRebalanceInput!) {
  simulateRebalance(input: $input) {
    ... on SimulateRebalancePayload {
      plan {
        planHash
        moves {
          index
          wave
          kind
          group { index }
          from { shortName }
          to { shortName }
          bytes
          estimatedSeconds
          tenants { name }
          reason { sentence }
        }
      }
    }
    ... on Error { code message }
  }
}`;

const validate = `query Validate {
  checkIsolation { status documentsChecked edgesChecked }
  cluster { fingerprint health { status } totals { tenants documents } }
}`;

const neighbours = `query WhoSharesAShardGroup {
  tenants(first: 100) {
    edges {
      node {
        name
        documents
        bytes
        shardGroup { index leader { shortName } followers { shortName } }
        neighbours { name }
      }
    }
  }
}`;

/** Reads servers, totals and health as they are now. */
export const clusterStateOperation: Operation = { text: clusterState, variables: null };

/** Returns the mutation that adds tenants of these names and scale factors. */
export function addTenantsOperation(
  tenants: readonly { name: string; scaleFactor: number; naming: string }[],
): Operation {
  const wishes = tenants.map(({ name, scaleFactor, naming }) => ({
    name,
    scaleFactor,
    naming: naming === 'snake_case' ? 'SNAKE_CASE' : 'CAMEL_CASE',
  }));
  return { text: addTenants, variables: { input: { tenants: wishes } } };
}

/** Returns the mutation that adds these servers to a simulated cluster. */
export function addServersOperation({ count, zone, capacityBytes }: ScenarioServers): Operation {
  const size = capacityBytes === null ? {} : { capacityBytes: capacityBytes.toString() };
  return { text: addServers, variables: { input: { count, ...(zone !== null && { zone }), ...size } } };
}

/** Returns the query for what new servers would improve, for clusters whose servers are added by hand. */
export function adviseScalingOperation(count: number): Operation {
  return { text: adviseScaling, variables: { input: { count } } };
}

/** Plans a rebalance of the cluster as it is, and changes nothing. */
export const simulateRebalanceOperation: Operation = { text: simulateRebalance, variables: { input: {} } };

/** Checks every document and edge, and reads health and totals. */
export const validateOperation: Operation = { text: validate, variables: null };

/** Asks for each tenant's shard group and neighbours. */
export const neighboursOperation: Operation = { text: neighbours, variables: null };

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

const planAgain = `query PlanAgain($id: ID!) {
  node(id: $id) {
    ... on RebalancePlan {
      planHash
      baseFingerprint
      isStale
      summary { sentence }
      obstacle { sentence remedy }
    }
  }
}`;

const applyPlan = `mutation ApplyPlan($input: ApplyRebalanceInput!) {
  applyRebalance(input: $input) {
    ... on ApplyRebalancePayload { run { id status } }
    ... on StalePlanError { plannedFingerprint currentFingerprint }
    ... on Error { code message }
  }
}`;

const wayBack = `query WayBack($id: ID!) {
  node(id: $id) {
    ... on RebalancePlan {
      inverse { index wave kind group { index } from { shortName } to { shortName } bytes }
    }
  }
}`;

/** Returns the id that the API gives a plan: base64url of its type and its own id. */
export function planIdOfApi(planId: string): string {
  return Buffer.from(`RebalancePlan:${planId}`, 'utf8').toString('base64url');
}

/** Returns the query for the plan as it stands, and whether the cluster has moved on since. */
export function planAgainOperation(planId: string): Operation {
  return { text: planAgain, variables: { id: planIdOfApi(planId) } };
}

/** Returns the mutation that carries the plan out. */
export function applyPlanOperation(planId: string): Operation {
  return { text: applyPlan, variables: { input: { planId: planIdOfApi(planId) } } };
}

/** Returns the query for the moves that lead back. */
export function wayBackOperation(planId: string): Operation {
  return { text: wayBack, variables: { id: planIdOfApi(planId) } };
}

const planFields = `... on SimulateRebalancePayload {
      plan {
        id
        planHash
        imagined { sentence }
        obstacle { sentence remedy }
        summary { sentence }
      }
    }
    ... on Error { code message }`;

const simulate = `mutation SimulateWhatIf($input: SimulateRebalanceInput!) {
  simulateRebalance(input: $input) {
    ${planFields}
  }
}`;

const forecast = `query WhereATenantWouldLand($input: ForecastTenantPlacementInput!) {
  forecastTenantPlacement(input: $input) {
    sentence
    documents
    bytes
    candidates { probability group { index } leader { shortName } neighbours { name } }
  }
}`;

const health = `query Health {
  cluster {
    health { status findings { level code message } }
    servers { shortName status usedBytes capacityBytes }
  }
}`;

const topologyJson = `query TopologyAsJson {
  cluster { fingerprint json }
}`;

/** Plans as the cluster would be with one more server. */
export const oneMoreServerOperation: Operation = { text: simulate, variables: { input: { addServers: { count: 1 } } } };

/** Returns the mutation that plans as if SmartGraphs had been created with another number of shard groups, 1 to 1000. */
export function moreShardsOperation(numberOfShards: number): Operation {
  return { text: simulate, variables: { input: { numberOfShards } } };
}

/** Asks where the next tenant would land if it were placed where there is least. */
export const leastLoadedOperation: Operation = { text: forecast, variables: { input: { placement: 'LEAST_LOADED' } } };

/** Reads health with its findings, and the room on each server. */
export const healthOperation: Operation = { text: health, variables: null };

/** Writes the topology as a document that can be edited and read again. */
export const topologyJsonOperation: Operation = { text: topologyJson, variables: null };
