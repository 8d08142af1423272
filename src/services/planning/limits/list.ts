/** The limits of every plan. A new one is one new file and one line here: see CONTRIBUTING.md. */
import type { PlanState, Step } from '../problem/state.js';
import { bandwidth } from './bandwidth.js';
import { capacity } from './capacity.js';
import { concurrentMoves } from './concurrent-moves.js';
import { differentServers } from './different-servers.js';
import { health } from './health.js';
import type { Limit, Verdict } from './limit.js';
import { maximumBytes } from './maximum-bytes.js';
import { maximumMoves } from './maximum-moves.js';
import { moveKinds } from './move-kinds.js';
import { pinnedCollections } from './pinned-collections.js';
import { pinnedTenants } from './pinned-tenants.js';
import { readOnly } from './read-only.js';
import type { LimitSetting } from './setting.js';
import { writeConcern } from './write-concern.js';
import { zones } from './zones.js';

/** What a placement has to keep, cheapest question first. */
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

/** All of them: what a plan as a whole may use, against `state.tally`, comes last. */
export const limits: readonly Limit[] = [...placementLimits, maximumMoves, maximumBytes];

/** What decides when moves are made, and nothing else. */
const pace: readonly LimitSetting[] = [concurrentMoves, bandwidth];

/** All that a question can set, in the order of inputs and reports. */
export const limitSettings: readonly LimitSetting[] = [...limits.flatMap(({ setting }) => setting ?? []), ...pace];

const accepted: Verdict = { isAccepted: true };

/** Returns the first refusal of the placement limits, or that the step is accepted. What the plan has used is left out. */
export function judgePlacement(step: Step, state: PlanState): Verdict {
  return firstRefusal(placementLimits, step, state);
}

/** Returns the first refusal of all limits, those on what the plan has used included, or that the step is accepted. */
export function judge(step: Step, state: PlanState): Verdict {
  return firstRefusal(limits, step, state);
}

function firstRefusal(asked: readonly Limit[], step: Step, state: PlanState): Verdict {
  for (const limit of asked) {
    const sentence = limit.judge(step, state);
    if (sentence) return { isAccepted: false, limit, sentence };
  }
  return accepted;
}
