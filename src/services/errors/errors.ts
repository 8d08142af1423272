/**
 * The registry of expected failures: each has a stable code, a message for people and, where there is one, a remedy that
 * names a command or an operation. Everything else that is thrown is a bug.
 */

/** Base of every expected failure. The message is a sentence without full stop: subject, found, needed. */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;

  /** `remedy`: what the reader can do about it, or null where nothing can be done. */
  constructor(
    message: string,
    readonly remedy: string | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An argument has the right type but not an allowed value. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT';
  constructor(
    /** The argument, as the client spells it, e.g. `scaleFactor`. */
    readonly field: string,
    message: string,
    remedy: string | null = null,
  ) {
    super(message, remedy);
  }
}

/** A cursor that this list did not give out. */
export class InvalidCursorError extends DomainError {
  readonly code = 'INVALID_CURSOR';
  constructor(message = 'The cursor does not belong to this list') {
    super(message, 'Use a cursor that the same field returned, or leave it out to start from the beginning');
  }
}

/** A global id that names nothing of the expected type. */
export class InvalidIdError extends DomainError {
  readonly code = 'INVALID_ID';
  constructor(expected: string) {
    super(`The id does not identify a ${expected}`, `Pass an id that the API returned for a ${expected}`);
  }
}

/** Names are unique without regard to case. */
export class TenantNameTakenError extends DomainError {
  readonly code = 'TENANT_NAME_TAKEN';
  constructor(
    readonly tenantName: string,
    readonly existingKey: string,
  ) {
    super(
      `A tenant named "${tenantName}" exists already (key ${existingKey})`,
      'Choose another name, or remove that tenant first',
    );
  }
}

export class UnknownTenantError extends DomainError {
  readonly code = 'UNKNOWN_TENANT';
  constructor(readonly tenant: string) {
    super(`There is no tenant ${tenant}`, 'List the tenants to see which exist');
  }
}

/** The idempotency key was used before, for a different request. */
export class IdempotencyConflictError extends DomainError {
  readonly code = 'IDEMPOTENCY_CONFLICT';
  constructor(
    readonly idempotencyKey: string,
    readonly existingName: string,
  ) {
    super(
      `The idempotency key was used before for tenant "${existingName}" with other values`,
      'Send the first request again unchanged, or use a new key',
    );
  }
}

/** LEAST_LOADED minted keys without meeting the wanted shard group. */
export class PlacementNotFoundError extends DomainError {
  readonly code = 'PLACEMENT_NOT_FOUND';
  constructor(
    readonly groupId: string,
    readonly attempts: number,
  ) {
    super(`None of ${attempts} tenant keys hashes to shard group ${groupId}`, 'Try again, or use placement HASH');
  }
}

export class UnknownServerError extends DomainError {
  readonly code = 'UNKNOWN_SERVER';
  constructor(readonly serverId: string) {
    super(`There is no DB-Server ${serverId}`, 'List the DB-Servers with cluster { servers { serverId } }');
  }
}

export class UnknownSnapshotError extends DomainError {
  readonly code = 'UNKNOWN_SNAPSHOT';
  constructor(readonly snapshotId: string) {
    super(`There is no snapshot ${snapshotId}`, 'List the snapshots to see which exist');
  }
}

/** What clients say for the newest plan or run, instead of its id: it saves people from copying ids from one tab to the next. */
export const latest = 'latest';

export class UnknownPlanError extends DomainError {
  readonly code = 'UNKNOWN_PLAN';
  constructor(readonly planId: string) {
    super(
      planId === latest ? 'There is no plan yet' : `There is no plan ${planId}`,
      'Make a plan with simulateRebalance',
    );
  }
}

export class UnknownRunError extends DomainError {
  readonly code = 'UNKNOWN_RUN';
  constructor(readonly runId: string) {
    super(
      runId === latest ? 'There is no run yet' : `There is no run ${runId}`,
      runId === latest ? 'Start one with startDemo' : 'List the runs to see which exist',
    );
  }
}

export class UnknownReportError extends DomainError {
  readonly code = 'UNKNOWN_REPORT';
  constructor(readonly reportId: string) {
    super(`There is no report ${reportId}`, 'List the reports to see which exist');
  }
}

/** The topology has changed since the plan was made. The caller gets the difference from the fingerprints. */
export class StalePlanError extends DomainError {
  readonly code = 'STALE_PLAN';
  constructor(
    readonly planId: string,
    readonly plannedFingerprint: string,
    readonly currentFingerprint: string,
  ) {
    super(
      `The plan was made for topology ${plannedFingerprint.slice(0, 12)}, but the cluster is now at ${currentFingerprint.slice(0, 12)}`,
      'Run simulateRebalance again and apply the new plan',
    );
  }
}

/** The plan imagines what does not exist: new servers, another number of shards. The remedy says what to do first. */
export class PlanNotApplicableError extends DomainError {
  readonly code = 'PLAN_NOT_APPLICABLE';
  constructor(
    readonly planId: string,
    message: string,
    remedy: string,
  ) {
    super(message, remedy);
  }
}

/** No plan keeps all limits. `remedy` says which limit would have to give, or how many servers are missing. */
export class InfeasiblePlanError extends DomainError {
  readonly code = 'INFEASIBLE_PLAN';
}

/** The cluster is not in the state that a move needs. */
export class MoveRefusedError extends DomainError {
  readonly code = 'MOVE_REFUSED';
}

/** The run moved nothing, or nothing is known of what it moved. */
export class NothingToUndoError extends DomainError {
  readonly code = 'NOTHING_TO_UNDO';
  constructor(
    readonly runId: string,
    message: string,
    remedy: string | null,
  ) {
    super(message, remedy);
  }
}

