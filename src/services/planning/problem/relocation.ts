/**
 * How one shard group gets from one placement to another: as the steps of one change of the search, and as the fewest
 * steps from where the group was at the start, so that a plan never moves a replica twice.
 */
import { at, int } from '../../base/cells.js';
import { maxPerZone } from '../measure/zones.js';
import { leaderOf, type PlanProblem, type PlanState, slotOf, type Step } from './state.js';

/** A change of one group: a replica goes from `out` to `into` (both -1: none does), and `lead` leads afterwards. */
export interface Relocation {
  readonly group: number;
  readonly out: number;
  readonly into: number;
  readonly lead: number;
}

/** Returns the steps that make a relocation, in order; 0 to 2, each with the state before it in mind. */
export function stepsOf({ group, out, into, lead }: Relocation, state: PlanState): readonly Step[] {
  const old = leaderOf(state, group);
  const transfer = (from: number, to: number): Step => ({ kind: 'LEADERSHIP_TRANSFER', group, from, to });
  const follow: Step = { kind: 'MOVE_FOLLOWER', group, from: out, to: into };
  if (out < 0) return lead === old ? [] : [transfer(old, lead)];
  if (lead === old) return [follow];
  if (lead === into)
    return out === old ? [{ kind: 'MOVE_LEADER', group, from: out, to: into }] : [follow, transfer(old, into)];
  return [transfer(old, lead), follow];
}

/**
 * Returns the fewest steps that bring a group from its placement at the start to the present one, in order; empty when
 * it is where it was, null when no steps that are allowed lead there. Capacity and caps are not asked: they depend on
 * all groups.
 */
export function shortestSteps(state: PlanState, group: number): readonly Step[] | null {
  const steps = usualSteps(state, group);
  return isMakeable(state, group, steps) ? steps : routeOf(state, group);
}

/** The steps that nearly every group can take. */
function usualSteps(state: PlanState, group: number): readonly Step[] {
  const allowed = state.problem.limits.allowedKinds;
  const original = at(state.problem.original, group);
  const lead = leaderOf(state, group);
  const old = int(original, 0);
  const leaving = [...original].filter((server) => slotOf(state, group, server) < 0);
  const arriving = [...at(state.replicas, group)].filter((server) => !original.includes(server)).sort((a, b) => a - b);
  const steps: Step[] = [];
  const isDirect = leaving.includes(old) && arriving.includes(lead) && allowed.includes('MOVE_LEADER');
  if (lead !== old && isDirect && (isSameZone(state, old, lead) || stepsAside(state, leaving, old, lead) < 0)) {
    steps.push(...copies(state, group, leaving, arriving, { from: old, to: lead }));
  } else if (lead === old || original.includes(lead)) {
    // A leader that stays or that was a follower before: roles first, then the copies of followers.
    if (lead !== old) steps.push({ kind: 'LEADERSHIP_TRANSFER', group, from: old, to: lead });
    steps.push(...copies(state, group, leaving, arriving, null));
  } else {
    steps.push(...viaFollower(state, group, old, lead, leaving, arriving));
  }
  return steps;
}

/**
 * The new leader arrives as a follower, in place of one that leaves, and takes over; where only the old leader leaves, it
 * hands over to one that stays first.
 */
function viaFollower(
  state: PlanState,
  group: number,
  old: number,
  lead: number,
  leaving: readonly number[],
  arriving: readonly number[],
): readonly Step[] {
  const transfer = (from: number, to: number): Step => ({ kind: 'LEADERSHIP_TRANSFER', group, from, to });
  if (!leaving.includes(old)) return [...copies(state, group, leaving, arriving, null), transfer(old, lead)];
  const aside = stepsAside(state, leaving, old, lead);
  if (aside >= 0) {
    const arrival = copies(state, group, [aside], [lead], null);
    return [
      ...arrival,
      transfer(old, lead),
      ...copies(state, group, without(leaving, aside), without(arriving, lead), null),
    ];
  }
  const helper = at(state.problem.original, group).find(
    (server, slot) => server !== old && at(state.problem.originalInSync, group)[slot] === true,
  );
  if (helper === undefined) return [{ kind: 'MOVE_LEADER', group, from: old, to: lead }];
  // The helper may be leaving too: it goes last, once the new leader has taken over from it.
  const first = [old, ...without(leaving, old).filter((server) => server !== helper)];
  const targets = [lead, ...without(arriving, lead)];
  const early = copies(state, group, first, targets.slice(0, first.length), null);
  const late = leaving.includes(helper) ? copies(state, group, [helper], targets.slice(first.length), null) : [];
  return [transfer(old, helper), ...early, transfer(helper, lead), ...late];
}

/**
 * Pairs those that leave with those that arrive, in an order that keeps the spread over zones after each copy: pairs
 * within one zone first. `leader` is the pair that moves the leader itself; all others move followers.
 */
