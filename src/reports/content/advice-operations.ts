/** The GraphQL operations that recommendations and the report of a plan name, beside those that tell a run's story. */
import type { Operation } from './operations.js';

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

/** Returns the mutation that plans as if SmartGraphs had been created with so many shard groups, 1 to 1000. */
export function moreShardsOperation(numberOfShards: number): Operation {
  return { text: simulate, variables: { input: { numberOfShards } } };
}

/** Asks where the next tenant would land if it were placed where there is least. */
export const leastLoadedOperation: Operation = { text: forecast, variables: { input: { placement: 'LEAST_LOADED' } } };

/** Reads health with its findings, and the room on each server. */
export const healthOperation: Operation = { text: health, variables: null };

/** Writes the topology as a document that can be edited and read again. */
export const topologyJsonOperation: Operation = { text: topologyJson, variables: null };
