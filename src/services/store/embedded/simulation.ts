/** What only a simulated cluster can do: get more DB-Servers at once, lose one and get it back, and start over. */
import type { Simulation } from '../port.js';
import { addServerRows, allServers, createCluster } from './cluster.js';
import type { Database } from './database.js';
import { removeTenantDocuments } from './removal.js';
import type { SimulatedClusterSettings } from './settings.js';
import type { Supervision } from './supervision.js';
import { serverOf } from './topology.js';

/** Returns the simulation part of the store. `seed`: the one that the file was made with. */
export function simulation(
  database: Database,
  seed: number,
  cluster: SimulatedClusterSettings,
  supervision: Supervision,
): Omit<Simulation, 'bandwidthBytesPerSecond'> {
  return {
    addServers: (servers) =>
      database.write(() => {
        const largest = allServers(database).reduce<bigint | null>(
          (most, { capacity_bytes: bytes }) => (bytes !== null && (most === null || bytes > most) ? bytes : most),
          null,
        );
        const sized = servers.map(({ capacityBytes, zone }) => ({ capacityBytes: capacityBytes ?? largest, zone }));
        return addServerRows(database, seed, sized, cluster.zones).map(serverOf);
      }),

    nameZone: (zone) =>
      database.write(() => {
        const without = allServers(database).filter((server) => server.zone === null);
        for (const { server_id: id } of without)
          database.run('update server set zone = ? where server_id = ?', zone, id);
        return without.map((server) => serverOf({ ...server, zone }));
      }),

    failServer: (serverId) => supervision.setStatus(serverId, 'FAILED'),
    recoverServer: (serverId) => supervision.setStatus(serverId, 'GOOD'),
    watch(listener) {
      supervision.watch(listener);
      return Promise.resolve();
    },

    async reset() {
      for (;;) {
        // First hidden, then removed: after a crash the rest is found among the unfinished tenants.
        const keys = await database.write(() => {
          database.run(`update tenant set status = 'REMOVING'`);
          return database.rows<{ key: string }>('select key from tenant').map(({ key }) => key);
        });
        for (const key of keys) await removeTenantDocuments(database, key, Infinity);
        const isDone = await database.write(() => {
          database.run('delete from tenant where documents = 0');
          // A tenant that came meanwhile is left: once more.
          if (database.row('select 1 as found from tenant limit 1')) return false;
          createCluster(database, seed, cluster);
          return true;
        });
        if (isDone || database.closing.aborted) return;
      }
    },
  };
}
