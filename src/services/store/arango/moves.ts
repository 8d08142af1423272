/**
 * Has the cluster make moves and watches until they are made. A move is asked of the prototype collection's shard; the
 * coupled ones follow. Once the cluster has taken a move it carries it out by itself, whoever watches.
 */
import type { Clock } from '../../base/clock.js';
import { Remembered } from '../../base/remembered.js';
import { MoveRefusedError, StoreUnavailableError } from '../../errors/errors.js';
import type { ArangoDbProposal, ArangoDbScores, ProposedMove } from '../../model/arangodb-proposal.js';
import { type ExecutedMove, movesLeader, prototypeShard } from '../../model/executed-move.js';
import { moveGroup } from '../../model/placement.js';
import type { Move } from '../../model/plan.js';
import { type ClusterTopology, groupSize, type TopologyGroup, type TopologyServer } from '../../model/topology.js';
import type { TopologyStore } from '../port.js';
import type { ArangoClient } from './client.js';
import { readDistribution, type ShardPlace } from './collections.js';
import { ArangoFailure } from './failures.js';
import type { StoreParts } from './parts.js';
import type { TopologyReader } from './topology.js';

export interface MoveSettings {
  readonly pollMs: number;
  readonly hangsAfterMs: number;
}

/** Looks in a row at which a move is neither made nor scheduled: then the cluster has dropped it. */
const looksUntilDropped = 3;

/** Returns the part of the store that tells and changes placement. */
export function topologyStore(parts: StoreParts, reader: TopologyReader, settings: MoveSettings): TopologyStore {
  const { client, clock, changes } = parts;
  const underWay = new Set<string>();
  const requests = new MoveRequests(client, clock);
  const watch = new MoveWatch(client, clock, settings.pollMs);

  async function execute(move: Move, onProgress: (copied: bigint) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    reader.forget();
    const topology = await reader.read();
    const group = topology.groups.find(({ groupId }) => groupId === move.groupId);
    const target = movable(topology, group, move);
    signal.throwIfAborted();
    await ask(topology, target.before, move);
    watch.forget();
    const bytes = move.kind === 'LEADERSHIP_TRANSFER' ? 0n : groupSize(target.before).bytes;
    await follow(topology, target.after, move, (share) => onProgress(part(bytes, share)), signal);
    onProgress(bytes);
    changes.happened();
  }

  async function ask(topology: ClusterTopology, group: TopologyGroup, move: Move): Promise<void> {
    const prototype = topology.collections.find(
      ({ graph, distributeShardsLike }) => graph === group.graph && distributeShardsLike === null,
    );
    if (!prototype?.collectionId) throw refused(move, 'ArangoDB does not tell which collection leads its shards');
    const { from, to, kind } = move;
    const place = { database: client.database, ...prototypeShard(group, prototype) };
    try {
      await requests.send({ ...place, from, to, isLeader: movesLeader(kind) });
    } catch (error) {
      if (error instanceof ArangoFailure) throw refused(move, error.message);
      // The answer was lost: whether the cluster has taken the move shows when it is watched.
      if (!(error instanceof StoreUnavailableError) || error.isSafeToRetry || client.closing.aborted) throw error;
    }
  }

  /** Resolves when the group is as `after` says; `tell` gets the share that is copied, 0 to 1. */
  async function follow(
    { servers }: ClusterTopology,
    after: TopologyGroup,
    move: Move,
    tell: (share: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let lastChange = { text: '', atMs: clock.elapsedMs() };
    let idleLooks = 0;
    for (;;) {
      const seen = await watch.look(after, servers, signal);
      if (seen.isReached) return;
      // After a move of the leader the supervision chooses which surplus replica goes.
      if (seen.isElsewhere && move.kind === 'MOVE_LEADER')
        throw refused(move, `${move.to} leads it now, but the cluster kept another follower`);
      tell(seen.share);
      const nowMs = clock.elapsedMs();
      if (seen.text !== lastChange.text) lastChange = { text: seen.text, atMs: nowMs };
      idleLooks = isIdle(seen) ? idleLooks + 1 : 0;
      if (idleLooks >= looksUntilDropped) throw refused(move, 'the cluster accepted it but did not carry it out');
      if (nowMs - lastChange.atMs > settings.hangsAfterMs) {
        const seconds = Math.round(settings.hangsAfterMs / 1000);
        throw refused(move, `it has made no progress for ${seconds} s; the cluster may still finish it`);
      }
      await clock.sleep(settings.pollMs, signal);
    }
  }

  return {
    readTopology: (freshness) => {
      if (freshness === 'FRESH') reader.forget();
      return reader.read();
    },
    proposal: () => readProposal(client),

    async settled(signal) {
      const startedMs = clock.elapsedMs();
      while ((await watch.outstanding()) > 0 && clock.elapsedMs() - startedMs < settings.hangsAfterMs) {
        await clock.sleep(settings.pollMs, signal);
      }
      changes.happened();
    },

    async executeMove(move, onProgress, signal) {
      if (underWay.has(move.groupId)) throw refused(move, 'the group is already being moved');
      underWay.add(move.groupId);
      try {
        await execute(move, onProgress, signal);
      } finally {
        underWay.delete(move.groupId);
        reader.forget();
      }
    },
  };
}

/** Nothing is scheduled or copied, and yet the group is not where it should be. */
function isIdle({ outstanding, share }: Watched): boolean {
  return outstanding === 0 && share === 0;
}

function part(bytes: bigint, share: number): bigint {
  return BigInt(Math.floor(Number(bytes) * share));
}

/** The group before and after the move. Throws a MoveRefusedError when it cannot be made. */
function movable(
  { servers, deployment }: ClusterTopology,
  group: TopologyGroup | undefined,
  move: Move,
): { readonly before: TopologyGroup; readonly after: TopologyGroup } {
  if (!group) throw refused(move, `there is no shard group ${move.groupId}`);
  if (deployment !== 'ARANGODB_CLUSTER') throw refused(move, 'a single server has nothing to move to');
  if (group.isReadOnly) throw refused(move, 'it belongs to another database');
  return { before: group, after: moveGroup(group, servers, move) };
}

function refused({ groupId, from, to }: Move, reason: string): MoveRefusedError {
  return new MoveRefusedError(
    `The move of ${groupId} from ${from} to ${to} was not made: ${reason}`,
    'Check the health of the cluster, then make a new plan',
  );
}

/** Milliseconds that a move waits for others of its wave: telling of each in the log takes some ten. */
const gatherMs = 250;

interface Waiting {
  readonly move: ExecutedMove;
  readonly settle: (sent: Promise<void>) => void;
}

class MoveRequests {
  #waiting: Waiting[] = [];

  constructor(
    private readonly client: ArangoClient,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the cluster has taken the move. Rejects with an ArangoFailure when it refuses it. */
  send(move: ExecutedMove): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ move, settle: resolve });
      if (this.#waiting.length === 1) void this.#gather();
    });
  }

  async #gather(): Promise<void> {
    // A store that closes sends what it has.
    await this.clock.sleep(gatherMs, this.client.closing).catch(() => undefined);
    const wave = this.#waiting;
    this.#waiting = [];
    const sent = this.#request(wave);
    for (const each of wave) each.settle(sent.catch((error: unknown) => this.#alone(each, wave, error)));
  }

  /** One move that the cluster does not know makes it refuse all: then each is asked for by itself. */
  async #alone(each: Waiting, wave: readonly Waiting[], error: unknown): Promise<void> {
    if (!(error instanceof ArangoFailure) || wave.length === 1) throw error;
    await this.#request([each]);
  }

  async #request(wave: readonly Waiting[]): Promise<void> {
    await this.client.request({
      method: 'POST',
      path: '/_admin/cluster/rebalance/execute',
      database: '_system',
      body: { version: 1, moves: wave.map(({ move }) => move) },
    });
  }
}

