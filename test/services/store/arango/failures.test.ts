// Errors of the driver and of the network as the domain errors that people see.
import { FetchFailedError } from 'arangojs/errors';
import { describe, expect, it } from 'vitest';

import { failureOf } from '../../../../src/services/store/arango/failures.js';

const context = {
  endpoints: 'https://db.example.com:8529',
  username: 'root',
  database: 'network_assets_demo',
  isRead: false,
};

/** What `fetch` rejects with when the system call fails: the driver's error around a TypeError around the system's. */
function failedFetch(code: string, syscall = 'connect'): Error {
  const system = Object.assign(new Error(`${syscall} ${code}`), { code, syscall, errno: -1 });
  const request = new Request(context.endpoints, { headers: { authorization: 'Basic c2VjcmV0' } });
  return new FetchFailedError(undefined, request, { cause: new TypeError('fetch failed', { cause: system }) });
}

describe('failureOf', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN'])('says of %s that the host name is unknown', (code) => {
    expect(failureOf(failedFetch(code, 'getaddrinfo'), context)).toMatchObject({
      retry: 'ALWAYS',
      error: {
        message: 'The host name of https://db.example.com:8529 is unknown',
        remedy: 'Check ARANGO_ENDPOINT and the name server',
        isSafeToRetry: true,
      },
    });
  });

  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    'says of %s that nothing answers',
    (code) => {
      expect(failureOf(failedFetch(code), context)).toMatchObject({
        retry: 'ALWAYS',
        error: { message: 'Nothing answers at https://db.example.com:8529', isSafeToRetry: true },
      });
    },
  );

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('names the reason %s of a TLS connection that was refused', (code) => {
    expect(failureOf(failedFetch(code, 'handshake'), context)).toMatchObject({
      retry: 'NEVER',
      error: { message: `The TLS connection to https://db.example.com:8529 was refused (${code})` },
    });
  });

  it('says of a connection that broke off that a write may have taken effect', () => {
    expect(failureOf(failedFetch('ECONNRESET', 'read'), context)).toMatchObject({
      retry: 'IF_REPEATABLE',
      error: { isSafeToRetry: false },
    });
  });

  it('looks at all addresses of a host that were tried', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:8529'), { code: 'ECONNREFUSED' });
    const both = new AggregateError([refused, refused]);

    expect(failureOf(new TypeError('fetch failed', { cause: both }), context)).toMatchObject({
      error: { message: 'Nothing answers at https://db.example.com:8529' },
    });
  });

  it('keeps nothing of the request in the cause', () => {
    const { error } = failureOf(failedFetch('ECONNRESET', 'read'), context);

    expect(error.cause).toBeInstanceOf(Error);
    expect(Object.keys(error.cause as Error)).not.toContain('request');
    expect((error.cause as Error).cause).toBeUndefined();
  });
});
