// A topology leaves and enters as a file: exported, imported, looked at and planned for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

async function exported(): Promise<string> {
  return (await api.ask<{ cluster: { json: string } }>('{ cluster { json } }')).data.cluster.json;
}

async function imported<T>(json: string, fields: string): Promise<T> {
  const { data, errors } = await api.ask<{ importTopology: T }>(
    `mutation ($json: String!) { importTopology(input: { json: $json, label: "elsewhere" }) {
      ... on ImportTopologyPayload { snapshot { ${fields} } }
      ... on InvalidInputError { code field message }
    } }`,
    { json },
  );
  expect(errors).toBeUndefined();
  return data.importTopology;
}

interface Imported {
  readonly snapshot: { id: string; fingerprint: string; [field: string]: unknown };
}

describe('importTopology', () => {
  it('keeps what cluster { json } gave, with the same fingerprint', async () => {
    const live = await api.ask<{ cluster: { fingerprint: string; totals: object } }>(
      '{ cluster { fingerprint totals { tenants documents shardGroups } } }',
    );

    const { snapshot } = await imported<Imported>(
      await exported(),
      'id label isImported fingerprint cluster { origin totals { tenants documents shardGroups } }',
    );

    expect(snapshot).toMatchObject({
      ...{ label: 'elsewhere', isImported: true, fingerprint: live.data.cluster.fingerprint },
      cluster: { origin: 'IMPORTED', totals: live.data.cluster.totals },
    });
  });

  it('makes a state that plans can be made for, stale unless the live cluster is the same', async () => {
    const json = await exported();
    const other = JSON.parse(json) as { servers: { serverId: string }[] };
    other.servers.push({ serverId: 'PRMR-elsewhere' });
    const plan = async (text: string): Promise<unknown> => {
      const { snapshot } = await imported<Imported>(text, 'id fingerprint');
      const { data } = await api.ask<{ simulateRebalance: { plan: unknown } }>(
        `mutation ($id: ID!) { simulateRebalance(input: { snapshotId: $id }) {
          ... on SimulateRebalancePayload { plan { isStale isHypothetical before { totals { dbServers } } } } } }`,
        { id: snapshot.id },
      );
      return data.simulateRebalance.plan;
    };

    expect(await plan(json)).toEqual({ isStale: false, isHypothetical: false, before: { totals: { dbServers: 3 } } });
    expect(await plan(JSON.stringify(other))).toMatchObject({ isStale: true, before: { totals: { dbServers: 4 } } });
  });

  it('says where a document is wrong, and keeps nothing of it', async () => {
    const before = await api.ask('{ snapshots { totalCount } }');

    const wrong = await imported(await exported().then((json) => json.replace('"leader":"', '"leader":"x')), 'id');

    expect(wrong).toMatchObject({ code: 'INVALID_INPUT', field: 'groups[0].leader' });
    expect(await api.ask('{ snapshots { totalCount } }')).toEqual(before);
  });
});
