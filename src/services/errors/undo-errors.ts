/** The ways in which taking back a run can fail that have to do with what the run did, and with what was done since. */
import type { ClusterTopology } from '../model/topology.js';
import { DomainError } from './errors.js';

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
    /** The cluster as it is, but with these groups where the run left them. */
    readonly asLeft: ClusterTopology,
    /** The snapshot that was taken when the moves were made; null when there is none. */
    readonly afterSnapshotId: string | null,
  ) {
    super(
      message,
      'Take back newer runs first, the newest before the others, or make a new plan with simulateRebalance',
    );
  }
}
