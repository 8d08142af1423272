/** The limits of every plan, cheapest question first. A new one is one new file and one line here. */
import type { PlanState, Step } from '../problem/state.js';
import { capacity } from './capacity.js';
import { differentServers } from './different-servers.js';
import { health } from './health.js';
import { accepted, type Limit, type Verdict } from './limit.js';
import { maximumBytes } from './maximum-bytes.js';
import { maximumMoves } from './maximum-moves.js';
import { moveKinds } from './move-kinds.js';
import { pinnedCollections } from './pinned-collections.js';
import { pinnedTenants } from './pinned-tenants.js';
import { readOnly } from './read-only.js';
import { writeConcern } from './write-concern.js';
import { zones } from './zones.js';

/** What a placement has to keep, whatever the plan has used so far. */
const placementLimits: readonly Limit[] = [
  moveKinds,
  readOnly,
  pinnedTenants,
  pinnedCollections,
  health,
  differentServers,
  writeConcern,
  zones,
  capacity,
];

/** What the plan as a whole may use. */
const caps: readonly Limit[] = [maximumMoves, maximumBytes];

/** Returns the first refusal of the placement limits, or `accepted`. Caps are left out. */
export function judgePlacement(step: Step, state: PlanState): Verdict {
  return firstRefusal(placementLimits, step, state);
}

/** Returns the first refusal of all limits, the caps against `state.tally` included, or `accepted`. */
export function judge(step: Step, state: PlanState): Verdict {
  const verdict = firstRefusal(placementLimits, step, state);
  return verdict.isAccepted ? firstRefusal(caps, step, state) : verdict;
}

function firstRefusal(limits: readonly Limit[], step: Step, state: PlanState): Verdict {
  for (const limit of limits) {
    const verdict = limit.judge(step, state);
    if (!verdict.isAccepted) return verdict;
  }
  return accepted;
}
