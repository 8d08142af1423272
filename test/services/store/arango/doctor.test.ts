// The doctor against Coordinator doubles: each test breaks one thing and reads what the doctor says about it.
import { Database } from 'arangojs';
import { afterEach, describe, expect, it } from 'vitest';

import type { Network } from '../../../../src/services/store/arango/doctor/network.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import {
  admin,
  doctorDatabase,
  doctorSettings,
  Examination,
  standingAt,
} from '../../../support/arangod/examination.js';
import type { ArangodOptions } from '../../../support/arangod/options.js';
import { testCertificate, testCertificateValidTo } from '../../../support/arangod/test-certificate.js';
import { settingsFor } from './open-store.js';

const codes = [
  ...['DNS', 'TCP', 'TLS', 'LOGIN', 'VERSION', 'EDITION_AND_LICENCE', 'ROLE', 'PERMISSIONS', 'SMARTGRAPHS'],
  ...['CLUSTER_HEALTH', 'COLLECTION_SHARDING', 'CLOCK_SKEW'],
];
const dayMs = 86_400_000;
const running: Arangod[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((arangod) => arangod.close()));
});

async function start(options: Partial<ArangodOptions> = {}): Promise<Arangod> {
  const arangod = await startArangod({ users: admin, ...options });
  running.push(arangod);
  return arangod;
}

/** Makes Shardbook's database, SmartGraph and collections, as its first start does. */
async function setUp(arangod: Arangod): Promise<void> {
  const connection = { ...doctorSettings(arangod.urls).connection };
  const store = openArangoStore(settingsFor(arangod, {}, connection), 'camelCase');
  await store.ping();
  await store.close();
}

function databaseOf(arangod: Arangod): Database {
  return new Database({ url: arangod.url, auth: { username: 'root', password: 'secret-word' } });
}

describe('the doctor of a cluster', () => {
  it('passes every check on a cluster that is set up, TLS aside, which this machine does without', async () => {
    const arangod = await start();
    await setUp(arangod);

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.checks.map(({ code }) => code)).toEqual(codes);
    expect(examination.codes('SKIPPED')).toEqual(['TLS']);
    expect(examination.codes('PASS')).toEqual(codes.filter((code) => code !== 'TLS'));
    expect(examination.of('COLLECTION_SHARDING').evidence).toMatch(/network_assets with its 11 collections/);
  });

  it('passes on an empty cluster, says what would be made, and makes nothing', async () => {
    const arangod = await start();

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual([]);
    expect(examination.of('COLLECTION_SHARDING')).toMatchObject({ status: 'PASS' });
    expect(examination.of('COLLECTION_SHARDING').evidence).toMatch(
      /does not exist yet.*6 shards, replication factor 2/,
    );
    expect(arangod.requests.filter(({ method, path }) => method !== 'GET' && path !== '/_open/auth')).toEqual([]);
  });

  it('fails where a new SmartGraph would need more DB-Servers than there are', async () => {
    const arangod = await start({ dbServers: 1 });

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.of('COLLECTION_SHARDING')).toMatchObject({ status: 'FAIL' });
    expect(examination.of('COLLECTION_SHARDING').remedy).toMatch(/SHARDBOOK_REPLICATION_FACTOR/);
  });

  it('fails at the first collection that is sharded otherwise, and names it', async () => {
    const arangod = await start();
    const root = await databaseOf(arangod).createDatabase(doctorDatabase);
    await root.createCollection('Device', { numberOfShards: 3 });

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual(['COLLECTION_SHARDING']);
    expect(examination.of('COLLECTION_SHARDING').evidence).toMatch(/Device/);
  });

  it('fails when a DB-Server has failed, and names it', async () => {
    const arangod = await start();
    arangod.failServer('DBServer0002');

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual(['CLUSTER_HEALTH']);
    expect(examination.of('CLUSTER_HEALTH').evidence).toMatch(/DBServer0002 is FAILED/);
  });

  it('warns when the clocks differ by more than 5 s', async () => {
    const arangod = await start({ clockSkewMs: -8000 });

    const { status, evidence } = (await Examination.of(doctorSettings(arangod.urls))).of('CLOCK_SKEW');

    expect(status).toBe('WARN');
    expect(evidence).toMatch(/^The server is (7\.9|8\.0)\d* s behind, give or take 0\.\d+ s$/);
  });

  it('warns on a single server, where it has no cluster to look at', async () => {
    const arangod = await start({ deployment: 'SINGLE' });

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual([]);
    expect(examination.codes('WARN')).toEqual(['ROLE']);
    expect(examination.codes('SKIPPED')).toEqual(['TLS', 'CLUSTER_HEALTH']);
  });
});

