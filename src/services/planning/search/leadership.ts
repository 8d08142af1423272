/**
 * Evens out what leaders carry without copying anything: hands leaderships over, one at a time, one against another, or
 * from one server by way of a second to a third, until no server is left that would gain.
 */
import { at, float, int } from '../../base/cells.js';
import { leaderOf, mayLead, type PlanState } from '../problem/state.js';
import { moveCost } from './aim.js';
import { relay } from './relay.js';
import { spreadPressure } from './spread-aim.js';
import { changeByTransfer, leaderMeasures } from './transfers.js';
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
