/**
 * Carries out moves on the simulated cluster. The copy takes the time that the bandwidth asks for; the placement
 * changes at its end, in one transaction, so that a crash leaves the group either where it was or where it goes.
 */
import { MoveRefusedError } from '../../errors/errors.js';
import { applyMove } from '../../model/placement.js';
import type { Move } from '../../model/plan.js';
import { groupSize, type TopologyGroup } from '../../model/topology.js';
import type { TopologyStore } from '../port.js';
import { keepPlacement } from './cluster.js';
import type { Copies } from './copies.js';
import type { Database } from './database.js';
import type { Supervision } from './supervision.js';
import { topologyOf } from './topology.js';

/** Returns the topology part of the store, without what is answered from memory. */
export function topologyStore(
  database: Database,
  copies: Copies,
  supervision: Supervision,
): Omit<TopologyStore, 'readTopology'> {
  async function move(change: Move, onProgress: (copiedBytes: bigint) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const topology = topologyOf(database);
    // Refuses before anything is copied; what is copied is the group's size now, not when the plan was made.
    groupAfter(applyMove(topology, change), change);
    const group = groupAfter(topology, change);
    const { from, to } = change;
    if (change.kind !== 'LEADERSHIP_TRANSFER') {
      const onSlice = (copiedBytes: bigint): void => {
        requireServing(database, change, [group.leader, from, to]);
        onProgress(copiedBytes);
      };
      await copies.copy({ from, to, bytes: groupSize(group).bytes }, onSlice, signal);
    }
    signal.throwIfAborted();
    await database.write(() => {
      requireServing(database, change, [group.leader, from, to]);
      keepPlacement(database, groupAfter(applyMove(topologyOf(database), change), change));
    });
  }

  return {
    proposal: () => Promise.resolve(null),
    settled: () => supervision.settled(),

    async executeMove(change, onProgress, signal) {
      if (!copies.claim(change.groupId)) {
        throw new MoveRefusedError(
          `Shard group ${change.groupId} is already being moved or rebuilt`,
          'Wait until that has finished',
        );
      }
      try {
        await move(change, onProgress, AbortSignal.any([signal, database.closing]));
      } finally {
        copies.release(change.groupId);
        // What a failed server left to repair in this group had to wait for the move.
        supervision.lookAround();
      }
    },
  };
}

function groupAfter({ groups }: { readonly groups: readonly TopologyGroup[] }, { groupId }: Move): TopologyGroup {
  const group = groups.find((each) => each.groupId === groupId);
  if (!group) throw new MoveRefusedError(`There is no shard group ${groupId}`, 'Make a new plan');
  return group;
}

/** The leader has the data, and both servers take part. */
function requireServing(database: Database, { groupId }: Move, servers: readonly string[]): void {
  const down = database.row<{ short_name: string; status: string }>(
    `select short_name, status from server where server_id in (?, ?, ?) and status in ('BAD', 'FAILED') limit 1`,
    ...servers,
  );
  if (!down) return;
  throw new MoveRefusedError(
    `${down.short_name} is ${down.status}: ${groupId} cannot be moved from, to or through it`,
    'Wait until the cluster has repaired itself, then make a new plan',
  );
}
