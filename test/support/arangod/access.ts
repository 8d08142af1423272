/**
 * Who may do what: HTTP Basic authentication and access levels per database (docs-hugo 3.12,
 * develop/http-api/authentication.md and operations/administration/user-management/_index.md).
 */
import { randomUUID } from 'node:crypto';

import type { Deployment } from './deployment.js';
import { forbidden, unauthorized } from './errors.js';
import type { AccessLevel } from './options.js';

/**
 * What a route needs. PUBLIC: nothing. READ: any access to the database. WRITE: administrate access to the database.
 * ADMIN: administrate access to `_system`, whatever database is named.
 */
export type Need = 'PUBLIC' | 'READ' | 'WRITE' | 'ADMIN';

/** Headers of an answer 401; a request can ask for them to be left out (authentication.md). */
export const challenge: Readonly<Record<string, string>> = { 'Www-Authenticate': 'Basic, realm="ArangoDB"' };

/** Returns the user of an Authorization header, by password or by a token of `logIn`. Throws 401. */
export function authenticate(deployment: Deployment, header: string | undefined): string {
  const [scheme = '', encoded = ''] = (header ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') {
    const holder = deployment.sessions.get(encoded);
    if (holder === undefined) throw unauthorized();
    return holder;
  }
  if (scheme.toLowerCase() !== 'basic') throw unauthorized();
  const login = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = login.indexOf(':');
  return userOf(deployment, colon < 0 ? undefined : login.slice(0, colon), login.slice(colon + 1));
}

/** Returns a session token, whatever the user may do (authentication.md, "Create a session token"). Throws 401. */
export function logIn(deployment: Deployment, name: string | undefined, password: string | undefined): string {
  const user = userOf(deployment, name, password);
  const token = randomUUID();
  deployment.sessions.set(token, user);
  return token;
}

function userOf(deployment: Deployment, name: string | undefined, password: string | undefined): string {
  const user = name === undefined ? undefined : deployment.options.users[name];
  if (name === undefined || user?.password !== password) throw unauthorized();
  return name;
}

/** Returns the level of a user in a database; throws 401 without any access to it and 403 when the level is too low. */
export function authorize(deployment: Deployment, user: string, database: string, need: Need): AccessLevel {
  const level = deployment.levelOf(user, database) ?? 'none';
  if (level === 'none') throw unauthorized();
  if (need === 'WRITE' && level !== 'rw') throw forbidden();
  if (need === 'ADMIN' && deployment.levelOf(user, '_system') !== 'rw') throw forbidden();
  return level;
}