/** Shard groups that the run moved are not where it left them: going back from here is not what the run would undo. */
export class MovedSinceError extends DomainError {
  readonly code = 'MOVED_SINCE';
  constructor(
    readonly runId: string,
    message: string,
    /** groupIds of those that are elsewhere, in the order of the topology. */
    readonly groupIds: readonly string[],
  ) {
    super(message, 'Undo newer runs first, starting with the newest, or make a new plan with simulateRebalance');
  }
}

/** So many plans are being made or wait that one more would wait too long. */
export class TooManyPlansError extends DomainError {
  readonly code = 'TOO_MANY_PLANS';
  constructor(
    /** Plans that wait for their turn. */
    readonly waiting: number,
  ) {
    super(
      `${waiting} plans are already waiting for their turn`,
      'Try again when planning lists fewer plans, or cancel one of them with cancelPlanning',
    );
  }
}

/** Somebody ended the making of the plan, or the program is stopping. Nothing was kept. */
export class PlanningCancelledError extends DomainError {
  readonly code = 'PLANNING_CANCELLED';
  constructor(
    readonly planningId: string,
    reason: 'ASKED_FOR' | 'STOPPING',
  ) {
    super(
      reason === 'ASKED_FOR'
        ? 'The plan was cancelled before it was made'
        : 'Shardbook is stopping, so no plan is made',
      reason === 'ASKED_FOR'
        ? 'Request the plan again if it is still wanted'
        : 'Request the plan again when Shardbook is running',
    );
  }
}

/** The thread that made the plan has ended. Nothing was kept, and the next plan gets a new one. */
export class PlanningFailedError extends DomainError {
  readonly code = 'PLANNING_FAILED';
}

/** Nothing with that id is being planned: it is done, or there never was one. */
export class UnknownPlanningError extends DomainError {
  readonly code = 'UNKNOWN_PLANNING';
  constructor(readonly planningId: string) {
    super(`No plan with the id ${planningId} is being made`, 'List the plans being made with planning { id }');
  }
}

/** One run at a time may change a cluster. */
export class RunInProgressError extends DomainError {
  readonly code = 'RUN_IN_PROGRESS';
  constructor(readonly runId: string) {
    super(`Run ${runId} is changing the cluster`, 'Wait for it to end, follow it with runProgress, or cancel it');
  }
}

export class RunAlreadyEndedError extends DomainError {
  readonly code = 'RUN_ALREADY_ENDED';
  constructor(
    readonly runId: string,
    readonly status: string,
  ) {
    super(`Run ${runId} has already ended (${status})`, null);
  }
}

/** Another process drives the run: this one was out of touch for longer than its lease. */
export class RunTakenOverError extends DomainError {
  readonly code = 'RUN_TAKEN_OVER';
  constructor(readonly runId: string) {
    super(`Run ${runId} is driven by another Shardbook process`, 'Follow it with runProgress');
  }
}

/** Only the simulated cluster can do this; `manualSteps` is what a person does on a real one. */
export class SimulationOnlyError extends DomainError {
  readonly code = 'SIMULATION_ONLY';
  constructor(
    action: string,
    readonly manualSteps: readonly string[],
  ) {
    super(`${action} is possible on the simulated cluster only`, manualSteps.join('; ') || null);
  }
}

/** Only a real cluster can tell this. */
export class ArangoDbOnlyError extends DomainError {
  readonly code = 'ARANGODB_ONLY';
  constructor(what: string, instead: string) {
    super(`Only ArangoDB can tell ${what}, and this cluster is simulated`, instead);
  }
}

/** The store does not answer. `isSafeToRetry`: sending the same request again cannot do it twice. */
export class StoreUnavailableError extends DomainError {
  readonly code = 'STORE_UNAVAILABLE';
  constructor(
    message: string,
    remedy: string,
    readonly isSafeToRetry: boolean,
    options?: ErrorOptions,
  ) {
    super(message, remedy, options);
  }
}

/** The disk or the quota under the store is full; nothing of the failed write was kept. */
export class StoreFullError extends DomainError {
  readonly code = 'STORE_FULL';
  constructor(options?: ErrorOptions) {
    super(
      'The disk under the data file is full',
      'Free some space on it, or remove a tenant to make room in the store, and try again; no data was lost',
      options,
    );
  }
}

/** The store cannot be opened: damaged, from a newer version, not writable. Nothing was changed. */
export class StoreUnusableError extends DomainError {
  readonly code = 'STORE_UNUSABLE';
}

/** The server cannot listen on its address: the port is taken, or the address is not this machine's. */
export class CannotListenError extends DomainError {
  readonly code = 'CANNOT_LISTEN';
}

/** Every way in which a request can fail. A new one is a class above and a line here; `schema/Error.ts` shows it to clients. */
export const errorClasses = [
  InvalidInputError,
  InvalidCursorError,
  InvalidIdError,
  TenantNameTakenError,
  UnknownTenantError,
  IdempotencyConflictError,
  PlacementNotFoundError,
  UnknownServerError,
  UnknownSnapshotError,
  UnknownPlanError,
  UnknownRunError,
  UnknownReportError,
  StalePlanError,
  PlanNotApplicableError,
  InfeasiblePlanError,
  MoveRefusedError,
  NothingToUndoError,
  MovedSinceError,
  TooManyPlansError,
  PlanningCancelledError,
  PlanningFailedError,
  UnknownPlanningError,
  RunInProgressError,
  RunAlreadyEndedError,
  RunTakenOverError,
  SimulationOnlyError,
  ArangoDbOnlyError,
  StoreUnavailableError,
  StoreFullError,
  StoreUnusableError,
  CannotListenError,
] as const;

export type ErrorCode = InstanceType<(typeof errorClasses)[number]>['code'];