function copies(
  state: PlanState,
  group: number,
  leaving: readonly number[],
  arriving: readonly number[],
  leader: { readonly from: number; readonly to: number } | null,
): readonly Step[] {
  const { original, zoneOf, zoneCount } = state.problem;
  const present = [...at(original, group)];
  const zone = (server: number): number => zoneOf?.[server] ?? 0;
  const keepsSpread = (from: number, to: number): boolean => {
    const there = present.filter((server) => zone(server) === zone(to)).length;
    return zoneOf === null || zone(from) === zone(to) || there < maxPerZone(present.length, zoneCount);
  };
  let pairs = leaving.flatMap((from) => arriving.map((to) => ({ from, to })));
  if (leader) pairs = pairs.filter(({ from, to }) => (from === leader.from) === (to === leader.to));
  const steps: Step[] = [];
  while (pairs.length > 0) {
    const pair =
      pairs.find(({ from, to }) => zone(from) === zone(to)) ??
      pairs.find(({ from, to }) => keepsSpread(from, to)) ??
      at(pairs, 0);
    steps.push({ kind: pair.from === leader?.from ? 'MOVE_LEADER' : 'MOVE_FOLLOWER', group, ...pair });
    present[present.indexOf(pair.from)] = pair.to;
    pairs = pairs.filter(({ from, to }) => from !== pair.from && to !== pair.to);
  }
  return steps;
}

/** A follower that leaves and whose place the new leader may take, -1 when there is none. */
function stepsAside(state: PlanState, leaving: readonly number[], old: number, lead: number): number {
  return leaving.find((server) => server !== old && isSameZone(state, server, lead)) ?? -1;
}

function isSameZone({ problem: { zoneOf } }: PlanState, one: number, other: number): boolean {
  return zoneOf === null || zoneOf[one] === zoneOf[other];
}

function without(servers: readonly number[], server: number): readonly number[] {
  return servers.filter((other) => other !== server);
}

/**
 * Where a group is on its way that cannot take the usual one: followers that are out of sync cannot lead on the way, and
 * copies in the wrong order crowd a zone. A flag says whether the replica in the same slot is in sync.
 */
interface Stop {
  /** Leader first. */
  readonly replicas: readonly number[];
  readonly inSync: readonly boolean[];
  /** The steps that led here. */
  readonly steps: readonly Step[];
}

/** Returns whether each step, one after the other from the start, keeps the limits that concern the group alone. */
function isMakeable({ problem }: PlanState, group: number, steps: readonly Step[]): boolean {
  let stop: Stop | null = startOf(problem, group);
  for (const step of steps) {
    if (stop) stop = stopAfter(problem, stop, step);
  }
  return stop !== null;
}

/**
 * Returns the fewest steps from the start of a group to its present placement that keep these limits, copying each
 * replica that leaves once and nothing else; null when there are none.
 */
function routeOf(state: PlanState, group: number): readonly Step[] | null {
  const { problem } = state;
  const start = startOf(problem, group);
  const goal = [...at(state.replicas, group)];
  const lead = leaderOf(state, group);
  const leaving = start.replicas.filter((server) => !goal.includes(server));
  const arriving = goal.filter((server) => !start.replicas.includes(server)).sort((a, b) => a - b);
  const seen = new Set([keyOf(start)]);
  let stops = [start];
  while (stops.length > 0) {
    const found = stops.find(({ replicas }) => replicas[0] === lead && leaving.every((one) => !replicas.includes(one)));
    if (found) return found.steps;
    const next: Stop[] = [];
    for (const stop of stops) {
      for (const step of stepsFrom(stop, group, leaving, arriving)) {
        const reached = stopAfter(problem, stop, step);
        if (!reached || seen.has(keyOf(reached))) continue;
        seen.add(keyOf(reached));
        next.push(reached);
      }
    }
    stops = next;
  }
  return null;
}

function startOf({ original, originalInSync }: PlanProblem, group: number): Stop {
  return { replicas: [...at(original, group)], inSync: at(originalInSync, group), steps: [] };
}

function keyOf({ replicas, inSync }: Stop): string {
  const [leader, ...followers] = replicas.map((server, slot) => `${server}${at(inSync, slot) ? '' : '-'}`);
  return [leader, ...followers.sort()].join();
}

function stepsFrom(
  { replicas }: Stop,
  group: number,
  leaving: readonly number[],
  arriving: readonly number[],
): readonly Step[] {
  const [leader = -1, ...followers] = replicas;
  const transfers = followers.map((to): Step => ({ kind: 'LEADERSHIP_TRANSFER', group, from: leader, to }));
  const copies = leaving
    .filter((from) => replicas.includes(from))
    .flatMap((from) =>
      arriving
        .filter((to) => !replicas.includes(to))
        .map((to): Step => ({ kind: from === leader ? 'MOVE_LEADER' : 'MOVE_FOLLOWER', group, from, to })),
    );
  return [...copies, ...transfers];
}

/** Where a step leads; null when a limit that concerns the group alone refuses it. */
function stopAfter(problem: PlanProblem, { replicas, inSync, steps }: Stop, step: Step): Stop | null {
  const { kind, from, to } = step;
  if (!problem.limits.allowedKinds.includes(kind) || !at(problem.receives, to)) return null;
  const moved = [...replicas];
  if (kind === 'LEADERSHIP_TRANSFER') {
    const slot = replicas.indexOf(to);
    if (inSync[slot] !== true) return null;
    moved[slot] = from;
    moved[0] = to;
  } else {
    if (crowds(problem, replicas, from, to)) return null;
    moved[replicas.indexOf(from)] = to;
  }
  return { replicas: moved, inSync, steps: [...steps, step] };
}

function crowds({ zoneOf, zoneCount }: PlanProblem, replicas: readonly number[], from: number, to: number): boolean {
  if (zoneOf === null || zoneOf[from] === zoneOf[to]) return false;
  const there = replicas.filter((server) => zoneOf[server] === zoneOf[to]).length;
  return there >= maxPerZone(replicas.length, zoneCount);
}
