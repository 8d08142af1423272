/** What a test can ask of the Coordinator double when it starts it, and what it gets when it says nothing. */

/** What a user may do in a database: `rw` administrates, `ro` reads, `none` is turned away. */
export type AccessLevel = 'rw' | 'ro' | 'none';

/** A user account of the deployment. */
export interface ArangodUser {
  readonly password: string;
  /** Database names to levels; `*` stands for all that are not named. */
  readonly access: Readonly<Record<string, AccessLevel>>;
}

/** Everything that can be chosen; see `withDefaults` for what is taken otherwise. */
export interface ArangodOptions {
  /** CLUSTER: the double is a Coordinator. SINGLE: a single server, which accepts SmartGraph options and ignores them. */
  readonly deployment: 'CLUSTER' | 'SINGLE';
  /** Number of DB-Servers at the start, named DBServer0001 and so on. */
  readonly dbServers: number;
  /** Number of Coordinators: that many ports on one state. */
  readonly coordinators: number;
  /** Zone of each DB-Server, in their order, for assertions only: ArangoDB's API knows no zones. */
  readonly zones: readonly string[];
  readonly version: string;
  readonly license: 'enterprise' | 'community';
  /** False refuses every SmartGraph, whatever version and license say. */
  readonly smartGraphs: boolean;
  readonly users: Readonly<Record<string, ArangodUser>>;
  /** How long every answer is held back, in milliseconds. */
  readonly latencyMs: number;
  /** Key and certificate in PEM: the endpoints speak TLS. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  readonly now: () => Date;
  /** How far the server's clock is ahead of `now`, in milliseconds. */
  readonly clockSkewMs: number;
  /** Bytes of a running move that each poll copies; null: all of them by the second poll; 0: moves hang. */
  readonly bytesPerMovePoll: number | null;
  /**
   * Where a smart edge collection shows its shards: its OWN, or HIDDEN collections named _local_, _from_ and _to_. The
   * documentation does not say; AUTOMATIC is HIDDEN, and OWN for the edge collections of disjoint SmartGraphs.
   */
  readonly smartEdgeShards: 'AUTOMATIC' | 'HIDDEN' | 'OWN';
  /**
   * What becomes of a move that cannot be made (`from` holds no such replica, `to` holds one already, the shard follows a
   * prototype). The documentation knows the answer 202 only, so FAIL_LATER accepts it and lets it vanish at the next poll;
   * REFUSE answers 400.
   */
  readonly impossibleMoves: 'FAIL_LATER' | 'REFUSE';
}

/** Returns the options with what is left out filled in; by default a cluster of three DB-Servers and an open root user. */
export function withDefaults(given: Partial<ArangodOptions>): ArangodOptions {
  return {
    deployment: 'CLUSTER',
    dbServers: 3,
    coordinators: 1,
    zones: [],
    version: '3.12.5',
    license: 'enterprise',
    smartGraphs: true,
    users: { root: { password: '', access: { '*': 'rw' } } },
    latencyMs: 0,
    tls: null,
    now: () => new Date(),
    clockSkewMs: 0,
    bytesPerMovePoll: null,
    smartEdgeShards: 'AUTOMATIC',
    impossibleMoves: 'FAIL_LATER',
    ...given,
  };
}

/**
 * Whether SmartGraphs are there: in every edition from 3.12.5, before that in the Enterprise Edition only
 * (docs-hugo 3.12, features/enterprise-edition.md and release-notes/version-3.12/whats-new-in-3-12.md).
 */
export function hasSmartGraphs(options: ArangodOptions): boolean {
  if (!options.smartGraphs) return false;
  return options.license === 'enterprise' || isAtLeast(options.version, [3, 12, 5]);
}

/** Whether a version such as "3.12.5" or "3.12.5-2" is the wanted one or a later one. */
export function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [at, least] of wanted.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
