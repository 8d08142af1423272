/** Replicas of a shard group are spread over the zones: one per zone when there are enough zones, else evenly. */
import { at } from '../../base/cells.js';
import { maxPerZone } from '../measure/zones.js';
import { groupIdOf, type Limit, nameOf } from './limit.js';

export const zones: Limit = {
  code: 'ZONES',
  judge({ kind, group, from, to }, state) {
    const { zoneOf, zoneCount } = state.problem;
    if (zoneOf === null || kind === 'LEADERSHIP_TRANSFER') return null;
    const target = at(zoneOf, to);
    // Within one zone nothing changes, so a group that is badly spread already may still move there.
    if (zoneOf[from] === target) return null;
    const replicas = at(state.replicas, group);
    const max = maxPerZone(replicas.length, zoneCount);
    let there = 0;
    for (const server of replicas) if (zoneOf[server] === target) there += 1;
    if (there < max) return null;
    return () =>
      `Zone ${at(state.problem.servers, to).zone} of ${nameOf(state, to)} holds ${there} of the ${replicas.length} replicas of ${groupIdOf(state, group)} already, and ${max} is the most`;
  },
  remedy: () => '1 more server needed in a zone that holds none of the group: add it with addServers and that zone',
};
