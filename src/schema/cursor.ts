/**
 * Opaque cursors: a position together with the list that gave it out, so that a cursor of another list is refused
 * instead of quietly starting somewhere else.
 */
import { sha256 } from '../services/base/canonical.js';
import { InvalidCursorError } from '../services/errors/errors.js';
import { stateMark } from '../services/model/fingerprint.js';
import type { ClusterTopology } from '../services/model/topology.js';

/** Digits of the hash that ties a position to its list: enough to notice a slip; it is no secret. */
const markDigits = 10;

/** Longer cursors are not ours. */
const longestCursor = 2000;

/** Returns the cursor of a position in a list; `list` names the list: field, parent and order. */
export function encodeCursor(list: string, position: string): string {
  return Buffer.from(`${markOf(list, position)}${position}`, 'utf8').toString('base64url');
}

/** Returns the position in a cursor. Throws InvalidCursorError unless `encodeCursor` made it for this very list. */
export function decodeCursor(list: string, cursor: string): string {
  if (cursor.length > longestCursor) throw new InvalidCursorError();
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const position = text.slice(markDigits);
  if (encodeCursor(list, position) !== cursor) throw new InvalidCursorError();
  return position;
}

function markOf(list: string, position: string): string {
  return sha256(`${list}\n${position}`).slice(0, markDigits);
}

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

/** Returns the cursor of a state of the cluster: equal while servers, placement and tenants are. */
export async function clusterCursor(topology: ClusterTopology): Promise<string> {
  return encodeCursor('cluster', await stateMark(topology));
}

/** Returns the mark of the state in a cluster's cursor. Throws InvalidCursorError for any other text. */
export function markIn(cursor: string): string {
  return decodeCursor('cluster', cursor);
}
