/**
 * Carries out moves on the simulated cluster. The copy takes the time that the bandwidth asks for; the placement
 * changes at its end, in one transaction, so that a crash leaves the group either where it was or where it goes.
 */
import type { Clock } from '../../clock.js';
import { MoveRefusedError } from '../../errors.js';
import { applyMove } from '../../model/placement.js';
import type { Move } from '../../model/plan.js';
import { groupSize } from '../../model/topology.js';
import type { TopologyStore } from '../port.js';
import type { Database } from './database.js';
import { topologyOf } from './topology.js';

/** How often a copy reports its progress. */
const sliceMs = 100;

/** Returns the topology part of the store. `bandwidthBytesPerSecond`: how fast one group is copied. */
export function topologyStore(database: Database, clock: Clock, bandwidthBytesPerSecond: number): TopologyStore {
  const moving = new Set<string>();

  async function copy(bytes: bigint, onProgress: (copiedBytes: bigint) => void, signal: AbortSignal): Promise<void> {
    const totalMs = (Number(bytes) / bandwidthBytesPerSecond) * 1000;
    const slices = Math.max(1, Math.ceil(totalMs / sliceMs));
    for (let slice = 1; slice <= slices; slice++) {
      await clock.sleep(totalMs / slices, signal);
      onProgress((bytes * BigInt(slice)) / BigInt(slices));
    }
  }

  async function move(change: Move, onProgress: (copiedBytes: bigint) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // Refuses before anything is copied; what is copied is the group's size now, not when the plan was made.
    const group = applyMove(topologyOf(database), change).groups.find(({ groupId }) => groupId === change.groupId);
    if (group && change.kind !== 'LEADERSHIP_TRANSFER') await copy(groupSize(group).bytes, onProgress, signal);
    signal.throwIfAborted();
    await database.write(() => {
      const moved = applyMove(topologyOf(database), change).groups.find(({ groupId }) => groupId === change.groupId);
      if (!moved) return;
      database.run(
        'update shard_group set leader = ?, followers = ?, in_sync = ? where group_id = ?',
        ...[moved.leader, JSON.stringify(moved.followers), JSON.stringify(moved.inSync), change.groupId],
      );
    });
  }

  return {
    readTopology: () => database.read(() => topologyOf(database)),

    async executeMove(change, onProgress, signal) {
      if (moving.has(change.groupId)) {
        throw new MoveRefusedError(
          `Shard group ${change.groupId} is being moved already`,
          'Wait until that move has ended',
        );
      }
      moving.add(change.groupId);
      try {
        await move(change, onProgress, AbortSignal.any([signal, database.closing]));
      } finally {
        moving.delete(change.groupId);
      }
    },
  };
}
