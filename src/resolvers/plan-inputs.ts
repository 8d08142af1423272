/** What a plan may be asked for: the input types that simulating and comparing share, and how they become a wish. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { camelCased } from '../schema/camel-case.js';
import { collectionNameOf } from '../schema/Collection.js';
import { serverIdOf } from '../schema/DbServer.js';
import { changeErrors } from '../schema/Error.js';
import { decodeId } from '../schema/global-id.js';
import { PlacementStrategy } from '../schema/PlacementForecast.js';
import { MoveKind } from '../schema/RebalanceMove.js';
import { NamingConvention, tenantKeyOf } from '../schema/Tenant.js';
import { inFigures } from '../services/base/wording.js';
import {
  InfeasiblePlanError,
  InvalidIdError,
  PlacementNotFoundError,
  UnknownServerError,
  UnknownSnapshotError,
  UnknownTenantError,
} from '../services/errors/errors.js';
import { PlanningCancelledError, PlanningFailedError, TooManyPlansError } from '../services/errors/errors.js';
import { maxNamesInList, mostServersAtOnce, mostTenantsAtOnce } from '../services/model/request-limits.js';
import { objectives } from '../services/planning/measure/objectives/list.js';
import { weightRange } from '../services/planning/measure/objectives/objective.js';
import type { SimulationRequest } from '../services/planning/service.js';
import { atMost, NewServersInput, positiveBytes, zoneName } from './inputs.js';

const { least, greatest } = weightRange;

/** What making a plan may fail with. */
export const planErrors = [
  ...changeErrors,
  InvalidIdError,
  InfeasiblePlanError,
  PlacementNotFoundError,
  PlanningCancelledError,
  PlanningFailedError,
  TooManyPlansError,
  UnknownServerError,
  UnknownSnapshotError,
  UnknownTenantError,
];

const PlanObjectivesInput = builder.inputType('PlanObjectivesInput', {
  description: 'Weight of each objective; 0 leaves it out of the aim but never lets a measure get worse.',
  fields: (t) =>
    Object.fromEntries(
      objectives.map(({ code, weighs, defaultWeight }) => [
        camelCased(code),
        t.float({
          description: `Weight of ${weighs}. ${inFigures(least)} to ${inFigures(greatest)}; ${defaultWeight} when left out.`,
          validate: z
            .number()
            .min(least, 'is negative')
            .max(greatest, `is more than ${inFigures(greatest)}`),
        }),
      ]),
    ),
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
    allowedKinds: t.field({
      type: [MoveKind],
      description: 'Only moves of these kinds; all when left out.',
      validate: atMost(maxNamesInList),
    }),
    concurrentMovesPerServer: t.int({
      description: 'Moves that one server may take part in at the same time, 1 to 100.',
      validate: z.int('is not a whole number').min(1, 'is less than 1').max(100, 'is more than 100'),
    }),
    bandwidthBytesPerSecond: t.field({
      type: 'BigInt',
      description:
        'What one server can send or receive, in bytes per second; times in the plan follow from it. When left out, that of the simulated cluster, or 125 MB/s elsewhere.',
      validate: positiveBytes,
    }),
    pinnedTenants: t.idList({
      description: `Global ids of tenants whose shard group stays where it is, at most ${inFigures(maxNamesInList)}.`,
      validate: atMost(maxNamesInList),
    }),
    pinnedCollections: t.idList({
      description:
        'Names or global ids of collections whose shard groups stay where they are; coupled collections stay with them.' +
        ` At most ${inFigures(maxNamesInList)}.`,
      validate: atMost(maxNamesInList),
    }),
  }),
});

const ServerReplacementInput = builder.inputType('ServerReplacementInput', {
  description: 'A server to drain, and what is known of the one that takes its place.',
  fields: (t) => ({
    serverId: t.id({ required: true, description: 'The server that leaves: its serverId, short name or global id.' }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'What its successor can hold, in bytes; as much as the server that leaves when left out.',
      validate: positiveBytes,
    }),
    zone: t.string({
      description: 'Availability zone of its successor; that of the server that leaves when left out.',
      validate: zoneName,
    }),
  }),
});

