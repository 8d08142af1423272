/** Finds the handler of a request and what it needs: a login, `_system`, a cluster. */
import { authenticate, authorize, type Need } from './access.js';
import type { Database } from './database.js';
import type { Deployment } from './deployment.js';
import { methodNotSupported, onlyInSystem, onlyOnCoordinator, unknownRoute } from './errors.js';
import { type Reply, Request } from './exchange.js';
import { adminRoutes } from './routes/admin.js';
import { clusterRoutes } from './routes/cluster.js';
import { collectionRoutes } from './routes/collections.js';
import { cursorRoutes } from './routes/cursors.js';
import { databaseRoutes } from './routes/databases.js';
import { documentRoutes } from './routes/documents.js';
import { graphRoutes } from './routes/graphs.js';
import { importRoutes } from './routes/import.js';
import { indexRoutes } from './routes/indexes.js';
import { rebalanceRoutes } from './routes/rebalance.js';

/** One endpoint. */
export interface Route {
  readonly method: string;
  /** Segments behind `/_db/<name>`, such as `/_api/collection/:name/count`; a part that starts with a colon takes any text. */
  readonly path: string;
  readonly need: Need;
  readonly onlyInSystem?: boolean;
  readonly onlyInCluster?: boolean;
  readonly handle: (request: Request) => Reply;
}

const routes: readonly Route[] = [
  ...adminRoutes,
  ...databaseRoutes,
  ...collectionRoutes,
  ...indexRoutes,
  ...graphRoutes,
  ...documentRoutes,
  ...importRoutes,
  ...cursorRoutes,
  ...clusterRoutes,
  ...rebalanceRoutes,
];

/** What came over the wire. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** Splits `/_db/<name>/rest` into the name and the rest; without the first part the database is `_system`. */
export function splitPath(path: string): { database: string; rest: string } {
  const match = /^\/_db\/([^/]+)(\/.*)?$/.exec(path);
  if (!match) return { database: '_system', rest: path };
  return { database: decode(match[1] ?? ''), rest: match[2] ?? '/' };
}

/** Answers a request; throws an ArangoFault for what cannot be answered. */
export function dispatch(deployment: Deployment, incoming: Incoming): Reply {
  const { database: name, rest } = splitPath(incoming.path);
  const found = match(incoming.method, rest);
  if (found.route?.need === 'PUBLIC') return handle(deployment, deployment.database('_system'), found, incoming, '');
  const user = authenticate(deployment, incoming.headers.authorization);
  const database = deployment.database(name);
  if (!found.route) {
    authorize(deployment, user, name, 'READ');
    throw found.isOtherMethod ? methodNotSupported() : unknownRoute(rest);
  }
  return handle(deployment, database, found, incoming, user);
}

interface Found {
  readonly route: Route | null;
  readonly parameters: readonly string[];
  readonly isOtherMethod: boolean;
}

function handle(deployment: Deployment, database: Database, found: Found, incoming: Incoming, user: string): Reply {
  const { route, parameters } = found;
  if (!route) throw unknownRoute(incoming.path);
  const level = route.need === 'PUBLIC' ? 'none' : authorize(deployment, user, database.name, route.need);
  if (route.onlyInSystem && database.name !== '_system') throw onlyInSystem();
  if (route.onlyInCluster && !deployment.isCluster) throw onlyOnCoordinator();
  const { method, query, headers, text } = incoming;
  return route.handle(new Request(deployment, database, user, level, method, parameters, query, headers, text));
}

function match(method: string, path: string): Found {
  const segments = path.replace(/\/$/, '').split('/');
  let isOtherMethod = false;
  for (const route of routes) {
    const parameters = parametersOf(route.path.split('/'), segments);
    if (!parameters) continue;
    if (route.method === method) return { route, parameters, isOtherMethod };
    isOtherMethod = true;
  }
  return { route: null, parameters: [], isOtherMethod };
}

function parametersOf(pattern: readonly string[], segments: readonly string[]): string[] | null {
  if (pattern.length !== segments.length) return null;
  const parameters: string[] = [];
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (part.startsWith(':')) parameters.push(decode(segment));
    else if (part !== segment) return null;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
