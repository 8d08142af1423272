/**
 * Keeps foreign web pages out. A page of another site can send requests from a visitor's browser: it is told apart by
 * its Origin, and one that points its own domain at this machine (DNS rebinding) by its Host.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Which requests a server takes. */
export interface Admission {
  /** Address that the server listens on. */
  readonly host: string;
  /** Origins of other sites whose pages may come in, e.g. `https://app.example.com`; none when omitted. */
  readonly allowedOrigins?: readonly string[];
}

/** Returns why a request is refused, or null when it may go on. */
export function refusalOf({ headers }: IncomingMessage, { host: boundTo, allowedOrigins }: Admission): string | null {
  const host = headers.host ?? '';
  if (isLoopback(boundTo) && !loopbackNames.has(nameOf(host))) {
    return `The Host header must name this machine (localhost or 127.0.0.1), not ${JSON.stringify(host.slice(0, 100))}`;
  }
  const { origin } = headers;
  if (origin === undefined || isSameHost(origin, host) || allowedOrigins?.includes(origin)) return null;
  return 'Requests from pages of other sites are refused';
}

/** Returns whether a request may go on, and its answer needs no headers for pages of other origins. */
export function isOurs(request: IncomingMessage, admission: Admission): boolean {
  const { allowedOrigins = [] } = admission;
  if (allowedOrigins.length > 0 && request.headers.origin !== undefined) return false;
  return refusalOf(request, admission) === null;
}

/** Seconds for which a browser need not ask again whether it may send a request. */
const preflightSeconds = 600;

/**
 * Sets the headers by which a browser lets a page of an allowed origin read the answer (CORS). Returns true when the
 * request was only the browser's question whether the page may send another one, which is then answered.
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  { allowedOrigins = [] }: Admission,
): boolean {
  if (allowedOrigins.length === 0) return false;
  // Caches must not hand one origin's answer to another.
  response.appendHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !allowedOrigins.includes(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('Access-Control-Expose-Headers', 'Content-Disposition, ETag, Location');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, HEAD, POST',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? 'Content-Type',
    'Access-Control-Max-Age': preflightSeconds,
  });
  response.end();
  return true;
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}

/** The host without its port, in lower case. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

function isSameHost(origin: string, host: string): boolean {
  // "null" is what sandboxed pages and local files send.
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
