/** Looks at where shard groups are while they move. All moves that are under way share one look. */
import type { Clock } from '../../base/clock.js';
import type { TopologyGroup, TopologyServer } from '../../model/topology.js';
import type { ArangoClient } from './client.js';
import { readDistribution, type ShardPlace } from './distribution.js';

/** What one look at a group shows. */
export interface Watched {
  /** Every shard of the group is led and followed as it should be, and in sync. */
  readonly isReached: boolean;
  /** Every shard rests, led as it should be, with as many followers, in sync, but with others. */
  readonly isElsewhere: boolean;
  /** Share of the documents that is copied, 0 to 1. */
  readonly share: number;
  /** Moves that the cluster still has to make, of anybody. */
  readonly outstanding: number;
  /** Changes whenever something of the group has changed. */
  readonly text: string;
}

interface Look {
  readonly atMs: number;
  readonly places: Promise<ReadonlyMap<string, ShardPlace>>;
  readonly outstanding: Promise<number>;
}

/** The page's example has them inside `result`, its schema beside it. */
interface Outstanding {
  readonly pendingMoveShards?: number;
  readonly todoMoveShards?: number;
}

export class MoveWatch {
  #last: Look | null = null;

  constructor(
    private readonly client: ArangoClient,
    private readonly clock: Clock,
    /** A look is shared by everybody who looks within this time, in milliseconds. */
    private readonly pollMs: number,
  ) {}

  /** Returns how far a group is on its way to `wanted`. Rejects with the signal's reason when it is aborted. */
  async look(wanted: TopologyGroup, servers: readonly TopologyServer[], signal: AbortSignal): Promise<Watched> {
    signal.throwIfAborted();
    const look = this.#look();
    const [places, outstanding] = await Promise.all([look.places, look.outstanding]);
    const shards = wanted.shards.flatMap(({ shardId }) => places.get(shardId) ?? []);
    const nameOf = new Map(servers.map(({ serverId, shortName }) => [serverId, shortName]));
    const leader = nameOf.get(wanted.leader) ?? wanted.leader;
    const followers = wanted.followers.map((server) => nameOf.get(server) ?? server);
    const copied = shards.flatMap(({ progress }) => progress ?? []);
    const total = copied.reduce((sum, each) => sum + each.total, 0);
    return {
      isReached: shards.length > 0 && shards.every((shard) => isThere(shard, leader, followers)),
      isElsewhere:
        outstanding === 0 &&
        shards.length > 0 &&
        shards.every((shard) => shard.followers.length === followers.length && isThere(shard, leader, shard.followers)),
      share: total === 0 ? 0 : copied.reduce((sum, each) => sum + each.done, 0) / total,
      outstanding,
      text: JSON.stringify(shards),
    };
  }

  /** The next look is a new one: a move has been asked for since the last. */
  forget(): void {
    this.#last = null;
  }

  /** Returns how many moves the cluster still has to make: scheduled or under way. */
  outstanding(): Promise<number> {
    return this.#look().outstanding;
  }

  #look(): Look {
    const atMs = this.clock.elapsedMs();
    if (this.#last && atMs - this.#last.atMs < this.pollMs / 2) return this.#last;
    const places = readDistribution(this.client).then(
      (distribution) => new Map([...distribution.values()].flat().map((place) => [place.shardId, place])),
    );
    const outstanding = this.#readOutstanding();
    const look = { atMs, places, outstanding };
    this.#last = look;
    // Whoever waits is told; a look that failed is not given out again.
    const forget = (): void => {
      if (this.#last === look) this.#last = null;
    };
    places.catch(forget);
    outstanding.catch(forget);
    return look;
  }

  async #readOutstanding(): Promise<number> {
    const answer = await this.client.request<Outstanding & { readonly result: Outstanding }>({
      method: 'GET',
      path: '/_admin/cluster/rebalance',
      database: '_system',
    });
    const { pendingMoveShards = 0, todoMoveShards = 0 } = { ...answer, ...answer.result };
    return pendingMoveShards + todoMoveShards;
  }
}

function isThere(place: ShardPlace, leader: string, followers: readonly string[]): boolean {
  const replicas = [leader, ...followers];
  return (
    place.leader === leader &&
    place.currentLeader === leader &&
    place.followers.length === followers.length &&
    followers.every((server) => place.followers.includes(server)) &&
    place.current.length === replicas.length &&
    replicas.every((server) => place.current.includes(server))
  );
}