/** What one look at a group shows. */
interface Watched {
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

/** The page's example has them inside `result`, its schema beside it. */
interface Outstanding {
  readonly pendingMoveShards?: number;
  readonly todoMoveShards?: number;
}

class MoveWatch {
  readonly #places: Remembered<ReadonlyMap<string, ShardPlace>>;
  readonly #outstanding: Remembered<number>;

  /** A look is shared by everybody who looks within half of `pollMs`. */
  constructor(
    private readonly client: ArangoClient,
    clock: Clock,
    pollMs: number,
  ) {
    this.#places = new Remembered(clock, pollMs / 2);
    this.#outstanding = new Remembered(clock, pollMs / 2);
  }

  /** Returns how far a group is on its way to `wanted`. Rejects with the signal's reason when it is aborted. */
  async look(wanted: TopologyGroup, servers: readonly TopologyServer[], signal: AbortSignal): Promise<Watched> {
    signal.throwIfAborted();
    const [places, outstanding] = await Promise.all([
      this.#places.get('all', () => this.#readPlaces()),
      this.outstanding(),
    ]);
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
    this.#places.forget();
    this.#outstanding.forget();
  }

  /** Returns how many moves the cluster still has to make: scheduled or under way. */
  outstanding(): Promise<number> {
    return this.#outstanding.get('all', () => this.#readOutstanding());
  }

  async #readPlaces(): Promise<ReadonlyMap<string, ShardPlace>> {
    const distribution = await readDistribution(this.client);
    return new Map([...distribution.values()].flat().map((place) => [place.shardId, place]));
  }

  async #readOutstanding(): Promise<number> {
    const answer = await this.client.get<Outstanding & { readonly result: Outstanding }>('/_admin/cluster/rebalance', {
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

interface Scores {
  readonly leader: { readonly imbalance: number };
  readonly shards: { readonly imbalance: number };
}

/** As many moves as ArangoDB computes at most (`develop/http-api/cluster.md`). */
const maxMoves = 5000;

/** Returns the proposal with every kind of move allowed. Needs write access to `_system`. */
async function readProposal(client: ArangoClient): Promise<ArangoDbProposal> {
  const { result } = await client.request<{
    readonly result: {
      readonly imbalanceBefore: Scores;
      readonly imbalanceAfter: Scores;
      readonly moves: readonly ProposedMove[];
    };
  }>({
    method: 'POST',
    path: '/_admin/cluster/rebalance',
    database: '_system',
    body: {
      version: 1,
      maximumNumberOfMoves: maxMoves,
      leaderChanges: true,
      moveLeaders: true,
      moveFollowers: true,
      excludeSystemCollections: true,
    },
    isRepeatable: true,
  });
  return {
    before: scoresOf(result.imbalanceBefore),
    after: scoresOf(result.imbalanceAfter),
    moves: result.moves.map(({ from, to, shard, isLeader }) => ({ from, to, shard, isLeader })),
  };
}

function scoresOf({ leader, shards }: Scores): ArangoDbScores {
  return { leaders: leader.imbalance, shards: shards.imbalance };
}