const TenantGrowthInput = builder.inputType('TenantGrowthInput', {
  description: 'Tenants of one size that are still to come.',
  fields: (t) => ({
    name: t.string({ description: 'Their name, numbered when count is above 1; Future tenant when left out.' }),
    scaleFactor: t.int({ required: true, defaultValue: 1, description: 'Their size, 1 to 1000.' }),
    count: t.int({ required: true, defaultValue: 1, description: 'How many, 1 to 1000; 1000 in all.' }),
    naming: t.field({ type: NamingConvention, description: 'How they are spelt; CAMEL_CASE when left out.' }),
    placement: t.field({ type: PlacementStrategy, description: 'How they are placed; HASH when left out.' }),
  }),
});

const GrowthInput = builder.inputType('GrowthInput', {
  description: 'Tenants that are still to come: their documents are exact, their bytes and keys modelled.',
  fields: (t) => ({
    tenants: t.field({
      type: [TenantGrowthInput],
      required: true,
      description: 'The tenants, in order.',
      validate: atMost(mostTenantsAtOnce),
    }),
    bytesPerDocument: t.int({
      description: 'Bytes of one of their documents; the mean of the tenants there are when left out.',
    }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** Returns the fields of an input that says what to plan for. */
export function planFields(t: InputFields) {
  return {
    snapshotId: t.id({
      description: 'Global id of a snapshot to plan for, also an imported one; the live cluster when left out.',
    }),
    addServers: t.field({ type: NewServersInput, description: 'Servers to imagine before planning.' }),
    removeServers: t.idList({
      description: `Servers to drain: their serverIds, short names or global ids, at most ${inFigures(maxNamesInList)}.`,
      validate: atMost(maxNamesInList),
    }),
    replaceServers: t.field({
      type: [ServerReplacementInput],
      description: `Servers to drain, at most ${mostServersAtOnce}, with an imagined successor for each.`,
      validate: atMost(mostServersAtOnce),
    }),
    numberOfShards: t.int({
      description:
        'Plan for the cluster as it would be if its SmartGraphs had been created with so many shard groups, 1 to 1000. A comparison: such a plan cannot be applied.',
    }),
    growth: t.field({ type: GrowthInput, description: 'Tenants to imagine before planning.' }),
    objectives: t.field({
      type: PlanObjectivesInput,
      description: 'What to improve, and how much each objective weighs against the others.',
    }),
    limits: t.field({ type: PlanLimitsInput, description: 'What no move may break.' }),
    budget: t.field({
      type: 'BigInt',
      description:
        'The most candidate moves that the search looks at before it stops with what it has; 100,000,000 when left out. A count and not a time, so that the same question gives the same plan.',
      validate: z.bigint().min(0n, 'is negative').max(BigInt(Number.MAX_SAFE_INTEGER), 'is more than 2^53 - 1'),
    }),
  };
}

/** What to plan for. */
export const SimulateRebalanceInput = builder.inputType('SimulateRebalanceInput', {
  description: 'What to plan for. Left empty: an even spread over the servers there are.',
  fields: planFields,
});

/** Returns the wish in an input; both operations that plan take the same. Throws InvalidIdError. */
export function requestOf(input: typeof SimulateRebalanceInput.$inferInput): SimulationRequest {
  const { addServers, removeServers, replaceServers, growth, snapshotId } = input;
  return {
    snapshotId: snapshotId == null ? null : decodeId(snapshotId, ['Snapshot']).id,
    addServers: addServers && {
      count: addServers.count,
      capacityBytes: addServers.capacityBytes ?? null,
      zone: addServers.zone ?? null,
    },
    removeServers: removeServers?.map(serverIdOf) ?? null,
    replaceServers:
      replaceServers?.map(({ serverId, capacityBytes, zone }) => ({
        serverId: serverIdOf(serverId),
        capacityBytes: capacityBytes ?? null,
        zone: zone ?? null,
      })) ?? null,
    numberOfShards: input.numberOfShards ?? null,
    growth: growth ?? null,
    objectives: objectivesOf(input.objectives),
    limits: limitsOf(input.limits),
    budget: input.budget == null ? null : Number(input.budget),
  };
}

function objectivesOf(
  input: typeof PlanObjectivesInput.$inferInput | null | undefined,
): SimulationRequest['objectives'] {
  return input && given(Object.fromEntries(objectives.map(({ code }) => [code, input[camelCased(code)]])));
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
    pinnedCollections: input.pinnedCollections?.map(collectionNameOf),
  });
}

/** Leaves out what the client left out, so that defaults apply. */
function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
