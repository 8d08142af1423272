// Measurements through the API: response times, and what DB-Servers tell of themselves.
import { afterEach, expect, it } from 'vitest';

import type { ServerFigures } from '../../src/services/model/check.js';
import { openTestApi, type TestApi } from '../support/api.js';

const query = `{
  measurePerformance(input: { samples: 1, concurrency: 1 }) {
    overall { samples failures }
    serverFigures { serverId shortName skipped figures { name value unit source } }
  }
}`;

let opened: TestApi;

afterEach(() => opened.close());

it('gives response times, and of each simulated DB-Server the reason why it has no figures', async () => {
  opened = await openTestApi();

  const { data, errors } = await opened.ask<{
    measurePerformance: { overall: unknown; serverFigures: readonly ServerFigures[] };
  }>(query);

  expect(errors).toBeUndefined();
  expect(data.measurePerformance.overall).toEqual({ samples: 5, failures: 0 });
  expect(data.measurePerformance.serverFigures).toHaveLength(3);
  expect(data.measurePerformance.serverFigures[0]).toMatchObject({ shortName: 'DBServer0001', figures: [] });
  expect(data.measurePerformance.serverFigures[0]?.skipped).toMatch(/simulated/);
});

it('gives the figures that a DB-Server tells, with unit and source', async () => {
  const figure = { name: 'UPTIME', description: 'Time', value: 1.5, unit: 'SECONDS', source: 'uptime_total' } as const;
  const server = { serverId: 'PRMR-1', shortName: 'DBServer0001', figures: [figure], skipped: null };
  opened = await openTestApi({ wrap: (store) => ({ ...store, serverFigures: () => Promise.resolve([server]) }) });

  const { data } = await opened.ask(query);

  const shown = { name: 'UPTIME', value: 1.5, unit: 'SECONDS', source: 'uptime_total' };
  expect(data).toMatchObject({ measurePerformance: { serverFigures: [{ ...server, figures: [shown] }] } });
});
