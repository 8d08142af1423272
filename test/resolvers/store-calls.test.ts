// No N+1: what a request costs depends on its form, not on the number of rows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, type TestApi } from '../support/api.js';
import { cases } from '../support/cases.js';
import { statementsOf } from '../support/counting-driver.js';
import { countCalls } from '../support/counting-store.js';

const deepQuery = `query Deep($first: Int!) {
  tenants(first: $first) {
    nodes {
      name
      description
      shardGroup {
        leader {
          tenants {
            name
            createdAt
            devices(first: 20) {
              nodes { name location { name devices { name } } software { name devices { name } } connectsTo { to { name } } history { osVersion } }
            }
            software(first: 5) { nodes { name history { version } } }
            locations { nodes { name } }
          }
        }
      }
      neighbours { name status }
    }
  }
}`;

describe('store calls of a request', () => {
  const counted = countCalls();
  let api: TestApi;

  beforeAll(async () => {
    api = await openTestApi({ wrap: counted.wrap });
  });

  afterAll(() => api.close());

  async function callsFor(first: number): Promise<{ calls: Readonly<Record<string, number>>; rows: number }> {
    counted.take();
    const { data, errors } = await api.ask<{ tenants: { nodes: unknown[] } }>(deepQuery, { first });
    expect(errors).toBeUndefined();
    return { calls: counted.take(), rows: data.tenants.nodes.length };
  }

  it('stay the same for 5 and for 20 tenants on a walk of eight levels', async () => {
    // With 20 tenants in 12 shard groups some are neighbours, whatever their keys.
    await api.services.tenants.addMany(Array.from({ length: 18 }, (_, at) => ({ name: `Startup ${at + 1}` })));

    const few = await callsFor(5);
    const many = await callsFor(20);

    expect([few.rows, many.rows]).toEqual([5, 20]);
    expect(many.calls).toEqual(few.calls);
    expect(many.calls.readTopology).toBe(1);
    expect(Object.values(many.calls).reduce((sum, calls) => sum + calls, 0)).toBeLessThan(40);
  });

  it('read the topology once for servers, shards, balance and health together', async () => {
    counted.take();

    await api.ask(`{ cluster { servers { shards { nodes { tenants { name } } } } balance { bytes { max } } health { status } }
      again: cluster { shardGroups { nodes { load leader { shortName } } } } }`);

    expect(counted.take()).toEqual({ readTopology: 1 });
  });

  it('are one for many nodes of a type', async () => {
    const { data } = await api.ask<{ tenant: { devices: { nodes: { id: string }[] } } }>(
      '{ tenant(by: { name: "Acme Corp" }) { devices { nodes { id } } } }',
    );
    const ids = data.tenant.devices.nodes.map(({ id }) => id);
    counted.take();

    const { data: found } = await api.ask<{ nodes: unknown[] }>('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids,
    });

    expect(found.nodes).toEqual(ids.map((id) => ({ id })));
    expect(Object.values(counted.take()).reduce((sum, calls) => sum + calls, 0)).toBeLessThanOrEqual(2);
  });
});

const wideQuery = `query Wide($first: Int!) {
  tenants(first: $first) {
    nodes {
      createdAt
      devices(first: 20) { totalCount nodes { location { name } software { name } connectsTo { to { name } } history { osVersion } } }
      software(first: 5) { nodes { devices { name } history { version } } }
    }
  }
}`;

describe('statements of a request', () => {
  const many = cases(50);
  let api: TestApi;

  beforeAll(async () => {
    api = await openTestApi();
    await api.services.tenants.addMany(Array.from({ length: many - 2 }, (_, at) => ({ name: `Startup ${at + 1}` })));
  });

  afterAll(() => api.close());

  it('are as many for 2 tenants as for 50, and come again with each thousand look-ups', async () => {
    const statementsFor = (first: number): Promise<number> =>
      statementsOf(async () => {
        const { data, errors } = await api.ask<{ tenants: { nodes: unknown[] } }>(wideQuery, { first });
        expect(errors).toBeUndefined();
        expect(data.tenants.nodes).toHaveLength(first);
      });

    const few = await statementsFor(2);
    const all = await statementsFor(many);

    expect(few).toBeLessThan(20);
    // Each tenant has 20 devices.
    expect(all).toBeLessThanOrEqual(few * Math.ceil((20 * many) / 1000));
  });
});
