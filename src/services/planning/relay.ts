/**
 * Leaderships in a chain: a server hands one over to a second, which hands another one on to a third. Helps where a group
 * has a single follower, on a server that leads enough already.
 */
import { changeAlong, moveCost } from './aim.js';
import { at, float, int } from './cells.js';
import { leaderOf, mayLead } from './state.js';
import { attempt, type Workbench } from './workbench.js';

/** Chains looked at for one server: more cost more than they bring, and large clusters find shorter ways. */
const mostChains = 50_000;

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
 * Makes the best chain of two transfers that starts at `source`, judged by `measures`, which count leaders only; returns
 * the servers it touched, null when none gains.
 */
export function relay(bench: Workbench, measures: readonly number[], source: number): readonly number[] | null {
  const isEven = measures.every((index) => {
    const { mean, values } = at(bench.aim.measures, index);
    return float(values, source) <= mean * (1 + leastExcess);
  });
  if (isEven) return null;
  const first = offersOf(bench, source);
  const onward = new Map<number, readonly Offer[]>();
  for (const { lead } of first) if (!onward.has(lead)) onward.set(lead, offersOf(bench, lead));
  const chains = first.reduce((sum, { lead }) => sum + (onward.get(lead)?.length ?? 0), 0);
  if (chains > mostChains) return null;
  bench.budget -= chains;
  let gain = leastGain + 2 * moveCost;
  let best: readonly [Offer, Offer] | null = null;
  for (const one of first) {
    for (const two of onward.get(one.lead) ?? []) {
      if (two.lead === source) continue;
      const change = changeFor(bench, measures, source, one, two);
      if (-change <= gain) continue;
      gain = -change;
      best = [one, two];
    }
  }
  if (best === null) return null;
  const made = attempt(
    bench,
    best.map(({ group, lead }) => ({ group, out: -1, into: -1, lead })),
  );
  return made && [source, best[0].lead, best[1].lead];
}

/** What a server leads and could hand over, group by group in ascending order. */
function offersOf({ state }: Workbench, server: number): readonly Offer[] {
  const offers: Offer[] = [];
  for (const group of [...at(state.held, server)].sort((a, b) => a - b)) {
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
): number {
  const chain = { from, via: one.lead, to: two.lead };
  let change = 0;
  for (const index of measures) {
    const { sizes } = at(state.measures, index);
    change += changeAlong(at(aim.measures, index), chain, float(sizes, one.group), float(sizes, two.group));
  }
  return change;
}
