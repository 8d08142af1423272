/** What a plan may be asked for: the input types that simulating and comparing share, and how they become a wish. */
import type { InputFieldRef } from '@pothos/core';
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { camelCased } from '../schema/camel-case.js';
import { collectionNameOf } from '../schema/Collection.js';
import { serverIdOf } from '../schema/DbServer.js';
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
import { maxNamesInList, maxServersAtOnce, maxTenantsAtOnce } from '../services/model/request-limits.js';
import { limitSettings } from '../services/planning/limits/list.js';
import type { LimitSetting, SettingKind } from '../services/planning/limits/setting.js';
import { objectives } from '../services/planning/measure/objectives/list.js';
import { weightRange } from '../services/planning/measure/objectives/objective.js';
import type { SimulationRequest } from '../services/planning/service.js';
import { atMost, NewServersInput, positiveBytes, zoneName } from './inputs.js';

const { least, greatest } = weightRange;

/** What making a plan may fail with. */
export const planErrors = [
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
  description: 'Weight of each objective. An objective with weight 0 is not improved, but no measure is made worse.',
  fields: (t) =>
    Object.fromEntries(
      objectives.map(({ code, weighs, defaultWeight }) => [
        camelCased(code),
        t.float({
          description: `Weight of ${weighs}. ${inFigures(least)} to ${inFigures(greatest)}; ${defaultWeight} when omitted.`,
          validate: z
            .number()
            .min(least, 'is negative')
            .max(greatest, `is more than ${inFigures(greatest)}`),
        }),
      ]),
    ),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;
type InputField = InputFieldRef<typeof builder.$inferSchemaTypes, unknown>;

/** How a client gives a value of each kind. */
const valuesOfClients: Readonly<
  Record<
    SettingKind,
    {
      readonly field: (t: InputFields, setting: LimitSetting) => InputField;
      readonly valueOf: (given: never) => unknown;
    }
  >
> = {
  COUNT: {
    field: (t, { description, least: min, greatest: max }) =>
      t.int({
        description,
        validate: z
          .int('is not a whole number')
          .min(min, min === 0 ? 'is negative' : `is less than ${min}`)
          .max(max, `is more than ${inFigures(max)}`),
      }),
    valueOf: (given: number) => given,
  },
  BYTES: {
    field: (t, { description }) =>
      t.field({ type: 'BigInt', description, validate: z.bigint().min(0n, 'is negative') }),
    valueOf: (given: bigint) => given,
  },
  RATE: {
    field: (t, { description }) => t.field({ type: 'BigInt', description, validate: positiveBytes }),
    // Rates are modelled: what a number loses above 2^53 bytes per second does not matter.
    valueOf: (given: bigint) => Number(given),
  },
  MOVE_KINDS: {
    field: (t, { description, greatest: max }) => t.field({ type: [MoveKind], description, validate: atMost(max) }),
    valueOf: (given: readonly string[]) => given,
  },
  TENANTS: { field: namesField, valueOf: (given: readonly string[]) => given.map(tenantKeyOf) },
  COLLECTIONS: { field: namesField, valueOf: (given: readonly string[]) => given.map(collectionNameOf) },
};

function namesField(t: InputFields, { description, greatest: max }: LimitSetting): InputField {
  return t.idList({ description: `${description} At most ${inFigures(max)}.`, validate: atMost(max) });
}

const PlanLimitsInput = builder.inputType('PlanLimitsInput', {
  description: 'Limits that every move has to keep; each has a default.',
  fields: (t) =>
    Object.fromEntries(limitSettings.map((setting) => [setting.name, valuesOfClients[setting.kind].field(t, setting)])),
});

const ServerReplacementInput = builder.inputType('ServerReplacementInput', {
  description: 'A DB-Server to drain, and the properties of the new one that replaces it.',
  fields: (t) => ({
    serverId: t.id({
      required: true,
      description: 'The DB-Server to drain, given by serverId, short name or global id.',
    }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of the new DB-Server in bytes; that of the drained one when omitted.',
      validate: positiveBytes,
    }),
    zone: t.string({
      description: 'Availability zone of the new DB-Server; that of the drained one when omitted.',
      validate: zoneName,
    }),
  }),
});

