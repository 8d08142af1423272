/** What a move can be for beside even measures: a code and the sentence that follows what the move does. */
import { at } from '../../base/cells.js';
import type { PlanWeights } from '../../model/plan.js';
import { groupIdOf, nameOf } from '../limits/limit.js';
import { spreadObjectives } from '../measure/objectives/list.js';
import { maxPerZone } from '../measure/zones.js';
import { ledOf } from '../problem/leader-counts.js';
import { leaderOf, type PlanState, type Step } from '../problem/state.js';

export interface Purpose {
  /** Stable and machine readable. */
  readonly code: string;
  /** Goes on after a colon: lower case unless it begins with a name, no full stop. */
  readonly sentence: string;
}

/** What a move is for that gains nothing itself. */
export const makesRoom: Purpose = { code: 'MAKES_ROOM', sentence: 'it makes room for other moves of this plan' };

/** Returns the purpose of a copy after which its target takes the leadership over; null for any other. */
export function arrivalOf(end: PlanState, { kind, group, to }: Step): Purpose | null {
  if (kind !== 'MOVE_FOLLOWER' || leaderOf(end, group) !== to) return null;
  return {
    code: 'BRINGS_NEXT_LEADER',
    sentence: `${nameOf(end, to)} takes the leadership over afterwards, and a leader has to hold a replica first`,
  };
}

/** Returns the purpose of a step, before it is made, that empties a server; null for any other. */
export function drainOf(state: PlanState, { from }: Step): Purpose | null {
  if (!at(state.problem.isDraining, from)) return null;
  return { code: 'DRAINS_SERVER', sentence: `${nameOf(state, from)} is to be removed` };
}

/** Returns the purpose of a step, before it is made, that takes a replica out of a crowded zone; null for any other. */
export function safetyOf(state: PlanState, { kind, group, from, to }: Step): Purpose | null {
  const { zoneOf, zoneCount, servers } = state.problem;
  if (zoneOf === null || kind === 'LEADERSHIP_TRANSFER' || zoneOf[from] === zoneOf[to]) return null;
  const replicas = at(state.replicas, group);
  const there = replicas.filter((server) => zoneOf[server] === zoneOf[from]).length;
  if (there <= maxPerZone(replicas.length, zoneCount)) return null;
  const zone = servers[from]?.zone ?? '';
  return {
    code: 'SPREADS_OVER_ZONES',
    sentence: `zone ${zone} held ${there} of the ${replicas.length} replicas of ${groupIdOf(state, group)}`,
  };
}

/**
 * Returns the purpose of a step, before it is made, that spreads the leaders of one class of groups; null for any other.
 * `weights` are those of the plan: what has none is no purpose.
 */
export function spreadOf(state: PlanState, { group, from, to }: Step, weights: PlanWeights): Purpose | null {
  if (leaderOf(state, group) !== from) return null;
  for (const [index, objective] of spreadObjectives.entries()) {
    const leaders = state.spreads[index];
    if (!leaders || weights[objective.code] === 0) continue;
    const [ledByFrom, ledByTo] = [ledOf(leaders, group, from), ledOf(leaders, group, to)];
    if (ledByFrom < ledByTo + 2) continue;
    const className = objective.classOf(at(state.problem.groups, group));
    const facts = { className, from: nameOf(state, from), ledByFrom, to: nameOf(state, to), ledByTo };
    return { code: objective.reason.code, sentence: objective.reason.sentence(facts) };
  }
  return null;
}
