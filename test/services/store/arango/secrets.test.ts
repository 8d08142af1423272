// The password of the cluster is seen by nobody: not in errors, logs, answers or what the store says of itself.
import { inspect } from 'node:util';

import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';

import { createServices } from '../../../../src/compose.js';
import { type RunningServer, startServer } from '../../../../src/server/server.js';
import { fixedClock } from '../../../../src/services/base/clock.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { Fault } from '../../../support/arangod/faults.js';
import { raw } from '../../../support/running-server.js';
import { settingsFor } from './open-store.js';

const password = 'hunter2-öffnet';
/** The password as it is, and as a header carries it. */
const secrets = [password, 'hunter2', Buffer.from(`root:${password}`).toString('base64'), encodeURIComponent(password)];

const closing: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
});

async function double(accepted = password): Promise<Arangod> {
  const arangod = await startArangod({ users: { root: { password: accepted, access: { '*': 'rw' } } } });
  closing.push(arangod);
  return arangod;
}

function storeOn({ urls }: Pick<Arangod, 'urls'>, timeoutMs = 10_000): Store {
  const store = openArangoStore(settingsFor({ urls }, {}, { password, timeoutMs }), 'camelCase');
  closing.push(store);
  return store;
}

/** Everything that a log, a debugger or a careless message could show of a value. */
function everythingOf(value: unknown): string {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  log.error({ err: value, value }, 'failed');
  log.error(value);
  const errors: unknown[] = [];
  for (let at = value; at instanceof Error && errors.length < 9; at = at.cause) errors.push(at.message, at.stack);
  const shown = inspect(value, { depth: 20, showHidden: true, getters: true });
  return [shown, String(value), JSON.stringify(value), ...lines, ...errors].join('\n');
}

function expectNoSecret(text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret);
}

describe('an error of the store', () => {
  it.each<[string, Fault | null]>([
    ['a wrong password', null],
    ['a refused request', { kind: 'STATUS', code: 400, errorNum: 1501, message: 'syntax error' }],
    ['503', { kind: 'STATUS' }],
    ['a reset', { kind: 'RESET' }],
    ['half an answer', { kind: 'TRUNCATE' }],
    ['a time-out', { kind: 'HANG' }],
  ])('after %s shows nothing of the password', async (_, fault) => {
    const arangod = await double(fault ? password : 'another');
    if (fault) arangod.inject({ ...fault, times: 1000 });

    const error: unknown = await storeOn(arangod, fault?.kind === 'HANG' ? 50 : 10_000)
      .ping()
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expectNoSecret(everythingOf(error));
  });

  it('where nothing answers shows nothing of the password', async () => {
    const arangod = await double();
    await arangod.stopCoordinator(0);

    const error: unknown = await storeOn(arangod)
      .ping()
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expectNoSecret(everythingOf(error));
  });
});

describe('an address with a password in it', () => {
  it('is used without it, and described and complained of without it', async () => {
    const arangod = await double();
    const urls = [arangod.url.replace('http://', `http://root:${encodeURIComponent(password)}@`)];
    const store = storeOn({ urls });
    await expect(store.ping()).resolves.toBeUndefined();
    await arangod.stopCoordinator(0);

    const error: unknown = await store.ping().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expectNoSecret(everythingOf(error) + store.description);
  });

  it('that is no address is refused without showing it', () => {
    let error: unknown;
    try {
      storeOn({ urls: [`http://root:${password}@:::`] });
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toMatchObject({ code: 'STORE_UNUSABLE' });
    expectNoSecret(everythingOf(error));
  });
});

describe('the store itself', () => {
  it('shows nothing of the password when it is looked at', async () => {
    expectNoSecret(everythingOf(storeOn(await double())));
  });
});

describe('a server on the store', () => {
  async function serverOn(arangod: Arangod): Promise<{ server: RunningServer; log: string[] }> {
    const services = createServices({
      store: storeOn(arangod),
      clock: fixedClock('2026-08-01T12:00:00.000Z'),
      random: seededRandom(1),
      seed: 0,
      version: '0.0.0-test',
      onUnexpected: (error) => log.push(inspect(error, { depth: 20 })),
    });
    const log: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
    const server = await startServer({ services, settings: { host: '127.0.0.1', port: 0 }, logger });
    closing.push({ close: () => server.stop() });
    return { server, log };
  }

  it.each(['/health', '/ready'])('with a wrong password shows nothing of it at %s or in its log', async (path) => {
    const { server, log } = await serverOn(await double('another'));

    const { body, headers } = await raw(new URL(path, server.url).href);

    expectNoSecret([body.toString(), JSON.stringify(headers), ...log].join('\n'));
  });

  it('with a wrong password is not ready, says why, and stays up', async () => {
    const { server } = await serverOn(await double('another'));

    expect((await raw(new URL('/ready', server.url).href)).status).toBe(503);
    expect((await raw(new URL('/health', server.url).href)).status).toBe(200);
  });

  it('with a wrong password answers a query with the remedy and without the password', async () => {
    const { server, log } = await serverOn(await double('another'));
    const query = JSON.stringify({ query: '{ tenants { totalCount } }' });

    const { body } = await raw(
      new URL('/graphql', server.url).href,
      { 'content-type': 'application/json' },
      'POST',
      query,
    );

    expect(body.toString()).toContain('Check ARANGO_USERNAME and ARANGO_PASSWORD');
    expectNoSecret([body.toString(), ...log].join('\n'));
  });

  it('with a wrong password says in a mutation what any store that is not there says', async () => {
    const { server } = await serverOn(await double('another'));
    const query = JSON.stringify({
      query: 'mutation { addTenant(input: { name: "Acme" }) { __typename ... on Error { code remedy } } }',
    });

    const { body } = await raw(
      new URL('/graphql', server.url).href,
      { 'content-type': 'application/json' },
      'POST',
      query,
    );

    expect(JSON.parse(body.toString())).toMatchObject({
      data: { addTenant: { __typename: 'StoreUnavailableError', code: 'STORE_UNAVAILABLE' } },
    });
  });
});
