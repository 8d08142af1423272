// What a caller of the ArangoDB store is told when the connection fails, and that the store goes on by itself afterwards.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { StoreUnavailableError, StoreUnusableError } from '../../../../src/services/errors/errors.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { ArangoConnectionSettings } from '../../../../src/services/store/arango/settings.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { Fault } from '../../../support/arangod/faults.js';
import type { ArangodOptions, ArangodUser } from '../../../support/arangod/options.js';
import { untrusted } from '../../../support/certificate.js';
import { addTenant, draft } from '../contract/samples.js';
import { settingsFor, testDatabase } from './open-store.js';

const closing: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
});

async function double(options: Partial<ArangodOptions> = {}): Promise<Arangod> {
  const arangod = await startArangod(options);
  closing.push(arangod);
  return arangod;
}

function storeOn({ urls }: Pick<Arangod, 'urls'>, connection: Partial<ArangoConnectionSettings> = {}): Store {
  const store = openArangoStore(settingsFor({ urls }, {}, connection), 'camelCase');
  closing.push(store);
  return store;
}

/** Returns the address of a server that is closed after the test. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the store says when it is asked whether it answers. */
async function complaintOf(store: Store): Promise<unknown> {
  return store.ping().catch((error: unknown) => error);
}

/** Resolves when the store answers, on a machine too busy to answer in the time that a hanging request is given too. */
async function answers(store: Store): Promise<void> {
  while ((await complaintOf(store)) !== undefined);
}

const users = {
  root: { password: 'right', access: { '*': 'rw' } },
  reader: { password: 'r', access: { [testDatabase]: 'ro' } },
  owner: { password: 'o', access: { [testDatabase]: 'rw' } },
  stranger: { password: 's', access: { elsewhere: 'rw' } },
} as const;

/** A deployment that root has set up. */
async function deployment(): Promise<Arangod> {
  const arangod = await double({ users });
  await storeOn(arangod, { password: 'right' }).ping();
  return arangod;
}

describe('a login', () => {
  it('with a wrong password is refused with the settings to check', async () => {
    const store = storeOn(await deployment(), { password: 'wrong' });

    expect(await complaintOf(store)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `ArangoDB refuses user root: unknown user, wrong password, or no access to database ${testDatabase}`,
      remedy: expect.stringContaining('Check ARANGO_USERNAME and ARANGO_PASSWORD') as string,
      isSafeToRetry: true,
    });
  });

  it('whose password is corrected is used at the next call', async () => {
    const account = { password: 'old', access: { '*': 'rw' } } as const;
    const accounts: Record<string, ArangodUser> = { root: account };
    const store = storeOn(await double({ users: accounts }), { password: 'new' });
    expect(await complaintOf(store)).toBeInstanceOf(StoreUnavailableError);

    accounts.root = { ...account, password: 'new' };

    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('with letters beyond ASCII reaches the server as UTF-8', async () => {
    const password = 'pässwörd€';
    const arangod = await double({ users: { root: { password, access: { '*': 'rw' } } } });

    await expect(storeOn(arangod, { password }).ping()).resolves.toBeUndefined();
  });

  it('without any access to the database names the access that is missing', async () => {
    const store = storeOn(await deployment(), { username: 'stranger', password: 's' });

    expect(await complaintOf(store)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(`no access to database ${testDatabase}`) as string,
      remedy: expect.stringContaining(`give the user read and write access to database ${testDatabase}`) as string,
    });
  });

  it('that may only read shows what is there', async () => {
    const arangod = await deployment();
    await addTenant(storeOn(arangod, { password: 'right' }));
    const store = storeOn(arangod, { username: 'reader', password: 'r' });

    expect(await store.tenantsByName(['Acme Corp'])).toMatchObject([{ status: 'ACTIVE' }]);
  });

  it('that may only read is told what it lacks when it writes', async () => {
    const store = storeOn(await deployment(), { username: 'reader', password: 'r' });

    await expect(store.createTenant(draft())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `User reader lacks a permission on database ${testDatabase}`,
      remedy: `Give the user read and write access to database ${testDatabase}`,
    });
  });

  it('without rights on _system keeps tenants and is told what the topology needs', async () => {
    const store = storeOn(await deployment(), { username: 'owner', password: 'o' });

    await expect(addTenant(store)).resolves.toMatchObject({ status: 'ACTIVE' });
    await expect(store.readTopology()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('database _system') as string,
      remedy: expect.stringContaining('read and write access to database _system') as string,
    });
  });

  it('that may not make the missing database is told to have it made', async () => {
    const store = storeOn(await double({ users: { owner: { password: 'o', access: { '*': 'rw', _system: 'ro' } } } }), {
      username: 'owner',
      password: 'o',
    });

    const complaint = await complaintOf(store);

    expect(complaint).toBeInstanceOf(StoreUnusableError);
    expect(complaint).toMatchObject({
      message: `There is no database ${testDatabase}`,
      remedy: `Create it, or give user owner write access to _system so that Shardbook can; ARANGO_DATABASE names it`,
    });
  });
});

