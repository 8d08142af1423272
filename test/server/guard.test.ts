import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { type Admission, answerCors, isOurs, refusalOf } from '../../src/server/guard.js';

type Headers = Readonly<Record<string, string>>;

const app = 'https://app.example.com';

function requestWith(headers: Headers, method = 'POST'): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers, method });
}

/** Why a request with these headers is refused by a server that listens on an address; null: it may go on. */
function refusal(headers: Headers, host = '127.0.0.1', allowedOrigins?: readonly string[]): string | null {
  return refusalOf(requestWith(headers), { host, ...(allowedOrigins && { allowedOrigins }) });
}

describe('a server on a loopback address', () => {
  it.each(['localhost', 'localhost:4000', 'LocalHost:4000', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:4000'])(
    'answers requests to %s',
    (host) => {
      expect(refusal({ host })).toBeNull();
    },
  );

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    'evil-localhost:80',
    '127.0.0.1.evil.example',
    'localhost:80:80',
    'localhost:80x',
    'localhost:x',
    '10.0.0.2',
    '::1',
    '',
  ])('refuses requests to %j, and says which names it has', (host) => {
    expect(refusal({ host })).toBe(
      `The Host header must name this machine (localhost or 127.0.0.1), not ${JSON.stringify(host)}`,
    );
  });

  it('refuses requests without a Host header', () => {
    expect(refusal({})).toMatch(/not ""$/);
  });

  it('repeats no more than 100 characters of a foreign name', () => {
    expect(refusal({ host: `${'x'.repeat(100)}yz` })).toMatch(/not "x{100}"$/);
  });

  it.each(['localhost', '::1', '127.0.0.1', '127.1.2.3'])('is one on %s', (boundTo) => {
    expect(refusal({ host: 'evil.example' }, boundTo)).not.toBeNull();
  });
});

describe('a server that other machines may reach', () => {
  it.each(['0.0.0.0', '::', '10.0.0.2', '192.127.0.1', 'db.example.com'])('on %s answers to any name', (boundTo) => {
    expect(refusal({ host: 'shardbook.example' }, boundTo)).toBeNull();
  });

  it('refuses pages of other sites', () => {
    expect(refusal({ host: 'shardbook.example', origin: 'https://evil.example' }, '0.0.0.0')).not.toBeNull();
  });

  it('answers a page only when it knows under which name', () => {
    expect(refusal({ origin: 'https://evil.example' }, '0.0.0.0')).not.toBeNull();
  });
});

describe('a page', () => {
  it.each([
    ['localhost:4000', 'http://localhost:4000'],
    ['LOCALHOST:4000', 'http://localhost:4000'],
    ['127.0.0.1', 'https://127.0.0.1'],
  ])('of the server itself, %s, may ask from %s', (host, origin) => {
    expect(refusal({ host, origin })).toBeNull();
  });

  it.each(['https://evil.example', 'http://localhost:4001', 'http://localhost', 'null', ''])(
    'of another site, %j, may not',
    (origin) => {
      expect(refusal({ host: 'localhost:4000', origin })).toBe('Requests from pages of other sites are refused');
    },
  );
});

describe('a page of an origin that is allowed', () => {
  it('may ask as one of the server itself, on the names that the server has', () => {
    expect(refusal({ host: 'localhost:4000', origin: app }, '127.0.0.1', ['https://a.example', app])).toBeNull();
    expect(refusal({ host: 'localhost:4000', origin: app }, '127.0.0.1', ['https://a.example'])).not.toBeNull();
    expect(refusal({ host: 'evil.example', origin: app }, '127.0.0.1', [app])).not.toBeNull();
  });

  /** What a browser is told, and whether that was all that it asked. */
  function corsFor(headers: Headers, method = 'POST', allowedOrigins: Admission['allowedOrigins'] = [app]) {
    const request = requestWith(headers, method);
    const response = new ServerResponse(request);
    const isAnswered = answerCors(request, response, { host: '0.0.0.0', allowedOrigins });
    return { isAnswered, isEnded: response.writableEnded, status: response.statusCode, headers: response.getHeaders() };
  }

  const readable = {
    vary: 'Origin',
    'access-control-allow-origin': app,
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-expose-headers': 'Content-Disposition, ETag, Location',
  };

  it.each(['GET', 'HEAD', 'POST', 'OPTIONS'])('may read the answer to a %s', (method) => {
    expect(corsFor({ origin: app }, method)).toMatchObject({ isAnswered: false, isEnded: false, headers: readable });
  });

  it.each([
    ['Authorization', 'Authorization'],
    [undefined, 'Content-Type'],
  ])('is answered when it asks whether it may send a POST with %s', (asked, allowed) => {
    const headers = { origin: app, 'access-control-request-method': 'POST' };

    expect(
      corsFor({ ...headers, ...(asked !== undefined && { 'access-control-request-headers': asked }) }, 'OPTIONS'),
    ).toEqual({
      ...{ isAnswered: true, isEnded: true, status: 204 },
      headers: {
        ...readable,
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': allowed,
        'access-control-max-age': 600,
      },
    });
    expect(corsFor(headers, 'POST')).toMatchObject({ isAnswered: false, isEnded: false });
  });

  it.each<Headers>([{}, { origin: 'https://evil.example' }])(
    'is not one with the headers %j, which caches have to know',
    (headers) => {
      expect(corsFor({ ...headers, 'access-control-request-method': 'POST' }, 'OPTIONS')).toEqual({
        ...{ isAnswered: false, isEnded: false, status: 200 },
        headers: { vary: 'Origin' },
      });
    },
  );

  it('is unknown to a server that allows none', () => {
    for (const allowed of [[], undefined]) {
      const request = requestWith({ origin: app });
      const response = new ServerResponse(request);

      expect(answerCors(request, response, { host: '0.0.0.0', ...(allowed && { allowedOrigins: allowed }) })).toBe(
        false,
      );
      expect(response.getHeaders()).toEqual({});
    }
  });
});

describe('a request whose answer needs no headers for other pages', () => {
  const own = { host: 'localhost:4000', origin: 'http://localhost:4000' };

  it.each<[string, Headers, readonly string[] | undefined, boolean]>([
    ['of no page', { host: 'localhost' }, undefined, true],
    ['of no page, where others are allowed', { host: 'localhost' }, [app], true],
    ['of a page of the server', own, undefined, true],
    ['of a page of the server, where others are allowed', own, [app], false],
    ['of an allowed page', { host: 'localhost', origin: app }, [app], false],
    ['of another page', { host: 'localhost', origin: app }, [], false],
    ['to another name', { host: 'evil.example' }, undefined, false],
  ])('is one %s', (_name, headers, allowedOrigins, expected) => {
    const admission = { host: '127.0.0.1', ...(allowedOrigins && { allowedOrigins }) };

    expect(isOurs(requestWith(headers), admission)).toBe(expected);
  });
});
