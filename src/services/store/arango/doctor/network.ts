/** What the doctor asks of the network below HTTP: names, connections and certificates. */
import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** The certificate of a server, as far as the doctor looks at it. */
export interface Certificate {
  /** The common name of who issued it, or `unknown`. */
  readonly issuer: string;
  readonly validTo: Date;
  /** Why this machine does not trust it, as OpenSSL's code, e.g. `CERT_HAS_EXPIRED`; null when it does. */
  readonly fault: string | null;
}

/** Every function rejects with an error that has a `code`, e.g. `ENOTFOUND`, when there is nothing to return. */
export interface Network {
  /** Returns the addresses of a host name. */
  addressesOf(host: string): Promise<readonly string[]>;
  /** Resolves once the port has taken a connection, which is closed again. */
  connect(host: string, port: number): Promise<void>;
  /** Returns the certificate that a port shows. Nothing is sent there. */
  certificateOf(host: string, port: number): Promise<Certificate>;
}

/** Returns the network of this machine; a connection may take `timeoutMs`, then it fails with `ETIMEDOUT`. */
export function machineNetwork(timeoutMs: number): Network {
  return {
    addressesOf: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    connect: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, timeout: timeoutMs });
        socket.once('connect', () => {
          socket.destroy();
          resolve();
        });
        socket.once('timeout', () => socket.destroy(tooLate()));
        socket.once('error', reject);
      }),
    certificateOf: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connectSecurely({
          host,
          port,
          timeout: timeoutMs,
          // One that is not trusted is to be looked at too; nothing is sent over this connection.
          rejectUnauthorized: false,
          ...(isIP(host) === 0 && { servername: host }),
        });
        socket.once('secureConnect', () => {
          const { issuer, valid_to: validTo } = socket.getPeerCertificate();
          // Typed as an Error, and in fact a code.
          const fault = socket.authorized ? null : String(socket.authorizationError);
          socket.destroy();
          resolve({ issuer: nameOf(issuer), validTo: new Date(validTo), fault });
        });
        socket.once('timeout', () => socket.destroy(tooLate()));
        socket.once('error', reject);
      }),
  };
}

function nameOf(issuer: { readonly CN?: string | string[]; readonly O?: string | string[] } | undefined): string {
  return [issuer?.CN ?? issuer?.O ?? 'unknown'].flat().join(', ');
}

function tooLate(): Error {
  return Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' });
}