describe('an address', () => {
  it('where nothing listens is told, and asking again is safe', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await arangod.stopCoordinator(0);

    expect(await complaintOf(store)).toMatchObject({
      message: `Nothing answers at ${arangod.url}`,
      remedy: 'Check that ArangoDB runs there and that no firewall is in between',
      isSafeToRetry: true,
    });
  });

  it('where nothing listened answers as soon as something does', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await arangod.stopCoordinator(0);
    expect(await complaintOf(store)).toBeInstanceOf(StoreUnavailableError);

    await arangod.startCoordinator(0);

    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('whose certificate nobody trusts is refused with what to set', async () => {
    const arangod = await double({ tls: untrusted });

    expect(await complaintOf(storeOn(arangod))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/^The TLS connection to https:\S+ was refused \(\w+\)$/) as string,
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
      isSafeToRetry: true,
    });
  });

  it('with https where ArangoDB speaks http names both', async () => {
    const arangod = await double();
    const urls = [arangod.url.replace('http:', 'https:')];

    expect(await complaintOf(storeOn({ urls }))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      remedy: expect.stringContaining('check http against https in ARANGO_ENDPOINT') as string,
    });
  });

  it('with http where ArangoDB speaks https names both', async () => {
    const arangod = await double({ tls: untrusted });
    const urls = [arangod.url.replace('https:', 'http:')];

    expect(await complaintOf(storeOn({ urls }))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      remedy: expect.stringContaining('check http against https') as string,
    });
  });
});

describe('an answer that is not of ArangoDB', () => {
  /** Something else than ArangoDB, which answers everything alike. */
  async function somethingElse(status: number, type: string, body: string): Promise<Store> {
    const server = createServer((incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(status, { 'content-type': type }).end(body);
    });
    return storeOn({ urls: [await listening(server)] });
  }

  it.each([
    ['a page', 200, 'text/html', '<h1>Welcome</h1>'],
    ['a page that is missing', 404, 'text/html', '<h1>Not here</h1>'],
    ['JSON of another program', 200, 'application/json', '{"name":"search","tagline":"for you"}'],
    ['a list', 200, 'application/json', '[]'],
    ['an error of another program', 400, 'application/json', '{"error":{"type":"parsing"}}'],
  ])('is told as such: %s', async (_, status, type, body) => {
    expect(await complaintOf(await somethingElse(status, type, body))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining("which is not ArangoDB's") as string,
      remedy: expect.stringContaining('Check that ARANGO_ENDPOINT is the address of a Coordinator') as string,
    });
  });

  it('says of a gateway that cannot reach ArangoDB that it goes on by itself', async () => {
    expect(await complaintOf(await somethingElse(502, 'text/html', '<h1>Bad Gateway</h1>'))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('cannot answer at the moment (Bad Gateway)') as string,
      remedy: expect.stringContaining('Shardbook continues by itself') as string,
    });
  });
});

const faults: readonly (readonly [name: string, fault: Fault])[] = [
  ['503', { kind: 'STATUS' }],
  ['a reset before anything was done', { kind: 'RESET' }],
  ['a reset when all was done', { kind: 'RESET', when: 'AFTER' }],
  ['half an answer', { kind: 'TRUNCATE' }],
  ['no answer in time', { kind: 'HANG' }],
];

