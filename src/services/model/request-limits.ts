/** The most that one request may ask for: more is surely a slip. */

/** Tenants that one request may add. */
export const mostTenantsAtOnce = 1000;

/** DB-Servers that one request may add or imagine. */
export const mostServersAtOnce = 100;
