/** The ways in which the making of a plan can fail that have nothing to do with the plan. */
import { DomainError } from './errors.js';

/** So many plans are being made or wait that one more would wait too long. */
export class TooManyPlansError extends DomainError {
  readonly code = 'TOO_MANY_PLANS';
  constructor(
    /** Plans that wait for their turn. */
    readonly waiting: number,
  ) {
    super(
      `${waiting} plans wait for their turn already`,
      'Ask again when planning shows fewer, or end one of them with cancelPlanning',
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
      reason === 'ASKED_FOR' ? 'Ask again for the plan if it is still wanted' : 'Ask again when Shardbook is back',
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
    super(`Nothing with the id ${planningId} is being planned (any more)`, 'Ask planning { id } for what is');
  }
}
