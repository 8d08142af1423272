/** Joins what the probes of several parts of a run saw, as a pause or a restart makes them. */
import type { ProbeFigures } from './check.js';

/** As many failures are told in words; the others are counted. */
export const failuresTold = 5;

/**
 * Returns the figures of both parts together. Of percentiles and of the tenants that were probed it is the larger one: so
 * what they say holds for the whole, although the single times are gone.
 */
export function joinedProbes(earlier: ProbeFigures | null, later: ProbeFigures): ProbeFigures {
  if (!earlier) return later;
  return {
    tenantsProbed: Math.max(earlier.tenantsProbed, later.tenantsProbed),
    probes: earlier.probes + later.probes,
    failed: earlier.failed + later.failed,
    failures: [...earlier.failures, ...later.failures].slice(0, failuresTold),
    p50Ms: larger(earlier.p50Ms, later.p50Ms),
    p95Ms: larger(earlier.p95Ms, later.p95Ms),
    maxMs: larger(earlier.maxMs, later.maxMs),
  };
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
