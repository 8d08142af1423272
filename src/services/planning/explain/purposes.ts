/** What a move can be for beside even measures: a code and the sentence that follows what the move does. */
import { at } from '../../base/cells.js';
import { groupIdOf, nameOf } from '../limits/limit.js';
import { mostPerZone } from '../measure/zones.js';
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
  if (there <= mostPerZone(replicas.length, zoneCount)) return null;
  const zone = servers[from]?.zone ?? '';
  return {
    code: 'SPREADS_OVER_ZONES',
    sentence: `zone ${zone} held ${there} of the ${replicas.length} replicas of ${groupIdOf(state, group)}`,
  };
}

/** Returns the purpose of a step, before it is made, that spreads the leaders of one collection; null for any other. */
export function leaderSpreadOf(state: PlanState, { group, from, to }: Step): Purpose | null {
  if (!state.leaders || leaderOf(state, group) !== from) return null;
  const [ledHere, ledThere] = [ledOf(state.leaders, group, from), ledOf(state.leaders, group, to)];
  if (ledHere < ledThere + 2) return null;
  const { graph } = at(state.problem.groups, group);
  return {
    code: 'SPREADS_LEADERS',
    sentence: `${nameOf(state, from)} led ${ledHere} shard groups of ${graph} and ${nameOf(state, to)} ${ledThere}`,
  };
}
