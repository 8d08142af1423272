/** The GraphQL operations that the report of a plan names: how to see it, carry it out and leave it again. */
import type { Operation } from './operations.js';

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
