/** Connects the driver to one endpoint. */
import { Database } from 'arangojs';

import { StoreUnusableError } from '../../errors/errors.js';
import type { ArangoConnectionSettings } from './settings.js';

/** Returns the driver for an endpoint; nothing is sent yet. Throws a StoreUnusableError for what is no address. */
export function connect(
  { username, password, concurrency, timeoutMs }: ArangoConnectionSettings,
  endpoint: string,
): Database {
  // As UTF-8, which the driver's own way to log in does not do; addresses without what else they have in them.
  const login = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return new Database({
    url: originOf(endpoint),
    fetchOptions: { headers: { authorization: `Basic ${login}` } },
    poolSize: concurrency,
    timeout: timeoutMs,
    // Repeated here and not by the driver, which knows neither deadlines nor what is repeatable.
    maxRetries: false,
  });
}

/** Returns an endpoint as it may be shown: scheme, host and port. Throws a StoreUnusableError that does not show it. */
export function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new StoreUnusableError(
    'ARANGO_ENDPOINT has an address that is none',
    'Give addresses such as https://db.example.com:8529, with commas between',
  );
}
