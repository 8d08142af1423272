/** Databases and the access of users to them (docs-hugo 3.12, develop/http-api/databases.md and users.md). */
import type { DatabaseDefaults } from '../database.js';
import type { Deployment } from '../deployment.js';
import { badParameter, duplicateName, forbidden, illegalName, unknownUser } from '../errors.js';
import { answer, read, replicationFactorOf, type Reply, type Request } from '../exchange.js';
import type { AccessLevel } from '../options.js';
import type { Route } from '../router.js';
import { ArangoFault, type ArangoObject } from '../values.js';

/** Traditional names (concepts/data-structure/databases.md, "Database names"; extended ones are off by default in 3.12). */
const namePattern = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;

export const databaseRoutes: readonly Route[] = [
  { method: 'GET', path: '/_api/database', need: 'READ', onlyInSystem: true, handle: list },
  { method: 'POST', path: '/_api/database', need: 'WRITE', onlyInSystem: true, handle: create },
  { method: 'GET', path: '/_api/database/current', need: 'READ', handle: current },
  { method: 'GET', path: '/_api/database/user', need: 'READ', handle: accessible },
  { method: 'DELETE', path: '/_api/database/:name', need: 'WRITE', onlyInSystem: true, handle: drop },
  { method: 'GET', path: '/_api/user/:user/database', need: 'READ', handle: levels },
  { method: 'GET', path: '/_api/user/:user/database/:name', need: 'READ', handle: levelOf },
  { method: 'PUT', path: '/_api/user/:user/database/:name', need: 'ADMIN', handle: grant },
];

function list({ deployment }: Request): Reply {
  return answer(200, { result: [...deployment.databases.keys()].sort() });
}

function accessible({ deployment, user }: Request): Reply {
  const names = [...deployment.databases.keys()].filter((name) => deployment.levelOf(user, name) !== 'none');
  return answer(200, { result: names.sort() });
}

function current({ database, deployment }: Request): Reply {
  const facts: ArangoObject = deployment.isCluster ? { ...database.defaults } : {};
  const { id, name } = database;
  return answer(200, { result: { id, name, isSystem: name === '_system', path: '', ...facts } });
}

function create(request: Request): Reply {
  const { deployment, user } = request;
  const body = request.object();
  const name = read.text(body, 'name') ?? '';
  if (!namePattern.test(name)) throw new ArangoFault(400, 1229, 'database name invalid');
  if (deployment.databases.has(name)) throw duplicateName();
  deployment.createDatabase(name, defaultsOf(read.object(body, 'options')));
  // Without `users` in the request, root gets access (databases.md, "Create a database"); the caller is given it here too.
  for (const each of new Set(['root', user])) deployment.access.get(each)?.set(name, 'rw');
  return answer(201, { result: true });
}

function defaultsOf(options: ArangoObject): DatabaseDefaults {
  const sharding = read.text(options, 'sharding') ?? '';
  if (sharding !== '' && sharding !== 'flexible' && sharding !== 'single') throw badParameter('invalid sharding');
  const replicationFactor = replicationFactorOf(options) ?? 1;
  return { sharding, replicationFactor, writeConcern: read.number(options, 'writeConcern') ?? 1 };
}

function drop(request: Request): Reply {
  const name = request.parameter(0);
  if (name === '_system') throw illegalName();
  request.deployment.database(name);
  request.deployment.databases.delete(name);
  return answer(200, { result: true });
}

/** A user may ask about itself; about others only who administrates `_system`. */
function accessOf(request: Request): Map<string, AccessLevel> {
  const { deployment, user } = request;
  const name = request.parameter(0);
  if (name !== user && deployment.levelOf(user, '_system') !== 'rw') throw forbidden();
  const access = deployment.access.get(name);
  if (!access) throw unknownUser();
  return access;
}

function levels(request: Request): Reply {
  accessOf(request);
  const { deployment } = request;
  const names = [...deployment.databases.keys()];
  const pairs = names.map((name) => [name, levelIn(deployment, request.parameter(0), name)] as const);
  return answer(200, { result: Object.fromEntries(pairs) });
}

function levelOf(request: Request): Reply {
  accessOf(request);
  return answer(200, { result: levelIn(request.deployment, request.parameter(0), request.parameter(1)) });
}

function levelIn(deployment: Deployment, user: string, database: string): AccessLevel {
  return deployment.levelOf(user, database) ?? 'none';
}

function grant(request: Request): Reply {
  const access = accessOf(request);
  const level = read.text(request.object(), 'grant');
  if (level !== 'rw' && level !== 'ro' && level !== 'none') throw badParameter('grant must be rw, ro or none');
  access.set(request.parameter(1), level);
  return answer(200, { [request.parameter(1)]: level });
}