describe.each(faults)('%s', (_, fault) => {
  // Only what hangs waits for it.
  const connection = { timeoutMs: fault.kind === 'HANG' ? 200 : 10_000 };

  it('is bridged when it happens once', async () => {
    const arangod = await double();
    await storeOn(arangod).ping();
    const store = storeOn(arangod, connection);
    await answers(store);
    const injected = arangod.inject(fault);

    await expect(store.ping()).resolves.toBeUndefined();
    expect(injected.hits).toBe(1);
  });

  it('is told when it lasts, and is over when it is over', async () => {
    const arangod = await double();
    await addTenant(storeOn(arangod));
    const store = storeOn(arangod, connection);
    await answers(store);
    arangod.inject({ ...fault, times: 1000 });

    await expect(store.tenantsByName(['Acme Corp'])).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      remedy: expect.stringContaining('Shardbook continues by itself') as string,
      // Reading changes nothing.
      isSafeToRetry: true,
    });
    arangod.clearFaults();
    await answers(store);
    await expect(store.tenantsByName(['Acme Corp'])).resolves.toMatchObject([{ name: 'Acme Corp' }]);
  });

  it('while it is set up is over when it is over', async () => {
    const arangod = await double();
    const store = storeOn(arangod, connection);
    arangod.inject({ ...fault, times: 8 });

    expect(await complaintOf(store)).toBeInstanceOf(StoreUnavailableError);
    arangod.clearFaults();

    await expect(answers(store)).resolves.toBeUndefined();
  });
});

describe('a write that got no answer', () => {
  it('is told as not safe to be sent again', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await store.ping();
    arangod.inject({ kind: 'RESET', when: 'AFTER', times: 1000, match: { body: /INSERT/ } });

    await expect(store.createTenant(draft())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      isSafeToRetry: false,
    });
  });

  it('is told as safe to be sent again when the server refused it while it starts', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await store.ping();
    arangod.inject({ kind: 'STATUS', times: 1000, match: { body: /INSERT/ } });

    await expect(store.createTenant(draft())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      isSafeToRetry: true,
    });
  });
});

describe('a slow answer', () => {
  it('is waited for', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await store.ping();
    let arrive = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const slow = arangod.inject({ kind: 'DELAY', when: 'AFTER', until });
    const answer = store.ping();
    await slow.reached;

    arrive();

    await expect(answer).resolves.toBeUndefined();
  });
});

describe('answers that never end', () => {
  /** Hands requests on to the double; while `stalling` is above 0, answers begin and do not end. */
  async function stallingProxy(arangod: Arangod): Promise<{ urls: string[]; stalling: number }> {
    const proxy = { urls: [''], stalling: 0 };
    const server = createServer((incoming, outgoing) => {
      const isStalled = proxy.stalling > 0;
      proxy.stalling -= isStalled ? 1 : 0;
      const { method, headers, url } = incoming;
      const onward = request(new URL(url ?? '/', arangod.url), { method: method ?? 'GET', headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        if (isStalled) outgoing.write('{');
        else answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    proxy.urls = [await listening(server)];
    return proxy;
  }

  it('do not keep later requests waiting, however many there are', async () => {
    const proxy = await stallingProxy(await double());
    const store = storeOn(proxy, { timeoutMs: 100, concurrency: 2 });
    await storeOn(proxy).ping();
    await answers(store);
    proxy.stalling = 2;

    await Promise.all([answers(store), answers(store)]);

    await expect(answers(store)).resolves.toBeUndefined();
  });

  it('do not keep the store from closing', async () => {
    const proxy = await stallingProxy(await double());
    const store = storeOn(proxy, { timeoutMs: 100 });
    await storeOn(proxy).ping();
    await answers(store);
    proxy.stalling = 1e9;
    const answer = store.ping().catch((error: unknown) => error);

    await store.close();

    expect(await answer).toBeInstanceOf(StoreUnavailableError);
  });
});

describe('errors of the servers', () => {
  it.each([
    [1104, 500, 'STORE_FULL', /Free some space/],
    [1004, 403, 'STORE_UNAVAILABLE', /Check its licence/],
    [32, 500, 'STORE_UNAVAILABLE', /raise the memory limits/],
    [1457, 500, 'STORE_UNAVAILABLE', /check the health of the cluster/],
  ])('with number %i say what to do', async (errorNum, code, expected, remedy) => {
    const arangod = await double();
    const store = storeOn(arangod);
    await store.ping();
    arangod.inject({ kind: 'STATUS', code, errorNum, message: 'no', times: 1000, match: { body: /INSERT/ } });

    await expect(store.createTenant(draft())).rejects.toMatchObject({
      code: expected,
      remedy: expect.stringMatching(remedy) as string,
    });
  });
});