describe('the doctor of what answers', () => {
  it('fails on a community edition before SmartGraphs, and names the versions that have them', async () => {
    const arangod = await start({ version: '3.12.4', license: 'community' });

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual(['SMARTGRAPHS']);
    expect(examination.of('SMARTGRAPHS').remedy).toMatch(/3\.12\.5/);
    expect(examination.of('COLLECTION_SHARDING').evidence).toBe('Not checked, because SMARTGRAPHS failed');
    expect(examination.of('EDITION_AND_LICENCE').evidence).toBe('Community Edition, which needs no licence');
  });

  it.each([
    ['3.11.8', 'WARN'],
    ['3.12.0', 'PASS'],
    ['4.0.0-devel', 'PASS'],
    ['5.1.0', 'WARN'],
  ])('finds version %s a %s', async (version, status) => {
    const arangod = await start({ version });

    expect((await Examination.of(doctorSettings(arangod.urls))).of('VERSION')).toMatchObject({ status });
  });

  it.each([
    [300, 'PASS'],
    [20, 'WARN'],
    [-1, 'FAIL'],
  ])('takes a licence with %i days left for a %s', async (days, status) => {
    const arangod = await start();
    const clock = standingAt(new Date(Date.now() + (365 - days) * dayMs));

    const examination = await Examination.of(doctorSettings(arangod.urls, {}, { clock }));

    expect(examination.of('EDITION_AND_LICENCE')).toMatchObject({ status });
  });

  it('measures a community edition against its limit', async () => {
    const arangod = await start({ version: '3.12.6', license: 'community' });

    const { status, evidence } = (await Examination.of(doctorSettings(arangod.urls))).of('EDITION_AND_LICENCE');

    expect({ status, evidence }).toEqual({
      status: 'PASS',
      evidence: 'Community Edition, 0.0% of its 100 GiB used, good',
    });
  });
});

describe('the doctor of users', () => {
  it('tells a wrong password from a missing permission, and never shows it', async () => {
    const arangod = await start();

    const examination = await Examination.of(doctorSettings(arangod.urls, { password: 'wrong-word' }));

    expect(examination.codes('FAIL')).toEqual(['LOGIN']);
    expect(examination.of('LOGIN').remedy).toMatch(/ARANGO_PASSWORD/);
    expect(examination.of('VERSION').evidence).toBe('Not checked, because LOGIN failed');
    expect(JSON.stringify(examination.checks)).not.toMatch(/wrong-word|secret-word/);
  });

  it('warns of an empty password', async () => {
    const arangod = await start({ users: { root: { password: '', access: { '*': 'rw' } } } });

    const examination = await Examination.of(doctorSettings(arangod.urls, { password: '' }));

    expect(examination.codes('WARN')).toEqual(['LOGIN']);
  });

  it('says what will not work for a user who may only read', async () => {
    const access = { [doctorDatabase]: 'ro', _system: 'none' } as const;
    const arangod = await start({ users: { ...admin, reader: { password: 'r', access } } });
    await setUp(arangod);

    const examination = await Examination.of(doctorSettings(arangod.urls, { username: 'reader', password: 'r' }));

    expect(examination.codes('FAIL')).toEqual(['PERMISSIONS']);
    const { evidence, remedy } = examination.of('PERMISSIONS');
    expect(evidence).toMatch(/making collections and tenants; looking at servers and shards, plans, and moves/);
    expect(remedy).toBe(`Give user reader read and write access to ${doctorDatabase} and _system`);
    expect(examination.of('CLUSTER_HEALTH')).toMatchObject({ status: 'SKIPPED' });
  });

  it('fails when the database is missing and the user may not make it', async () => {
    const arangod = await start({ users: { ...admin, guest: { password: 'g', access: { _system: 'ro' } } } });

    const examination = await Examination.of(doctorSettings(arangod.urls, { username: 'guest', password: 'g' }));

    expect(examination.of('PERMISSIONS').evidence).toMatch(/making the database network_assets_doctor/);
  });

  it('passes on a single server without rights on _system, which it has no use for', async () => {
    const users = { ...admin, owner: { password: 'o', access: { [doctorDatabase]: 'rw' } } } as const;
    const arangod = await start({ deployment: 'SINGLE', users });
    await setUp(arangod);

    const examination = await Examination.of(doctorSettings(arangod.urls, { username: 'owner', password: 'o' }));

    expect(examination.of('PERMISSIONS')).toMatchObject({ status: 'PASS' });
  });
});

