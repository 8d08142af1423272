/**
 * Ways of one shard group from its start to where it is to be, for groups that cannot take the usual one: followers that
 * are out of sync cannot lead on the way, and copies in the wrong order crowd a zone.
 */
import { at } from '../../base/cells.js';
import { maxPerZone } from '../measure/zones.js';
import { leaderOf, type PlanProblem, type PlanState, type Step } from './state.js';

/** Where the group is on its way; a flag says whether the replica in the same slot is in sync. */
interface Stop {
  /** Leader first. */
  readonly replicas: readonly number[];
  readonly inSync: readonly boolean[];
  /** The steps that led here. */
  readonly steps: readonly Step[];
}

/** Returns whether each step, one after the other from the start, keeps the limits that concern the group alone. */
export function isMakeable({ problem }: PlanState, group: number, steps: readonly Step[]): boolean {
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
export function routeOf(state: PlanState, group: number): readonly Step[] | null {
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
