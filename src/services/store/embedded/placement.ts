/** Which DB-Servers the simulated cluster has: their ids and zones as functions of the seed, so it can be made again. */
import xxhash from 'xxhash-wasm';

const hash = await xxhash();

/** Returns the serverId of the n-th server (from 1) of a cluster with this seed: `PRMR-` and a UUID's digits. */
export function serverIdOf(seed: number, ordinal: number): string {
  const digits = hash.h64ToString(`server ${seed} ${ordinal}`) + hash.h64ToString(`${ordinal} of ${seed}`);
  return `PRMR-${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

/** Returns the zone with the fewest servers, the first of them when several have as few; null when there are none. */
export function leastPopulatedZone(zones: readonly string[], zoneOfServers: readonly (string | null)[]): string | null {
  let least: string | null = null;
  let fewest = Infinity;
  for (const zone of zones) {
    const servers = zoneOfServers.filter((other) => other === zone).length;
    if (servers < fewest) {
      least = zone;
      fewest = servers;
    }
  }
  return least;
}
