/** Simulates a rebalance: makes a plan and keeps it. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { serverIdOf } from '../schema/DbServer.js';
import { changeErrors } from '../schema/Error.js';
import { MoveKind } from '../schema/RebalanceMove.js';
import { RebalancePlan } from '../schema/RebalancePlan.js';
import { tenantKeyOf } from '../schema/Tenant.js';
import { InfeasiblePlanError, InvalidIdError, UnknownServerError, UnknownTenantError } from '../services/errors.js';
import type { RebalancePlan as DomainPlan } from '../services/model/plan.js';
import type { SimulationRequest } from '../services/services.js';
import { NewServersInput, positiveBytes } from './inputs.js';

const weight = z.number().min(0, 'is negative').max(1e6, 'is more than 1,000,000');

const PlanObjectivesInput = builder.inputType('PlanObjectivesInput', {
  description: 'Weight of each measure; 0 leaves it out of the aim but never lets it get worse.',
  fields: (t) => ({
    bytes: t.float({ description: 'Weight of BYTES, 0 or more.', validate: weight }),
    documents: t.float({ description: 'Weight of DOCUMENTS, 0 or more.', validate: weight }),
    leaders: t.float({ description: 'Weight of LEADERS, 0 or more.', validate: weight }),
    load: t.float({ description: 'Weight of LOAD, 0 or more.', validate: weight }),
  }),
});

const PlanLimitsInput = builder.inputType('PlanLimitsInput', {
  description: 'What no move may break; what is left out has a default that suits most.',
  fields: (t) => ({
    maximumNumberOfMoves: t.int({
      description: 'At most so many moves.',
      validate: z.int('is not a whole number').min(0, 'is negative').max(100_000, 'is more than 100,000'),
    }),
    maxBytesMoved: t.field({
      type: 'BigInt',
      description: 'At most so many bytes are copied; no cap when left out.',
      validate: z.bigint().min(0n, 'is negative'),
    }),
    allowedKinds: t.field({ type: [MoveKind], description: 'Only moves of these kinds; all when left out.' }),
    concurrentMovesPerServer: t.int({
      description: 'Moves that one server may take part in at the same time, 1 to 100.',
      validate: z.int('is not a whole number').min(1, 'is less than 1').max(100, 'is more than 100'),
    }),
    bandwidthBytesPerSecond: t.field({
      type: 'BigInt',
      description: 'What one server can send or receive, in bytes per second; times in the plan follow from it.',
      validate: positiveBytes,
    }),
    pinnedTenants: t.idList({ description: 'Global ids of tenants whose shard group stays where it is.' }),
  }),
});

const SimulateRebalanceInput = builder.inputType('SimulateRebalanceInput', {
  description: 'What to plan for. Left empty: an even spread over the servers there are.',
  fields: (t) => ({
    addServers: t.field({ type: NewServersInput, description: 'Servers to imagine before planning.' }),
    removeServers: t.idList({ description: 'Servers to drain: their serverIds or global ids.' }),
    objectives: t.field({
      type: PlanObjectivesInput,
      description: 'What to improve; all measures alike when left out.',
    }),
    limits: t.field({ type: PlanLimitsInput, description: 'What no move may break.' }),
  }),
});

const SimulateRebalancePayload = builder.objectRef<{ plan: DomainPlan }>('SimulateRebalancePayload').implement({
  description: 'What simulateRebalance brought.',
  fields: (t) => ({
    plan: t.field({ type: RebalancePlan, description: 'The plan, which is kept.', resolve: ({ plan }) => plan }),
  }),
});

builder.mutationFields((t) => ({
  simulateRebalance: t.field({
    type: SimulateRebalancePayload,
    description: 'Makes a plan for the cluster as it is now and keeps it. Changes nothing in the cluster.',
    args: { input: t.arg({ type: SimulateRebalanceInput, required: true, description: 'What to plan for.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    errors: {
      types: [...changeErrors, InvalidIdError, InfeasiblePlanError, UnknownServerError, UnknownTenantError],
      union: { description: 'The plan, or why there is none.' },
    },
    resolve: async (_root, { input }, { services }) => ({ plan: await services.plans.simulate(requestOf(input)) }),
  }),
}));

function requestOf(input: typeof SimulateRebalanceInput.$inferInput): SimulationRequest {
  const { addServers, removeServers } = input;
  return {
    addServers: addServers && {
      count: addServers.count,
      capacityBytes: addServers.capacityBytes ?? null,
      zone: addServers.zone ?? null,
    },
    removeServers: removeServers?.map(serverIdOf) ?? null,
    objectives: objectivesOf(input.objectives),
    limits: limitsOf(input.limits),
  };
}

function objectivesOf(
  input: typeof PlanObjectivesInput.$inferInput | null | undefined,
): SimulationRequest['objectives'] {
  if (!input) return null;
  return given({ BYTES: input.bytes, DOCUMENTS: input.documents, LEADERS: input.leaders, LOAD: input.load });
}

function limitsOf(input: typeof PlanLimitsInput.$inferInput | null | undefined): SimulationRequest['limits'] {
  if (!input) return null;
  return given({
    maximumNumberOfMoves: input.maximumNumberOfMoves,
    maxBytesMoved: input.maxBytesMoved,
    allowedKinds: input.allowedKinds,
    concurrentMovesPerServer: input.concurrentMovesPerServer,
    // Rates are modelled: what a number loses above 2^53 bytes per second does not matter.
    bandwidthBytesPerSecond: input.bandwidthBytesPerSecond == null ? null : Number(input.bandwidthBytesPerSecond),
    pinnedTenants: input.pinnedTenants?.map(tenantKeyOf),
  });
}

/** Leaves out what the client left out, so that defaults apply. */
function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
