/**
 * The GraphQL operations that reports show beside their results: each can be pasted into GraphiQL as it stands. Texts
 * use names of the published API only.
 */
import type { ScenarioServers } from '../../services/model/scenario.js';

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

/** Returns the query for what so many more servers would do, for clusters whose servers a person adds. */
export function adviseScalingOperation(count: number): Operation {
  return { text: adviseScaling, variables: { input: { count } } };
}

/** Plans a rebalance of the cluster as it is, and changes nothing. */
export const simulateRebalanceOperation: Operation = { text: simulateRebalance, variables: { input: {} } };

/** Checks every document and edge, and reads health and totals. */
export const validateOperation: Operation = { text: validate, variables: null };

/** Asks for each tenant's shard group and neighbours. */
export const neighboursOperation: Operation = { text: neighbours, variables: null };
