/**
 * Evens out what leaders carry without copying anything: hands leaderships over, one at a time, one against another, or
 * from one server by way of a second to a third, until no server is left that would gain.
 */
import { at, float, int } from '../../base/cells.js';
import { leaderOf, mayLead, type PlanState } from '../problem/state.js';
import { changeAlong, moveCost } from './aim.js';
import { changeByTransfer, leaderMeasures } from './change.js';
import { spreadChange, spreadPressure } from './spread-aim.js';
import { attempt, type Workbench } from './workbench.js';

/** Gains below this are rounding. */
const leastGain = 1e-9;

/** Chains of transfers looked at in all, some 5 ms: small clusters need a few, large ones find shorter ways. */
const maxChains = 50_000;

/**
 * Exchanges looked at, for each group, where leaders of many collections have been spread already: what is left to gain is
 * little, while the exchanges between two servers grow with the square of their groups.
 */
const exchangesPerGroup = 40;

/** Hands leaderships over, from the server with the most to others, until nothing gets better. */
export function evenLeaders(bench: Workbench): void {
  const { state } = bench;
  const measures = leaderMeasures(bench);
  if (measures.length === 0 || !state.problem.limits.allowedKinds.includes('LEADERSHIP_TRANSFER')) return;
  const isExhausted = new Uint8Array(state.used.length);
  let chains = maxChains;
  let exchanges = bench.aim.spreads.length > 0 ? exchangesPerGroup * state.replicas.length : Infinity;
  const exchangeFrom = (source: number): readonly number[] | null => {
    if (exchanges <= 0) return null;
    const before = bench.budget;
    const touched = exchange(bench, measures, source);
    exchanges -= before - bench.budget;
    return touched;
  };
  const relayFrom = (source: number): readonly number[] | null => {
    if (chains <= 0) return null;
    const before = bench.budget;
    const touched = relay(bench, measures, source);
    chains -= before - bench.budget;
    return touched;
  };
  while (bench.budget > 0) {
    const source = busiest(bench, measures, isExhausted);
    if (source < 0) return;
    const touched = handOver(bench, measures, source) ?? exchangeFrom(source) ?? relayFrom(source);
    if (touched === null) isExhausted[source] = 1;
    else for (const server of touched) isExhausted[server] = 0;
  }
}

function busiest({ aim, state }: Workbench, measures: readonly number[], isExhausted: Uint8Array): number {
  let best = -1;
  let most = 1e-9;
  for (let server = 0; server < state.used.length; server += 1) {
    if (isExhausted[server] === 1) continue;
    let pressure = spreadPressure(aim.spreads, server);
    for (const index of measures) {
      const { weight, mean, values } = at(aim.measures, index);
      pressure += weight * Math.max(0, float(values, server) / mean - 1);
    }
    if (pressure <= most) continue;
    most = pressure;
    best = server;
  }
  return best;
}

/** Makes the best single transfer; returns the servers it touched, null when none gains. */
function handOver(bench: Workbench, measures: readonly number[], source: number): readonly number[] | null {
  const { state } = bench;
  let gain = leastGain + moveCost;
  let best: { group: number; lead: number } | null = null;
  for (const group of at(state.held, source)) {
    if (!mayHandOver(state, group, source)) continue;
    const replicas = at(state.replicas, group);
    for (let slot = 1; slot < replicas.length; slot += 1) {
      const lead = int(replicas, slot);
      if (!mayLead(state, group, slot)) continue;
      bench.budget -= 1;
      const change = changeByTransfer(bench, measures, source, lead, group, -1);
      if (-change <= gain) continue;
      gain = -change;
      best = { group, lead };
    }
  }
  if (best === null) return null;
  return attempt(bench, [{ group: best.group, out: -1, into: -1, lead: best.lead }]) && [source, best.lead];
}

/** Makes the best exchange of two leaderships with another server; as `handOver`. */
function exchange(bench: Workbench, measures: readonly number[], source: number): readonly number[] | null {
  const { state } = bench;
  const out = new Map<number, number[]>();
  const back = new Map<number, number[]>();
  const note = (map: Map<number, number[]>, server: number, group: number): void => {
    const known = map.get(server);
    if (known) known.push(group);
    else map.set(server, [group]);
  };
  for (const group of at(state.held, source)) {
    if (at(state.problem.isPinned, group)) continue;
    const replicas = at(state.replicas, group);
    const leader = int(replicas, 0);
    if (leader !== source) {
      if (mayLead(state, group, replicas.indexOf(source)) && leader >= 0) note(back, leader, group);
      continue;
    }
    for (let slot = 1; slot < replicas.length; slot += 1) {
      if (mayLead(state, group, slot)) note(out, int(replicas, slot), group);
    }
  }
  let gain = leastGain + 2 * moveCost;
  let best: { other: number; group: number; second: number } | null = null;
  for (const [other, groups] of [...out].sort(([a], [b]) => a - b)) {
    const theirs = back.get(other) ?? [];
    bench.budget -= groups.length * theirs.length;
    for (const group of groups) {
      for (const second of theirs) {
        const change = changeByTransfer(bench, measures, source, other, group, second);
        if (-change <= gain) continue;
        gain = -change;
        best = { other, group, second };
      }
    }
  }
  if (best === null) return null;
  const { other, group, second } = best;
  const made = attempt(bench, [
    { group, out: -1, into: -1, lead: other },
    { group: second, out: -1, into: -1, lead: source },
  ]);
  return made && [source, other];
}

function mayHandOver(state: PlanState, group: number, source: number): boolean {
  return leaderOf(state, group) === source && !at(state.problem.isPinned, group);
}

/** Chains looked at for one server. */
const maxChainsOfServer = 20_000;

/** How far a server has to be above a mean, relative, to deserve the effort. */
const leastExcess = 0.002;

/** A leadership that could go to another server. */
interface Offer {
  readonly group: number;
  readonly lead: number;
}

/**
 * Makes the best chain of two or three transfers that starts at `source`, judged by `measures`, which count leaders only; returns
 * the servers it touched, null when none gains.
 */
function relay(bench: Workbench, measures: readonly number[], source: number): readonly number[] | null {
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
  let left = maxChainsOfServer;
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
  bench.budget -= maxChainsOfServer - left;
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
