/** Small answers on Node's HTTP: the headers that all of them have, and files with an ETag. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body that may be cached. */
export interface CachedBody {
  readonly body: Buffer;
  readonly contentType: string;
  /** With quotes, as RFC 9110 section 8.8.3 has it. */
  readonly etag: string;
  readonly cacheControl: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sets what every response has: no sniffing of types, no referrer, no embedding in foreign pages. */
export function setCommonHeaders(response: ServerResponse): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
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
export function sendCached(request: IncomingMessage, response: ServerResponse, file: CachedBody): void {
  const caching = { ETag: file.etag, 'Cache-Control': file.cacheControl, ...file.headers };
  if (isKnown(request.headers['if-none-match'], file.etag)) {
    response.writeHead(304, caching).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': file.body.length,
    ...caching,
  });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

/** Returns whether the request may read: GET or HEAD. Answers 405 otherwise. */
export function isRead(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  send(request, response, 405, 'Only GET and HEAD are possible here', { Allow: 'GET, HEAD' });
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
