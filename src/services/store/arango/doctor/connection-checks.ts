/** Whether the endpoints can be reached: names, ports, certificates, and the login. */
import { isIP } from 'node:net';

import { fail, pass, type Verdict, warn } from '../../../model/check.js';
import { type Check, NotLookedAtError } from '../../examination.js';
import { AccessRefusedError, ArangoFailure } from '../failures.js';
import type { Examined, Reply } from './examined.js';
import type { Certificate } from './network.js';

/** Certificates are renewed by people and by programs that fail: a month is time to notice. */
const certificateDaysWanted = 30;

const dayMs = 86_400_000;

export const connectionChecks: readonly Check<Examined>[] = [
  { code: 'DNS', title: 'The host names of the endpoints are known', needs: [], look: lookAtNames },
  { code: 'TCP', title: 'The ports of the endpoints accept connections', needs: ['DNS'], look: lookAtPorts },
  { code: 'TLS', title: 'The connection is encrypted and the certificate is trusted', needs: ['TCP'], look: lookAtTls },
  { code: 'LOGIN', title: 'ArangoDB accepts the user and the password', needs: ['TLS'], look: lookAtLogin },
];

async function lookAtNames(examined: Examined): Promise<Verdict> {
  const replies = await examined.addresses();
  return judged(replies, {
    told: ({ endpoint: { host }, value }) =>
      isIP(host) === 0 ? `${host} is ${(value ?? []).join(', ')}` : `${host} is an address`,
    failed: ({ endpoint: { host }, error }) => `${host} is unknown (${error ?? ''})`,
    remedy: 'Check the host names in ARANGO_ENDPOINT, and the name server of this machine',
  });
}

async function lookAtPorts(examined: Examined): Promise<Verdict> {
  const replies = await examined.connections();
  return judged(replies, {
    told: ({ endpoint: { host, port } }) => `${host} accepts connections on port ${port}`,
    failed: ({ endpoint: { host, port }, error }) => `${host} accepts no connection on port ${port} (${error ?? ''})`,
    remedy:
      'Check that a Coordinator runs there, the port in ARANGO_ENDPOINT (8529 unless set otherwise), and firewalls in between',
  });
}

async function lookAtTls(examined: Examined): Promise<Verdict> {
  const plain = examined.endpoints.filter(({ isSecure }) => !isSecure);
  const replies = await examined.certificates();
  const exposed = plain.filter(({ host }) => !isLoopback(host));
  if (exposed.length > 0) {
    const names = exposed.map(({ shown }) => shown).join(', ');
    return warn(
      `${names}: password and data cross the network unencrypted`,
      'Use https in ARANGO_ENDPOINT where the server offers it',
    );
  }
  if (replies.length === 0) throw new NotLookedAtError('The endpoints are http on this machine: nothing to check');
  const now = examined.settings.clock.now();
  const trusted = replies.map((reply): Reply<Certificate> => {
    const fault = reply.value?.fault ?? null;
    return fault === null ? reply : { ...reply, value: null, error: fault };
  });
  const days = Math.min(...replies.map(({ value }) => (value ? daysLeft(value, now) : Infinity)));
  const finding = judged(trusted, {
    told: ({ endpoint: { host }, value }) =>
      value ? `${host}: trusted, issued by ${value.issuer}, valid for ${daysLeft(value, now)} days` : host,
    failed: ({ endpoint: { host }, error }) => `${host}: refused (${error ?? ''})`,
    remedy: 'Give the certificate authority with NODE_EXTRA_CA_CERTS, or have the certificate renewed; see its code',
  });
  if (finding.status !== 'PASS' || days >= certificateDaysWanted) return finding;
  return warn(finding.evidence, 'Have the certificate renewed before it expires');
}

/**
 * `POST /_open/auth` (authentication.md, "Create a session token") answers by the password alone, whatever the user may
 * do; the token is not used.
 */
async function lookAtLogin(examined: Examined): Promise<Verdict> {
  const { username, password } = examined.settings.connection;
  const client = await examined.client();
  try {
    await client.request({
      method: 'POST',
      path: '/_open/auth',
      database: '_system',
      body: { username, password },
      isRepeatable: true,
    });
  } catch (error) {
    if (error instanceof AccessRefusedError) {
      return fail(`User ${username} is unknown, or the password is wrong`, error.remedy);
    }
    // The endpoint is only there while authentication is.
    if (error instanceof ArangoFailure && error.status === 404) {
      return warn('Authentication is switched off: anybody may do anything', 'Start the servers with authentication');
    }
    throw error;
  }
  if (password !== '') return pass(`User ${username} is logged in`);
  return warn(`User ${username} is logged in with an empty password`, 'Set a password, and ARANGO_PASSWORD to it');
}

interface Wording<T> {
  readonly told: (reply: Reply<T>) => string;
  readonly failed: (reply: Reply<T>) => string;
  readonly remedy: string;
}

/** One endpoint that works is enough to work with, but not when it fails too. */
function judged<T>(replies: readonly Reply<T>[], { told, failed, remedy }: Wording<T>): Verdict {
  const evidence = replies.map((reply) => (reply.error === null ? told(reply) : failed(reply))).join('; ');
  const failures = replies.filter(({ error }) => error !== null).length;
  if (failures === 0) return pass(evidence);
  return failures < replies.length ? warn(evidence, remedy) : fail(evidence, remedy);
}

/** Whole days, negative once it has expired. */
function daysLeft({ validTo }: Certificate, now: Date): number {
  return Math.floor((validTo.getTime() - now.getTime()) / dayMs);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
