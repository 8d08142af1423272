/** Cursors of a run's events: which event was seen last. A cursor belongs to one run. */
import { InvalidCursorError } from '../services/errors/errors.js';
import { decodeCursor, encodeCursor } from './cursor.js';

/** Returns the cursor after the event of this sequence number; 0 is the cursor before the first event. */
export function runCursor(runId: string, sequence: number): string {
  return encodeCursor(`run ${runId}`, String(sequence));
}

/** Returns the sequence number in a run's cursor. Throws InvalidCursorError for any other text. */
export function sequenceIn(runId: string, cursor: string): number {
  const position = decodeCursor(`run ${runId}`, cursor);
  if (!/^(0|[1-9]\d{0,14})$/.test(position)) throw new InvalidCursorError();
  return Number(position);
}
