/** Expected failures as data: the Error interface, its stable codes, and one type for each way in which a request can fail. */
import type { FieldMap } from '@pothos/core';
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
import type { Context } from './context.js';
import { enumOf } from './enum.js';
import { type Checked, exposed, type FieldBuilder, show } from './exposed.js';
import { encodeId, liveSource, partId, runGlobalId } from './global-id.js';

/** Not the failure at the start, before there is an API that could answer. */
type RequestErrorCode = Exclude<DomainErrorCode, 'CANNOT_LISTEN'>;

const meanings: Readonly<Record<RequestErrorCode, string>> = {
  INVALID_INPUT: 'An argument has a value that is not allowed.',
  INVALID_CURSOR: 'The cursor was not returned by this list.',
  INVALID_ID: 'The global id does not identify an object of the expected type.',
  TENANT_NAME_TAKEN: 'Another tenant has that name, regardless of case.',
  UNKNOWN_TENANT: 'No tenant has this id, key or name.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used before for a different request.',
  PLACEMENT_NOT_FOUND: 'No tenant key was found that hashes to the least loaded shard group.',
  UNKNOWN_SERVER: 'No DB-Server has this id or name.',
  UNKNOWN_SNAPSHOT: 'No snapshot has this id.',
  UNKNOWN_PLAN: 'No plan has this id.',
  UNKNOWN_RUN: 'No run has this id.',
  UNKNOWN_REPORT: 'No report has this id.',
  STALE_PLAN: 'The topology has changed since the plan was made.',
  PLAN_NOT_APPLICABLE: 'The plan assumes something that does not exist.',
  INFEASIBLE_PLAN: 'No plan can keep all limits.',
  MOVE_REFUSED: 'The cluster is not in the state that a move requires.',
  NOTHING_TO_UNDO: 'The run made no move that could be undone.',
  MOVED_SINCE: 'Shard groups moved by the run have been moved again since.',
  TOO_MANY_PLANS: 'Too many plans are waiting for their turn.',
  PLANNING_CANCELLED: 'The plan was cancelled before it was made.',
  PLANNING_FAILED: 'The thread that made the plan ended unexpectedly.',
  UNKNOWN_PLANNING: 'No plan with that id is being made.',
  RUN_IN_PROGRESS: 'Another run is changing the cluster.',
  RUN_ALREADY_ENDED: 'The run has ended, so it can no longer be paused, resumed or cancelled.',
  RUN_TAKEN_OVER: 'Another Shardbook process drives the run.',
  ARANGODB_ONLY: 'Only a real ArangoDB cluster can answer this.',
  SIMULATION_ONLY: 'Only the simulated cluster can do this.',
  STORE_UNAVAILABLE: 'The store does not answer.',
  STORE_FULL: 'The disk that holds the store is full.',
  STORE_UNUSABLE: 'The store cannot be used as it is set up.',
};

/** What went wrong, stable and machine readable. */
export const ErrorCode = enumOf('ErrorCode', 'Stable, machine-readable codes of expected failures.', meanings);

/** What every expected failure tells. */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'An expected failure of an operation.',
  // The class of the domain has the name of the type.
  resolveType: (error) => error.name,
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'What failed, what was found and what is required, as a sentence for people.',
    }),
    code: t.field({
      type: ErrorCode,
      description: 'Stable, machine-readable code of the failure.',
      // The enum refuses the code of the failure to listen, which no request meets.
      resolve: ({ code }) => code as RequestErrorCode,
    }),
    remedy: t.exposeString('remedy', {
      nullable: true,
      description: 'What to do about it; null when nothing can be done.',
    }),
  }),
});

/** Defines the type of an error: its description, and the fields that it has besides those of every error. */
export function errorType<E extends DomainError, F>(
  errorClass: new (...args: never[]) => E,
  description: string,
  define?: (t: FieldBuilder<E>) => F & Checked<E, F>,
): void {
  // The fields are checked above; Pothos cannot see that for a class that is yet to be named.
  builder.objectType(errorClass as unknown as new (...args: unknown[]) => DomainError, {
    name: errorClass.name,
    interfaces: [ErrorInterface],
    description,
    ...(define && { fields: exposed(define) as () => FieldMap }),
  });
}

