/** Writes the placement of a shard group. */
import type { TopologyGroup } from '../../model/topology.js';
import type { Database } from './database.js';

/** Keeps who leads and follows the group. Call it inside a transaction. */
export function keepPlacement(
  database: Database,
  { groupId, leader, followers, inSync }: Pick<TopologyGroup, 'groupId' | 'leader' | 'followers' | 'inSync'>,
): void {
  database.run(
    'update shard_group set leader = ?, followers = ?, in_sync = ? where group_id = ?',
    ...[leader, JSON.stringify(followers), JSON.stringify(inSync), groupId],
  );
}