const TenantGrowthInput = builder.inputType('TenantGrowthInput', {
  description: 'Tenants of the same size that are expected in the future.',
  fields: (t) => ({
    name: t.string({ description: 'Name of the tenants, numbered when count is above 1; Future tenant when omitted.' }),
    scaleFactor: t.int({
      required: true,
      defaultValue: 1,
      description: 'Size of each tenant, 1 to 1000: each unit stands for 1,095 documents.',
    }),
    count: t.int({
      required: true,
      defaultValue: 1,
      description: 'Number of tenants, 1 to 1000, and at most 1000 in all.',
    }),
    naming: t.field({
      type: NamingConvention,
      description: 'Naming convention of their documents; CAMEL_CASE when omitted.',
    }),
    placement: t.field({
      type: PlacementStrategy,
      description: 'How their shard groups are chosen; HASH when omitted.',
    }),
  }),
});

const GrowthInput = builder.inputType('GrowthInput', {
  description:
    'Tenants that are expected in the future. Their number of documents is exact; their bytes and keys ' +
    'are modelled.',
  fields: (t) => ({
    tenants: t.field({
      type: [TenantGrowthInput],
      required: true,
      description: 'The expected tenants, in the order of their addition.',
      validate: atMost(maxTenantsAtOnce),
    }),
    bytesPerDocument: t.int({
      description: 'Average size of their documents in bytes; that of the existing tenants when omitted.',
    }),
  }),
});

/** Returns the fields of an input that says what to plan for. */
export function planFields(t: InputFields) {
  return {
    snapshotId: t.id({
      description: 'Global id of a snapshot to plan for, which may be an imported one; the live cluster when omitted.',
    }),
    addServers: t.field({
      type: NewServersInput,
      description: 'DB-Servers to assume in addition to the existing ones.',
    }),
    removeServers: t.idList({
      description:
        'DB-Servers to drain, given by serverId, short name or global id; at most ' + `${inFigures(maxNamesInList)}.`,
      validate: atMost(maxNamesInList),
    }),
    replaceServers: t.field({
      type: [ServerReplacementInput],
      description: `DB-Servers to drain, each replaced by an assumed new one; at most ${maxServersAtOnce}.`,
      validate: atMost(maxServersAtOnce),
    }),
    numberOfShards: t.int({
      description:
        'Plan as if the SmartGraphs had been created with this number of shard groups, 1 to 1000. The plan ' +
        'serves as a comparison and cannot be applied.',
    }),
    growth: t.field({ type: GrowthInput, description: 'Tenants to assume in addition to the existing ones.' }),
    objectives: t.field({
      type: PlanObjectivesInput,
      description: 'What to improve, and how much each objective weighs against the others.',
    }),
    limits: t.field({ type: PlanLimitsInput, description: 'Limits that every move has to keep.' }),
    budget: t.field({
      type: 'BigInt',
      description:
        'Maximum number of candidate moves that the search evaluates before it stops with the best plan so ' +
        'far; 100,000,000 when omitted. It is a number and not a time, so that the same question gives the ' +
        'same plan.',
      validate: z.bigint().min(0n, 'is negative').max(BigInt(Number.MAX_SAFE_INTEGER), 'is more than 2^53 - 1'),
    }),
  };
}

/** What to plan for. */
export const SimulateRebalanceInput = builder.inputType('SimulateRebalanceInput', {
  description: 'What to plan for. Without any field: an even spread over the existing DB-Servers.',
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

function limitsOf(input: Readonly<Record<string, unknown>> | null | undefined): SimulationRequest['limits'] {
  if (!input) return null;
  const values = limitSettings.flatMap(({ name, kind }) => {
    const value = input[name];
    return value == null ? [] : [[name, valuesOfClients[kind].valueOf(value as never)]]; // The API checked its type.
  });
  return Object.fromEntries(values) as SimulationRequest['limits'];
}

/** Leaves out what the client left out, so that defaults apply. */
function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