describe('the doctor of the network', () => {
  it('fails at the port when nothing listens, and skips what needs it with that reason', async () => {
    const arangod = await start();
    await arangod.stopCoordinator(0);

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual(['TCP']);
    expect(examination.of('TCP').evidence).toMatch(/ECONNREFUSED/);
    expect(examination.codes('SKIPPED')).toEqual(codes.slice(2));
    expect(examination.of('CLOCK_SKEW').evidence).toBe('Not checked, because TCP failed');
  });

  it('warns about one Coordinator of two that is down, and asks the other', async () => {
    const arangod = await start({ coordinators: 2 });
    await arangod.stopCoordinator(0);

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('WARN')).toEqual(['TCP', 'CLUSTER_HEALTH']);
    expect(examination.codes('FAIL')).toEqual([]);
  });

  it('fails at a host name that nobody knows', async () => {
    const settings = doctorSettings(['http://db.example.invalid:8529']);
    const unknown = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    const network = { ...settings.network, addressesOf: () => Promise.reject(unknown) };

    const examination = await Examination.of({ ...settings, network });

    expect(examination.of('DNS')).toMatchObject({
      status: 'FAIL',
      evidence: 'db.example.invalid is unknown (ENOTFOUND)',
    });
    expect(examination.codes('SKIPPED')).toEqual(codes.slice(1));
  });

  it('fails at a certificate that this machine does not trust, and sends no password there', async () => {
    const arangod = await start({ tls: testCertificate });

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.codes('FAIL')).toEqual(['TLS']);
    expect(examination.of('TLS').evidence).toBe('127.0.0.1: refused (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(examination.of('TLS').remedy).toMatch(/NODE_EXTRA_CA_CERTS/);
    expect(arangod.requests).toEqual([]);
  });

  it.each([
    [29, 'WARN'],
    [31, 'PASS'],
  ])('takes a trusted certificate with %i days left for a %s', async (days, status) => {
    const arangod = await start({ tls: testCertificate });
    const clock = standingAt(new Date(testCertificateValidTo.getTime() - days * dayMs));
    const settings = doctorSettings(arangod.urls, {}, { clock });
    const trusting = trustingAll(settings.network);

    const { status: found, evidence } = (await Examination.of({ ...settings, network: trusting })).of('TLS');

    expect(found).toBe(status);
    expect(evidence).toBe(`127.0.0.1: trusted, issued by Shardbook tests, valid for ${days} days`);
  });

  it('warns of a password that may cross a network unencrypted', async () => {
    const arangod = await start();

    const examination = await Examination.of(doctorSettings([arangod.url.replace('127.0.0.1', '0.0.0.0')]));

    expect(examination.codes('WARN')).toEqual(['TLS']);
    expect(examination.of('TLS').evidence).toMatch(/unencrypted/);
  });

  it('says so when something else than ArangoDB answers', async () => {
    const arangod = await start();
    arangod.inject({ kind: 'STATUS', code: 404, errorNum: 404, match: { path: /version/ }, times: 9 });

    const examination = await Examination.of(doctorSettings(arangod.urls));

    expect(examination.of('VERSION')).toMatchObject({ status: 'FAIL' });
    expect(examination.of('CLOCK_SKEW')).toMatchObject({ status: 'PASS' });
  });
});

/** As on a machine that was given the authorities of all certificates. */
function trustingAll(network: Network): Network {
  return {
    ...network,
    certificateOf: async (host, port) => ({ ...(await network.certificateOf(host, port)), fault: null }),
  };
}
