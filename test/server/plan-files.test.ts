// Plans over the API as text, and as files over HTTP.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { encodeId } from '../../src/schema/global-id.js';
import { type RunningServer, startServer } from '../../src/server/server.js';
import { openTestApi, type TestApi } from '../support/api.js';

let api: TestApi;
let server: RunningServer;
let ids: { real: string; imagined: string };

beforeAll(async () => {
  api = await openTestApi();
  const [real, imagined] = [
    await api.services.plans.simulate({}),
    await api.services.plans.simulate({ numberOfShards: 4 }),
  ];
  ids = { real: encodeId('RebalancePlan', real.id), imagined: encodeId('RebalancePlan', imagined.id) };
  server = await startServer({
    services: api.services,
    settings: { host: '127.0.0.1', port: 0 },
    logger: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await server.stop();
  await api.close();
});

/** The export, or the extensions of the error. */
async function exported(planId: string): Promise<Record<string, unknown>> {
  const { data, errors } = await api.ask<{ exportPlan: Record<string, unknown> } | null>(
    `query ($planId: ID!) { exportPlan(input: { planId: $planId }) {
      planHash moves waves { index moves body } notes url sha256
    } }`,
    { planId },
  );
  return data?.exportPlan ?? errors![0]!.extensions;
}

describe('exportPlan', () => {
  it('leads to the same bytes over HTTP', async () => {
    const { url, sha256, moves, waves } = await exported(ids.real);

    const response = await fetch(`${server.url}${String(url)}`);
    const file = (await response.json()) as { moves: unknown; waves: { execute: unknown }[] };

    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="shardbook-plan-\w{12}\.json"$/);
    expect(response.headers.get('etag')).toBe(`"${String(sha256)}"`);
    expect(file.moves).toEqual(JSON.parse(String(moves)));
    expect(file.waves.map(({ execute }) => execute)).toEqual(
      (waves as { body: string }[]).map(({ body }) => JSON.parse(body) as unknown),
    );
  });

  it('is refused for what does not exist, over both', async () => {
    expect(await exported(ids.imagined)).toMatchObject({
      code: 'PLAN_NOT_APPLICABLE',
      remedy: expect.stringContaining('numberOfShards 4') as string,
    });
    expect(await exported(encodeId('RebalancePlan', 'none'))).toMatchObject({ code: 'UNKNOWN_PLAN' });
    expect(await exported(encodeId('Report', 'none'))).toMatchObject({ code: 'INVALID_ID' });

    const imagined = await fetch(`${server.url}/plans/${ids.imagined}.json`);
    expect(imagined.status).toBe(409);
    expect(await imagined.text()).toContain('numberOfShards is fixed');
    for (const name of [`${encodeId('RebalancePlan', 'none')}.json`, 'x.json', `${ids.real}.csv`, '']) {
      expect((await fetch(`${server.url}/plans/${name}`)).status).toBe(404);
    }
  });
});
