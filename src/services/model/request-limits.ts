/** The most that one request may ask for: more is surely a slip. */

/** Tenants that one request may add. */
export const maxTenantsAtOnce = 1000;

/** DB-Servers that one request may add or imagine. */
export const maxServersAtOnce = 100;

/** Servers, tenants or collections that one list of a request may name: as many servers as a topology may have. */
export const maxNamesInList = 5000;

/**
 * What a topology may have that somebody hands in. ArangoDB's documentation names about 50,000 shards as the limit of a
 * cluster: there is room for several times as much. What is counted is counted before anything is done with it.
 */
export const topologyLimits = {
  /** Of the document, in bytes: 50,000 shards take 14 MB in groups of one and three replicas, 5 MB in groups of 11. */
  bytes: 32 * 1024 * 1024,
  /** Values of the document, lists and objects included; 100,000 groups of one shard take 1,800,000. */
  values: 3_000_000,
  servers: 5000,
  collections: 50_000,
  groups: 100_000,
  /** Of all groups together, those without a name included. */
  shards: 200_000,
  /** Copies of one shard, the leader included; ArangoDB allows 10 by default. */
  replicas: 100,
  tenants: 100_000,
  /** Characters of one name. */
  nameLength: 500,
  /** Queries per second on one leader. */
  measuredLoad: 1e12,
} as const;
