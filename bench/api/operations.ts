/** What `bench:api` asks each server, and what is promised of Shardbook beside Mercurius with JIT. */

/** One query, asked of every server with the same bytes. */
export interface Operation {
  readonly name: string;
  /** Which of the two data files it is asked of. */
  readonly tenants: 5 | 500;
  readonly query: string;
  /** Requests per second, as a multiple of those of Mercurius with JIT. */
  readonly goal: number;
}

const tenants = `{ tenants(first: 500) { edges { node {
  name key documents shardGroup { index leader { shortName } } } } } }`;

/** The four read operations of the promise. */
export const operations: readonly Operation[] = [
  { name: 'tenants, 5', tenants: 5, query: tenants, goal: 1 },
  { name: 'tenants, 500', tenants: 500, query: tenants, goal: 1.2 },
  {
    name: 'servers, groups, tenants',
    tenants: 500,
    query: `{ cluster {
      servers { shortName status leaderCount }
      shardGroups(first: 50) { nodes { index documents leader { shortName } tenants { name key documents } } } } }`,
    goal: 1.2,
  },
  {
    name: 'one tenant, 50 devices',
    tenants: 5,
    query: `{ tenant(by: { name: "Tenant 1" }) { name devices(first: 50) { nodes {
      name type hostName ipAddress location { name latitude longitude } software { name version portNumber } } } } }`,
    goal: 1,
  },
];

/** What the mutation is promised: tenants a second, and milliseconds, with several askers at a time. */
export const mutationGoal = { tenantsPerSecond: 60, p99Ms: 100, askers: 4 } as const;

/** All that the peers need to answer the operations: they keep it in memory. */
export const everything = `{
  cluster {
    servers { serverId shortName status leaderCount }
    shardGroups(first: 50) { nodes { index documents leader { serverId } tenants { key name documents } } }
  }
  tenant(by: { name: "Tenant 1" }) { key devices(first: 50) { nodes {
    name type hostName ipAddress location { name latitude longitude } software { name version portNumber } } } }
}`;
