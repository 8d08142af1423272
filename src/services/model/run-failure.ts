/** Why a run, or something that a run does, came to nothing. */

export interface RunFailure {
  /** The code of a domain error, or one of the runs' own such as RUN_INTERRUPTED. */
  readonly code: string;
  readonly message: string;
  /** What can be done about it; null where nothing can. */
  readonly remedy: string | null;
}
