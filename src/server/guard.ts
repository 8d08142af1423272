/**
 * Keeps foreign web pages out. A page of another site can send requests from a visitor's browser: it is told apart by
 * its Origin, and one that points its own domain at this machine (DNS rebinding) by its Host.
 */
import type { IncomingMessage } from 'node:http';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Returns why a request is refused, or null when it may go on. `boundTo` is the address that the server listens on. */
export function refusalOf({ headers }: IncomingMessage, boundTo: string): string | null {
  const host = headers.host ?? '';
  if (isLoopback(boundTo) && !loopbackNames.has(nameOf(host))) {
    return `The Host header must name this machine (localhost or 127.0.0.1), not ${JSON.stringify(host.slice(0, 100))}`;
  }
  const { origin } = headers;
  if (origin !== undefined && !isSameHost(origin, host)) return 'Requests from pages of other sites are refused';
  return null;
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
