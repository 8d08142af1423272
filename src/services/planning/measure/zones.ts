/** Which zones a cluster has, and whether they matter: the one rule that bounds, limits and planned servers share. */
import type { TopologyServer } from '../../model/topology.js';

/**
 * Returns the zones of the servers that stay, sorted; null when zones do not matter, because fewer than two are named
 * or some server that stays names none.
 */
export function zonesOf(servers: readonly TopologyServer[]): readonly string[] | null {
  const staying = servers.filter(({ status }) => status !== 'DRAINING');
  const zones = new Set(staying.map(({ zone }) => zone));
  if (zones.has(null) || zones.size < 2) return null;
  return [...zones].map(String).sort();
}

/** Returns how many replicas of one group a zone may hold: an even share, rounded up; 1 when there are enough zones. */
export function maxPerZone(replicas: number, zones: number): number {
  return Math.ceil(replicas / zones);
}

/** Returns whether no zone holds more of a group's replicas than an even spread over so many zones has. */
export function isSpread(zonesOfReplicas: readonly (string | null)[], zones: number): boolean {
  const most = maxPerZone(zonesOfReplicas.length, zones);
  return zonesOfReplicas.every((zone) => zonesOfReplicas.filter((other) => other === zone).length <= most);
}
