import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { refusalOf } from '../../src/server/guard.js';

/** Why a request with these headers is refused by a server that listens on an address; null: it may go on. */
function refusal(headers: { readonly host?: string; readonly origin?: string }, host = '127.0.0.1'): string | null {
  return refusalOf(Object.assign(new IncomingMessage(new Socket()), { headers }), { host });
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
