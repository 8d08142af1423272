/** A plan as text for other programs: its moves, and what ArangoDB's own endpoint takes, wave by wave. */

/** What to send for one wave. */
export interface WaveExport {
  readonly index: number;
  readonly moves: number;
  /** JSON for `POST /_admin/cluster/rebalance/execute`. */
  readonly body: string;
}

export interface PlanExport {
  readonly planId: string;
  readonly planHash: string;
  /** ISO 8601, UTC; of the plan. */
  readonly createdAt: string;
  /** The moves in order, as canonical JSON: sorted names, no white space, bytes as numbers of any size. */
  readonly moves: string;
  /** In order; one is to be over before the next is sent. */
  readonly waves: readonly WaveExport[];
  /** What to know before sending anything, in sentences. */
  readonly notes: readonly string[];
  /** All of it as one JSON document. */
  readonly file: string;
  /** sha-256 of the file's UTF-8 bytes, 64 hexadecimal digits. */
  readonly sha256: string;
}
