/** Which server leads and which follow each shard, for all collections of a database at once, and how far moves are. */
import type { ArangoClient } from './client.js';

/** Where a shard is planned to be, and where it is. Servers by their short names. */
export interface ShardPlace {
  readonly shardId: string;
  readonly leader: string;
  readonly followers: readonly string[];
  /** Servers that have all of the leader's changes, the leader included. */
  readonly current: readonly string[];
  /** Who leads it at this moment. */
  readonly currentLeader: string;
  /** Documents that a new replica has, and has to have; null while nothing is being copied. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

interface PlanEntry {
  readonly leader?: string;
  readonly followers?: readonly string[];
  readonly progress?: { readonly total?: number; readonly current?: number } | null;
}

interface Distribution {
  readonly results: Readonly<
    Record<
      string,
      { readonly Plan?: Readonly<Record<string, PlanEntry>>; readonly Current?: Readonly<Record<string, PlanEntry>> }
    >
  >;
}

/**
 * Returns the shards of each collection of a database, hidden ones too, by the collection's name. From
 * `/_admin/cluster/shardDistribution`, which ArangoDB's own web interface and cluster guide use.
 */
export async function readDistribution(
  client: ArangoClient,
  database?: string,
): Promise<ReadonlyMap<string, readonly ShardPlace[]>> {
  const { results } = await client.get<Distribution>('/_admin/cluster/shardDistribution', { database });
  return new Map(
    Object.entries(results).map(([name, { Plan = {}, Current = {} }]) => [
      name,
      Object.entries(Plan).map(([shardId, plan]) => placeOf(shardId, plan, Current[shardId])),
    ]),
  );
}

function placeOf(shardId: string, plan: PlanEntry, current: PlanEntry | undefined): ShardPlace {
  const { total = 0, current: done = 0 } = plan.progress ?? {};
  return {
    shardId,
    // A leader that is about to resign is marked with an underscore.
    leader: (plan.leader ?? '').replace(/^_/, ''),
    followers: plan.followers ?? [],
    current: [(current?.leader ?? '').replace(/^_/, ''), ...(current?.followers ?? [])].filter((name) => name !== ''),
    currentLeader: (current?.leader ?? '').replace(/^_/, ''),
    progress: plan.progress && total > 0 ? { done: Math.min(done, total), total } : null,
  };
}
