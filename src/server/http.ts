/** Small answers on Node's HTTP: the headers that all of them have, and files with an ETag. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { nextTurn } from '../services/base/turns.js';

/** A body that may be cached. */
export interface CachedBody {
  /** A text is sent piece by piece: turning tens of megabytes into bytes at once would hold up everything else. */
  readonly body: Buffer | string;
  readonly contentType: string;
  /** With quotes, as RFC 9110 section 8.8.3 has it. */
  readonly etag: string;
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every response has: no sniffing of types, no referrer, no embedding in foreign pages. */
export const commonHeaders = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Frame-Options', 'DENY'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
] as const;

/** Sets the headers that every response has. */
export function setCommonHeaders(response: ServerResponse): void {
  for (const [name, value] of commonHeaders) response.setHeader(name, value);
}

/** Sends a short text or JSON; HEAD gets the same without the body. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = typeof body === 'string' ? `${body}\n` : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** Sends a body, or 304 without one when the client has it already. */
export async function sendCached(request: IncomingMessage, response: ServerResponse, file: CachedBody): Promise<void> {
  const caching = { ETag: file.etag, 'Cache-Control': file.cacheControl, ...file.headers };
  if (isKnown(request.headers['if-none-match'], file.etag)) {
    response.writeHead(304, caching).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': Buffer.byteLength(file.body),
    ...caching,
  });
  if (request.method === 'HEAD') response.end();
  else if (typeof file.body === 'string') await sendInPieces(response, file.body);
  else response.end(file.body);
}

/** Characters in one piece: about a millisecond. */
const charactersInOnePiece = 256 * 1024;

/** Sends a text as fast as the client takes it; ends early when the client goes away. */
async function sendInPieces(response: ServerResponse, text: string): Promise<void> {
  for (let at = 0; at < text.length;) {
    if (response.destroyed) return;
    let end = Math.min(text.length, at + charactersInOnePiece);
    // Between the halves of a surrogate pair there is nothing to be sent.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    if (!response.write(text.slice(at, end))) await untilDrained(response);
    at = end;
    await nextTurn();
  }
  response.end();
}

function untilDrained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

/** Returns whether the request may read: GET or HEAD. Answers 405 otherwise. */
export function isRead(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  send(request, response, 405, 'Only GET and HEAD are allowed here', { Allow: 'GET, HEAD' });
  return false;
}

/** `If-None-Match` compares weakly (RFC 9110 section 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((known) => known.trim().replace(/^W\//, '') === etag || known.trim() === '*');
}

/** Returns the address that a request asks for, or null when it cannot be read. */
export function urlOf({ url = '' }: IncomingMessage): URL | null {
  const base = 'http://localhost';
  return URL.canParse(url, base) ? new URL(url, base) : null;
}
