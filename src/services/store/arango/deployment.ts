/** What kind of deployment answers: its version, edition and role, and what follows from them. */
import type { Deployment } from '../../model/topology.js';
import type { ArangoClient } from './client.js';

export interface DeploymentFacts {
  readonly deployment: Extract<Deployment, 'ARANGODB_CLUSTER' | 'ARANGODB_SINGLE_SERVER'>;
  /** E.g. `3.12.5`. */
  readonly version: string;
  readonly license: 'community' | 'enterprise' | 'unknown';
  /** As the server names its role, e.g. `COORDINATOR`. */
  readonly role: string;
  readonly hasSmartGraphs: boolean;
}

interface VersionAnswer {
  readonly server: string;
  readonly version: string;
  readonly license?: string;
}

/** The first version whose community edition has SmartGraphs; earlier ones need the Enterprise Edition. */
export const smartGraphsForAllSince = '3.12.5';

/** Returns what answers at the endpoint. Throws what the client throws, and a StoreUnavailableError when it is no ArangoDB. */
export async function readDeployment(client: ArangoClient, database?: string): Promise<DeploymentFacts> {
  const [{ server, version, license }, { role }] = await Promise.all([
    client.get<VersionAnswer>('/_api/version', { database }),
    client.get<{ readonly role: string }>('/_admin/server/role', { database }),
  ]);
  // The answer of ArangoDB says so (develop/http-api/administration.md, "Get the server version").
  if (server !== 'arango' || typeof version !== 'string') throw client.notArangoDb('JSON of another kind');
  const edition = license === 'community' || license === 'enterprise' ? license : 'unknown';
  return {
    deployment: role === 'SINGLE' ? 'ARANGODB_SINGLE_SERVER' : 'ARANGODB_CLUSTER',
    version,
    license: edition,
    role,
    hasSmartGraphs: edition !== 'community' || compareVersions(version, smartGraphsForAllSince) >= 0,
  };
}

/** Compares the numbers of two versions: negative when the first one is older. What follows a `-` does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return (version.split('-', 1)[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);
}
