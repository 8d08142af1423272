/** A run that this process drives. */
import type { StopRequest } from '../model/rebalance-run.js';

export interface LiveRun {
  /** Resolves when nobody drives it any more: it has ended, is paused, or its log cannot be written. */
  readonly ended: Promise<unknown>;
  /** Asks for a pause or the end between two units of work. False: too late, it is ending by itself. */
  requestStop(request: StopRequest): Promise<boolean>;
  /** Stops it because the server stops. */
  interrupt(): void;
}