/** A field with the global id of the run that an error names. */
export function runIdField(description: string) {
  const resolve = ({ runId }: { readonly runId: string }, _args: object, context: Context): Promise<string> =>
    runGlobalId(runId, context);
  return { description, resolve };
}

errorType(InvalidIdError, 'The global id does not identify an object of the expected type.');
errorType(InvalidCursorError, 'The cursor was not returned by this list.');
errorType(UnknownSnapshotError, 'No snapshot has this id.');
errorType(UnknownPlanError, 'No plan has this id.');
errorType(UnknownRunError, 'No run has this id.');
errorType(UnknownReportError, 'No report has this id.');
errorType(InfeasiblePlanError, 'No plan can keep all limits. The remedy says which one to relax.');
errorType(MoveRefusedError, 'The cluster is not in the state that a move requires. Nothing was moved.');
errorType(StoreFullError, 'The disk that holds the store is full. Nothing of the failed write was stored.');
errorType(StoreUnusableError, 'The store cannot be used as it is set up. Nothing was changed.');

errorType(InvalidInputError, 'An argument has the right type, but a value that is not allowed.', () => ({
  field: show('String', 'Name of the argument, e.g. scaleFactor.'),
}));

errorType(TenantNameTakenError, 'Another tenant has that name. Names are unique regardless of case.', (t) => ({
  tenantName: show('String', 'The name as the existing tenant spells it.'),
  existingTenantId: t.id({
    description: 'Global id of the existing tenant.',
    resolve: ({ existingKey }) => encodeId('Tenant', partId(liveSource, existingKey)),
  }),
}));

errorType(UnknownTenantError, 'No tenant has this id, key or name; it may have been removed.', () => ({
  tenant: show('String', 'The key or name that was requested.'),
}));

errorType(IdempotencyConflictError, 'The idempotency key was used before, for a request with other values.', () => ({
  idempotencyKey: show('String', 'The key that was used for both requests.'),
  existingName: show('String', 'Name of the tenant in the first request.'),
}));

errorType(PlacementNotFoundError, 'No tenant key was found that hashes to the least loaded shard group.', () => ({
  attempts: show('Int', 'Number of keys that were tried.'),
}));

errorType(UnknownServerError, 'No DB-Server has this id or name.', () => ({
  serverId: show('String', 'The serverId that was requested.'),
}));

errorType(RunInProgressError, 'Another run is changing the cluster; only one can at a time.', (t) => ({
  runId: t.id(runIdField('Global id of the run in progress, for runProgress or cancelRun.')),
}));

errorType(RunAlreadyEndedError, 'The run has ended, so it can no longer be paused, resumed or cancelled.', (t) => ({
  runId: t.id(runIdField('Global id of the run.')),
  status: show('String', 'How the run ended, as a value of RunStatus.'),
}));

errorType(RunTakenOverError, 'Another Shardbook process on the same cluster drives the run.', (t) => ({
  runId: t.id(runIdField('Global id of the run, for runProgress.')),
}));

errorType(SimulationOnlyError, 'Only the simulated cluster can do this.', () => ({
  manualSteps: show(['String'], 'What to do instead on a real cluster, in order.'),
}));

errorType(StoreUnavailableError, 'The store does not answer.', () => ({
  isSafeToRetry: show('Boolean', 'Whether the same request can be sent again without taking effect twice.'),
}));

/** Returns a failure as a value of a field: GraphQL would take the error itself for a failure of that field. */
export function asValue(error: DomainError): DomainError {
  const type = error.constructor as new (...args: never[]) => DomainError;
  return wrapErrorIfMatches(error, [type]) as DomainError;
}
