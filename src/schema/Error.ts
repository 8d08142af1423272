/** Expected failures as data: the Error interface, its stable codes, and one type for each way in which a request can fail. */
import { wrapErrorIfMatches } from '@pothos/plugin-errors';

import {
  type DomainError,
  type ErrorCode as DomainErrorCode,
  IdempotencyConflictError,
  InfeasiblePlanError,
  InvalidCursorError,
  InvalidIdError,
  InvalidInputError,
  MoveRefusedError,
  PlacementNotFoundError,
  RunAlreadyEndedError,
  RunInProgressError,
  RunTakenOverError,
  SimulationOnlyError,
  StoreFullError,
  StoreUnavailableError,
  StoreUnusableError,
  TenantNameTakenError,
  UnknownPlanError,
  UnknownReportError,
  UnknownRunError,
  UnknownServerError,
  UnknownSnapshotError,
  UnknownTenantError,
} from '../services/errors/errors.js';
import { builder } from './builder.js';
import { encodeId, liveSource, partId, runGlobalId } from './global-id.js';

/** Not the failure at the start, before there is an API that could answer. */
type RequestErrorCode = Exclude<DomainErrorCode, 'CANNOT_LISTEN'>;

const meanings: Readonly<Record<RequestErrorCode, string>> = {
  INVALID_INPUT: 'An argument has a value that is not allowed.',
  INVALID_CURSOR: 'A cursor that this list did not give out.',
  INVALID_ID: 'A global id that names nothing of the expected type.',
  TENANT_NAME_TAKEN: 'Another tenant has that name; case does not matter.',
  UNKNOWN_TENANT: 'There is no such tenant.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used before for another request.',
  PLACEMENT_NOT_FOUND: 'No tenant key was found that falls on the least loaded shard group.',
  UNKNOWN_SERVER: 'There is no such DB-Server.',
  UNKNOWN_SNAPSHOT: 'There is no such snapshot.',
  UNKNOWN_PLAN: 'There is no such plan.',
  UNKNOWN_RUN: 'There is no such run.',
  UNKNOWN_REPORT: 'There is no such report.',
  STALE_PLAN: 'The topology has changed since the plan was made.',
  PLAN_NOT_APPLICABLE: 'The plan imagines what does not exist.',
  INFEASIBLE_PLAN: 'No plan keeps all limits.',
  MOVE_REFUSED: 'The cluster is not in the state that a move needs.',
  NOTHING_TO_UNDO: 'The run moved nothing that could be taken back.',
  MOVED_SINCE: 'Shard groups that the run moved are not where it left them.',
  TOO_MANY_PLANS: 'Too many plans wait for their turn.',
  PLANNING_CANCELLED: 'The plan was cancelled before it was made.',
  PLANNING_FAILED: 'The thread that made the plan ended.',
  UNKNOWN_PLANNING: 'Nothing with that id is being planned.',
  RUN_IN_PROGRESS: 'Another run is changing the cluster.',
  RUN_ALREADY_ENDED: 'The run has ended already.',
  RUN_TAKEN_OVER: 'Another Shardbook drives the run.',
  ARANGODB_ONLY: 'Only a real cluster can tell this.',
  SIMULATION_ONLY: 'Only the simulated cluster can do this.',
  STORE_UNAVAILABLE: 'The store does not answer.',
  STORE_FULL: 'The disk under the store is full.',
  STORE_UNUSABLE: 'The store is not as Shardbook needs it: it has to be set up otherwise.',
};

/** What went wrong, stable and machine readable. */
export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What went wrong, stable and machine readable.',
  values: Object.fromEntries(Object.entries(meanings).map(([code, description]) => [code, { description }])) as Record<
    RequestErrorCode,
    { description: string }
  >,
});

/** What every expected failure tells. */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'An expected failure.',
  // The class of the domain has the name of the type.
  resolveType: (error) => error.name,
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'What failed, what was found and what is needed, as a sentence for people.',
    }),
    code: t.field({
      type: ErrorCode,
      description: 'The failure, stable and machine readable.',
      // The enum refuses the code of the failure to listen, which no request meets.
      resolve: ({ code }) => code as RequestErrorCode,
    }),
    remedy: t.exposeString('remedy', {
      nullable: true,
      description: 'What can be done about it; null where nothing can.',
    }),
  }),
});

const interfaces = [ErrorInterface];

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  interfaces,
  description: 'An argument has the right type but not an allowed value.',
  fields: (t) => ({ field: t.exposeString('field', { description: 'The argument, e.g. scaleFactor.' }) }),
});

builder.objectType(InvalidIdError, {
  name: 'InvalidIdError',
  interfaces,
  description: 'A global id that names nothing of the expected type.',
});

builder.objectType(InvalidCursorError, {
  name: 'InvalidCursorError',
  interfaces,
  description: 'A cursor that this list did not give out.',
});

