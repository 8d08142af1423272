import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { InvalidInputError, RunInProgressError } from '../../../src/services/errors/errors.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  opened = await openTestServices();
});

afterEach(() => opened.services.stop());

describe('the first start', () => {
  it('seeds Acme Corp and Global Enterprises with 3,285 documents in 11 collections', async () => {
    const { topology } = await opened.services.topology.live();

    expect(topology.tenants.map(({ name }) => name).sort()).toEqual(['Acme Corp', 'Global Enterprises']);
    expect(topology.tenants.reduce((sum, { documents }) => sum + documents, 0)).toBe(3285);
    expect(topology.collections).toHaveLength(11);
    expect(topology.groups).toHaveLength(12);
    expect(topology.servers).toHaveLength(3);
  });

  it('is not repeated when somebody removed all tenants', async () => {
    const { topology } = await opened.services.topology.live();
    for (const { key } of topology.tenants) await opened.services.tenants.remove(key);

    await opened.services.start();

    expect((await opened.services.topology.live()).topology.tenants).toEqual([]);
  });
});

describe('snapshots', () => {
  it('keep the state as it was', async () => {
    const snapshot = await opened.services.topology.takeSnapshot('before');
    await opened.services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);

    const [kept] = await opened.services.topology.snapshotsById([snapshot.id]);

    expect(kept).toEqual(snapshot);
    expect(kept?.topology.servers).toHaveLength(3);
  });

  it('have equal fingerprints while the placement is the same', async () => {
    const first = await opened.services.topology.takeSnapshot(null);
    await opened.services.tenants.add({ name: 'New Corp' });

    const second = await opened.services.topology.takeSnapshot(null);

    expect(second.fingerprint).toBe(first.fingerprint);
  });

  it('refuse a label that is too long', async () => {
    await expect(opened.services.topology.takeSnapshot('x'.repeat(201))).rejects.toThrow(InvalidInputError);
  });
});

describe('following the cluster', () => {
  it('yields the current state, and another one when tenants or servers have changed', async () => {
    const leaving = new AbortController();
    const changes = opened.services.topology.changes(leaving.signal)[Symbol.asyncIterator]();
    const first = (await changes.next()).value as { topology: { tenants: unknown[]; servers: unknown[] } };
    expect([first.topology.tenants.length, first.topology.servers.length]).toEqual([2, 3]);

    const afterTenant = changes.next();
    await opened.services.tenants.add({ name: 'New Corp' });
    expect((await afterTenant).value).toMatchObject({ origin: 'LIVE' });

    const afterServer = changes.next();
    await opened.services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);
    const state = (await afterServer).value as { topology: { servers: unknown[] } };
    expect(state.topology.servers).toHaveLength(4);

    leaving.abort();
    expect((await changes.next()).done).toBe(true);
  });
});

describe('adding simulated servers', () => {
  it.each([0, 101])('refuses %i at once', async (count) => {
    const servers = Array.from({ length: count }, () => ({ capacityBytes: null, zone: null }));

    await expect(opened.services.topology.addSimulatedServers(servers)).rejects.toThrow(InvalidInputError);
  });
});

describe('a simulated cluster', () => {
  it('takes no more servers than a topology may have', async () => {
    const server = { capacityBytes: null, zone: null };
    await opened.store.simulation?.addServers(Array<typeof server>(4996).fill(server));

    await expect(opened.services.topology.addSimulatedServers([server, server])).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', message: 'The cluster would have 5001 DB-Servers' },
    });
    expect(await opened.services.topology.addSimulatedServers([server])).toHaveLength(1);
  });
});

describe('resetting', () => {
  it('goes back to the two tenants and three servers, and keeps the snapshots', async () => {
    await opened.services.tenants.add({ name: 'New Corp' });
    await opened.services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);
    const snapshot = await opened.services.topology.takeSnapshot('before the reset');

    const { topology } = await opened.services.topology.reset();

    expect(topology.tenants.map(({ name }) => name).sort()).toEqual(['Acme Corp', 'Global Enterprises']);
    expect(topology.servers).toHaveLength(3);
    expect(await opened.services.topology.snapshotsById([snapshot.id])).toEqual([snapshot]);
  });

  it('is refused while a run is under way', async () => {
    await opened.services.runs.startDemo({ pace: 'PRESENTER' });

    await expect(opened.services.topology.reset()).rejects.toThrow(RunInProgressError);
  });
});
