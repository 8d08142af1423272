/**
 * All placements of a very small cluster whose servers have capacities: the search goes from one sound state to the next,
 * and where there is hardly room for a second copy the best one may lie behind states that are not sound. Here each is
 * looked at, and the best one to which the moves can be put in an order is taken.
 */
import { at, float } from '../../base/cells.js';
import { shortestSteps } from '../problem/relocation.js';
import { applyStep, type PlanState, reversed, type Step } from '../problem/state.js';
import { type Schedule, scheduleSteps } from '../schedule/schedule.js';
import { isWithinCeilings, moveCost, refresh, valueOf } from './aim.js';
import { worthOf } from './change.js';
import { attemptSteps, goBackTo, type Workbench } from './workbench.js';
import { crowdedReplicas } from './zone-repair.js';

/** Placements that are looked at: some 20 ms. */
const maxPlacements = 8000;

/** Placements, best first, for which an order of moves is sought. */
const maxTried = 300;

/** Differences below this are rounding. */
const leastGain = 1e-8;

/** Every place that one group may have, as the steps that bring it there from where it was at the start. */
type Ways = readonly (readonly Step[])[];

interface Candidate {
  readonly crowded: number;
  readonly worth: number;
  /** One entry per group. */
  readonly ways: Ways;
}

/** Takes the best placement of all, where there are few and capacities may have kept the search from it. */
export function takeBestOfAll(bench: Workbench): void {
  const { state } = bench;
  const { problem } = state;
  if (problem.isDraining.includes(true) || problem.capacity.every((capacity) => capacity === Infinity)) return;
  const choices = state.replicas.map((_, group) => waysOf(state, group));
  const count = choices.reduce((all, { length }) => all * length, 1);
  if (count > maxPlacements || count > bench.budget) return;
  bench.budget -= count;
  const isMakeable = scheduleOf(state).isComplete;
  const now = { crowded: crowdedReplicas(state), worth: isMakeable ? worthOf(bench) : Infinity };
  const journal = [...bench.journal];
  goBackTo(bench, 0);
  const better = candidatesOf(bench, choices).filter(
    ({ crowded, worth }) => crowded < now.crowded || (crowded === now.crowded && worth < now.worth - leastGain),
  );
  better.sort((a, b) => a.crowded - b.crowded || a.worth - b.worth);
  for (const { ways } of better.slice(0, maxTried)) {
    const { isComplete, steps } = scheduleSteps(problem, ways);
    if (isComplete && attemptSteps(bench, steps) !== null) return;
  }
  attemptSteps(bench, journal);
}

function scheduleOf(state: PlanState): Schedule {
  return scheduleSteps(
    state.problem,
    state.replicas.map((_, group) => shortestSteps(state, group) ?? []),
  );
}

function waysOf(state: PlanState, group: number): Ways {
  const { original, isPinned, servers } = state.problem;
  const home = at(original, group);
  // A replica on a server that is not listed is out of reach.
  if (at(isPinned, group) || home.includes(-1)) return [[]];
  return placesFor(home.length, servers.length).flatMap((place) => {
    const there = { ...state, replicas: state.replicas.with(group, Int32Array.from(place)) };
    const steps = shortestSteps(there, group);
    return steps === null ? [] : [steps];
  });
}

/** Leaders with every set of followers. */
function placesFor(replicas: number, servers: number): readonly (readonly number[])[] {
  const extend = (place: readonly number[], next: number): readonly (readonly number[])[] => {
    if (place.length === replicas) return [place];
    const free = Array.from({ length: servers - next }, (_, index) => next + index);
    return free.flatMap((server) => (place.includes(server) ? [] : extend([...place, server], server + 1)));
  };
  return Array.from({ length: servers }, (_, leader) => leader).flatMap((leader) => extend([leader], 0));
}

/** Visits every placement from the start, which the state is in before and after. */
function candidatesOf(bench: Workbench, choices: readonly Ways[]): Candidate[] {
  const { state, aim } = bench;
  const found: Candidate[] = [];
  const ways: (readonly Step[])[] = [];
  const most = Float64Array.from(state.used, (used, server) => Math.max(used, float(state.problem.capacity, server)));
  const visit = (group: number): void => {
    if (group === choices.length) {
      if (state.used.some((used, server) => used > float(most, server))) return;
      refresh(aim);
      if (isWithinCeilings(aim)) {
        found.push({ crowded: crowdedReplicas(state), worth: valueOf(aim) + costOf(bench, ways), ways: [...ways] });
      }
      return;
    }
    for (const steps of at(choices, group)) {
      for (const step of steps) applyStep(state, step);
      ways.push(steps);
      visit(group + 1);
      ways.pop();
      for (const step of steps.toReversed()) applyStep(state, reversed(step));
    }
  };
  visit(0);
  refresh(aim);
  return found;
}

function costOf({ state, aim }: Workbench, ways: Ways): number {
  let cost = 0;
  for (const steps of ways) {
    for (const { kind, group } of steps) {
      cost += moveCost + (kind === 'LEADERSHIP_TRANSFER' ? 0 : float(state.problem.groupBytes, group) * aim.perByte);
    }
  }
  return cost;
}