builder.objectType(TenantNameTakenError, {
  name: 'TenantNameTakenError',
  interfaces,
  description: 'Another tenant has that name. Names are unique without regard to case.',
  fields: (t) => ({
    tenantName: t.exposeString('tenantName', { description: 'The name, as that tenant has it.' }),
    existingTenantId: t.id({
      description: 'Global id of the tenant that has the name.',
      resolve: ({ existingKey }) => encodeId('Tenant', partId(liveSource, existingKey)),
    }),
  }),
});

builder.objectType(UnknownTenantError, {
  name: 'UnknownTenantError',
  interfaces,
  description: 'There is no such tenant (any more).',
  fields: (t) => ({ tenant: t.exposeString('tenant', { description: 'Key or name that was asked for.' }) }),
});

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  interfaces,
  description: 'The idempotency key was used before, for a request with other values.',
  fields: (t) => ({
    idempotencyKey: t.exposeString('idempotencyKey', { description: 'The key that was used twice.' }),
    existingName: t.exposeString('existingName', { description: 'Name of the tenant of the first request.' }),
  }),
});

builder.objectType(PlacementNotFoundError, {
  name: 'PlacementNotFoundError',
  interfaces,
  description: 'No tenant key was found that falls on the least loaded shard group.',
  fields: (t) => ({ attempts: t.exposeInt('attempts', { description: 'Keys that were tried.' }) }),
});

builder.objectType(UnknownServerError, {
  name: 'UnknownServerError',
  interfaces,
  description: 'There is no such DB-Server.',
  fields: (t) => ({ serverId: t.exposeString('serverId', { description: 'The serverId that was asked for.' }) }),
});

builder.objectType(UnknownSnapshotError, {
  name: 'UnknownSnapshotError',
  interfaces,
  description: 'There is no such snapshot.',
});

builder.objectType(UnknownPlanError, {
  name: 'UnknownPlanError',
  interfaces,
  description: 'There is no such plan.',
});

builder.objectType(UnknownRunError, {
  name: 'UnknownRunError',
  interfaces,
  description: 'There is no such run.',
});

builder.objectType(UnknownReportError, {
  name: 'UnknownReportError',
  interfaces,
  description: 'There is no such report.',
});

builder.objectType(InfeasiblePlanError, {
  name: 'InfeasiblePlanError',
  interfaces,
  description: 'No plan keeps all limits; the remedy says which would have to give.',
});

builder.objectType(MoveRefusedError, {
  name: 'MoveRefusedError',
  interfaces,
  description: 'The cluster is not in the state that a move needs; nothing has moved.',
});

builder.objectType(RunInProgressError, {
  name: 'RunInProgressError',
  interfaces,
  description: 'Another run is changing the cluster; one at a time may.',
  fields: (t) => ({
    runId: t.id({
      description: 'Global id of the run that is under way, for runProgress or cancelRun.',
      resolve: ({ runId }, _args, context) => runGlobalId(runId, context),
    }),
  }),
});

builder.objectType(RunAlreadyEndedError, {
  name: 'RunAlreadyEndedError',
  interfaces,
  description: 'The run has ended already.',
  fields: (t) => ({
    runId: t.id({
      description: 'Global id of the run.',
      resolve: ({ runId }, _args, context) => runGlobalId(runId, context),
    }),
    status: t.exposeString('status', { description: 'How it ended: a value of RunStatus.' }),
  }),
});

builder.objectType(RunTakenOverError, {
  name: 'RunTakenOverError',
  interfaces,
  description: 'Another Shardbook on the same cluster drives the run.',
  fields: (t) => ({
    runId: t.id({
      description: 'Global id of the run, for runProgress.',
      resolve: ({ runId }, _args, context) => runGlobalId(runId, context),
    }),
  }),
});

builder.objectType(SimulationOnlyError, {
  name: 'SimulationOnlyError',
  interfaces,
  description: 'Only the simulated cluster can do this.',
  fields: (t) => ({
    manualSteps: t.stringList({
      description: 'What a person does instead on a real cluster, in order.',
      resolve: (error) => [...error.manualSteps],
    }),
  }),
});

builder.objectType(StoreUnavailableError, {
  name: 'StoreUnavailableError',
  interfaces,
  description: 'The store does not answer.',
  fields: (t) => ({
    isSafeToRetry: t.exposeBoolean('isSafeToRetry', {
      description: 'Whether sending the same request again cannot do it twice.',
    }),
  }),
});

builder.objectType(StoreFullError, {
  name: 'StoreFullError',
  interfaces,
  description: 'The disk under the store is full; nothing of the failed write was kept.',
});

builder.objectType(StoreUnusableError, {
  name: 'StoreUnusableError',
  interfaces,
  description: 'The store is not as Shardbook needs it; nothing was changed.',
});

/** What a change may always fail with, besides its own errors. */
export const changeErrors = [InvalidInputError, StoreUnavailableError, StoreFullError, StoreUnusableError];

/** Returns a failure as a value of a field: GraphQL would take the error itself for a failure of that field. */
export function asValue(error: DomainError): DomainError {
  const type = error.constructor as new (...args: never[]) => DomainError;
  return wrapErrorIfMatches(error, [type]) as DomainError;
}
