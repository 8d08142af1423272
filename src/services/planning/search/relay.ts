/**
 * Leaderships in a chain: a server hands one over to a second, which hands another one on to a third, which may hand one
 * back to the first. Helps where a group's followers are on servers that lead enough already.
 */
import { at, float, int } from '../../base/cells.js';
import { leaderOf, mayLead } from '../problem/state.js';
import { changeAlong, moveCost } from './aim.js';
import { spreadChange } from './spread-aim.js';
import { attempt, type Workbench } from './workbench.js';

/** Chains looked at for one server. */
const maxChains = 20_000;

/** How far a server has to be above a mean, relative, to deserve the effort. */
const leastExcess = 0.002;

/** Gains below this are rounding. */
const leastGain = 1e-9;

/** A leadership that could go to another server. */
interface Offer {
  readonly group: number;
  readonly lead: number;
}

/**
 * Makes the best chain of two or three transfers that starts at `source`, judged by `measures`, which count leaders only; returns
 * the servers it touched, null when none gains.
 */
export function relay(bench: Workbench, measures: readonly number[], source: number): readonly number[] | null {
  const isEven = measures.every((index) => {
    const { mean, values } = at(bench.aim.measures, index);
    return float(values, source) <= mean * (1 + leastExcess);
  });
  if (isEven && bench.aim.spreads.every(({ leaders }) => float(leaders.crowding, source) === 0)) return null;
  const first = offersOf(bench, source);
  const known = new Map<number, readonly Offer[]>();
  const onwardFrom = (server: number): readonly Offer[] => {
    let offers = known.get(server);
    if (!offers) known.set(server, (offers = offersOf(bench, server)));
    return offers;
  };
  const returning = new Map<number, readonly Offer[]>();
  const backFrom = (server: number): readonly Offer[] => {
    let offers = returning.get(server);
    if (!offers) returning.set(server, (offers = onwardFrom(server).filter(({ lead }) => lead === source)));
    return offers;
  };
  let gain = leastGain + 2 * moveCost;
  let best: readonly Offer[] = [];
  let left = maxChains;
  const consider = (one: Offer, two: Offer, three: Offer | null): void => {
    left -= 1;
    const change = changeFor(bench, measures, source, one, two, three);
    if (-change <= gain) return;
    gain = -change;
    best = three ? [one, two, three] : [one, two];
  };
  for (const one of first) {
    if (left <= 0) break;
    for (const two of onwardFrom(one.lead)) {
      if (two.lead === source) continue;
      consider(one, two, null);
      for (const three of backFrom(two.lead)) consider(one, two, three);
    }
  }
  bench.budget -= maxChains - left;
  if (best.length === 0) return null;
  const made = attempt(
    bench,
    best.map(({ group, lead }) => ({ group, out: -1, into: -1, lead })),
  );
  return made && [source, ...best.map(({ lead }) => lead)];
}

/** What a server leads and could hand over. */
function offersOf({ state }: Workbench, server: number): readonly Offer[] {
  const offers: Offer[] = [];
  for (const group of at(state.held, server)) {
    if (leaderOf(state, group) !== server || at(state.problem.isPinned, group)) continue;
    const replicas = at(state.replicas, group);
    for (let slot = 1; slot < replicas.length; slot += 1) {
      if (mayLead(state, group, slot)) offers.push({ group, lead: int(replicas, slot) });
    }
  }
  return offers;
}

function changeFor(
  { aim, state }: Workbench,
  measures: readonly number[],
  from: number,
  one: Offer,
  two: Offer,
  three: Offer | null,
): number {
  const servers = { from, via: one.lead, to: two.lead };
  let change = 0;
  for (const index of measures) {
    const { sizes } = at(state.measures, index);
    const third = three ? float(sizes, three.group) : 0;
    change += changeAlong(at(aim.measures, index), servers, float(sizes, one.group), float(sizes, two.group), third);
  }
  if (aim.spreads.length > 0) {
    change += spreadChange(aim.spreads, [
      { group: one.group, from, to: one.lead },
      { group: two.group, from: one.lead, to: two.lead },
      { group: three?.group ?? -1, from: two.lead, to: from },
    ]);
  }
  return change;
}
