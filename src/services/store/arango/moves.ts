/**
 * Has the cluster make moves and watches until they are made. A move is asked of the prototype collection's shard; the
 * coupled ones follow. Once the cluster has taken a move it carries it out by itself, whoever watches.
 */
import { MoveRefusedError, StoreUnavailableError } from '../../errors/errors.js';
import { movesLeader, prototypeShard } from '../../model/executed-move.js';
import { moveGroup } from '../../model/placement.js';
import type { Move } from '../../model/plan.js';
import { type ClusterTopology, groupSize, type TopologyGroup } from '../../model/topology.js';
import type { TopologyStore } from '../port.js';
import { ArangoFailure } from './failures.js';
import { MoveRequests } from './move-requests.js';
import { MoveWatch, type Watched } from './move-watch.js';
import type { StoreParts } from './parts.js';
import { readProposal } from './proposal.js';
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
      if (idleLooks >= looksUntilDropped) throw refused(move, 'the cluster accepted it and did not carry it out');
      if (nowMs - lastChange.atMs > settings.hangsAfterMs) {
        const seconds = Math.round(settings.hangsAfterMs / 1000);
        throw refused(move, `it has not gone on for ${seconds} s; the cluster may still finish it`);
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
      if (underWay.has(move.groupId)) throw refused(move, 'the group is being moved already');
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
    'Look at the health of the cluster, then make a new plan',
  );
}
