/** Figures of simulated DB-Servers: there are none, because there is no process behind a server. */
import type { FigureStore } from '../port.js';
import type { Database } from './database.js';

const reason = 'The cluster is simulated: no server can report figures about itself';

/** Returns the part of the store that tells figures. */
export function figureStore(database: Database): FigureStore {
  return {
    serverFigures: () =>
      database.read(() =>
        database
          .rows<{ server_id: string; short_name: string }>(
            'select server_id, short_name from server order by server_id',
          )
          .map((row) => ({ serverId: row.server_id, shortName: row.short_name, figures: [], skipped: reason })),
      ),
  };
}
