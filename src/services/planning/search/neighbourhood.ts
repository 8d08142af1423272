/**
 * The changes that the search looks at from one server: another leader for a group, a replica that moves away, and two
 * groups that change places. Finds the best one that keeps every limit, and makes it.
 */
import { at, int } from '../../base/cells.js';
import type { Relocation } from '../problem/relocation.js';
import { holdsReplica, type Step } from '../problem/state.js';
import { moveCost } from './aim.js';
import { changeBy, changeInPair, type Pair, pairOf } from './change.js';
import { attempt, copiedBy, goBackTo, passesCap, type Workbench } from './workbench.js';

/** How wide the search looks. */
export interface Width {
  /** Servers that may take something, emptiest first. */
  readonly targets: readonly number[];
  /** Whether a copy may also change the leader in every possible way, not only along with the leader's own data. */
  readonly allLeaders: boolean;
  /** Groups of each side that may change places with one another. */
  readonly swaps: number;
}

interface Best {
  gain: number;
  relocations: readonly Relocation[];
}

/** The pairs of one source with other servers, as far as they were needed. */
type Pairs = Map<number, Pair>;

function pairWith(bench: Workbench, pairs: Pairs, source: number, other: number): Pair {
  const known = pairs.get(other);
  if (known) return known;
  const pair = pairOf(bench.aim, source, other);
  pairs.set(other, pair);
  return pair;
}

/** Gains below this are rounding. */
const leastGain = 1e-8;

/** Makes the best single change of a group on `source`; returns its steps, or null when none is better than nothing. */
export function improveBy(bench: Workbench, source: number, width: Width): readonly Step[] | null {
  const best: Best = { gain: leastGain, relocations: [] };
  const pairs: Pairs = new Map();
  for (const group of [...at(bench.state.held, source)].sort((a, b) => a - b)) {
    if (bench.budget <= 0) break;
    if (!at(bench.state.problem.isPinned, group)) considerGroup(bench, group, source, width, pairs, best);
  }
  return best.relocations.length > 0 ? attempt(bench, best.relocations) : null;
}

/** Makes the best exchange of two groups between `source` and a target; as `improveBy`. */
export function improveBySwap(bench: Workbench, source: number, width: Width): readonly Step[] | null {
  const best: Best = { gain: leastGain, relocations: [] };
  const mine = some(at(bench.state.held, source), width.swaps);
  for (const other of width.targets) {
    if (other === source) continue;
    const theirs = some(at(bench.state.held, other), width.swaps);
    const pair = pairOf(bench.aim, source, other);
    for (const first of mine) {
      if (bench.budget <= 0) break;
      for (const second of theirs) considerSwap(bench, pair, first, second, best);
    }
  }
  return best.relocations.length > 0 ? attempt(bench, best.relocations) : null;
}

function considerGroup(bench: Workbench, group: number, source: number, width: Width, pairs: Pairs, best: Best): void {
  const { state, aim } = bench;
  const replicas = at(state.replicas, group);
  const old = int(replicas, 0);
  const isLeader = old === source;
  for (let slot = 1; isLeader && slot < replicas.length; slot += 1) {
    const lead = int(replicas, slot);
    const change =
      lead < 0 ? 0 : changeInPair(aim, state, pairWith(bench, pairs, source, lead), group, false, true, -1, false);
    offer(bench, change + moveCost, { group, out: -1, into: -1, lead }, best);
  }
  for (const into of width.targets) {
    if (holdsReplica(state, group, into)) continue;
    const copied = copiedBy(state, group, source, into) * aim.perByte;
    const change = changeInPair(aim, state, pairWith(bench, pairs, source, into), group, true, isLeader, -1, false);
    offer(bench, change + copied + moveCost, { group, out: source, into, lead: isLeader ? into : old }, best);
    if (!width.allLeaders) continue;
    if (!isLeader) consider(bench, { group, out: source, into, lead: into }, best);
    for (let slot = 1; isLeader && slot < replicas.length; slot += 1) {
      const follower = int(replicas, slot);
      if (follower < 0) continue;
      consider(bench, { group, out: source, into, lead: follower }, best);
      consider(bench, { group, out: follower, into, lead: into }, best);
    }
  }
}

function consider(bench: Workbench, relocation: Relocation, best: Best): void {
  offer(bench, changeBy(bench, relocation), relocation, best);
}

/** Limits are asked only of a candidate that would be the best so far. */
function offer(bench: Workbench, change: number, relocation: Relocation, best: Best): void {
  bench.budget -= 1;
  if (-change > best.gain) keep(bench, -change, [relocation], best);
}

function keep(bench: Workbench, gain: number, relocations: readonly Relocation[], best: Best): void {
  if (passesCap(bench, relocations)) return;
  const mark = bench.journal.length;
  if (attempt(bench, relocations) === null) return;
  goBackTo(bench, mark);
  best.gain = gain;
  best.relocations = relocations;
}

/** Two groups change places, roles included; or, where each follows the other's leader, only the roles do. */
function considerSwap(bench: Workbench, pair: Pair, first: number, second: number, best: Best): void {
  const { state, aim } = bench;
  const { from, to } = pair;
  if (first === second || at(state.problem.isPinned, first) || at(state.problem.isPinned, second)) return;
  bench.budget -= 1;
  const leadOne = int(at(state.replicas, first), 0);
  const leadTwo = int(at(state.replicas, second), 0);
  const leadsOne = leadOne === from;
  const leadsTwo = leadTwo === to;
  const isOneThere = holdsReplica(state, first, to);
  const isTwoHere = holdsReplica(state, second, from);
  const isCopied = !isOneThere && !isTwoHere;
  if (!isCopied && !(isOneThere && isTwoHere && leadsOne && leadsTwo)) return;
  let change = changeInPair(aim, state, pair, first, isCopied, leadsOne, second, leadsTwo) + 2 * moveCost;
  if (-change <= best.gain) return;
  if (isCopied) {
    change += (copiedBy(state, first, from, to) + copiedBy(state, second, to, from)) * aim.perByte;
    if (-change <= best.gain) return;
  }
  const [out, into] = isCopied ? [from, to] : [-1, -1];
  const one = { group: first, out, into, lead: leadsOne ? to : leadOne };
  const two = { group: second, out: into, into: out, lead: leadsTwo ? from : leadTwo };
  keep(bench, -change, [one, two], best);
  // The other order frees room on the other server first.
  if (best.gain < -change) keep(bench, -change, [two, one], best);
}

/** At most `most` groups, evenly spread over the list, in the order of their index. */
function some(groups: readonly number[], most: number): readonly number[] {
  const sorted = [...groups].sort((a, b) => a - b);
  if (sorted.length <= most) return sorted;
  return Array.from({ length: most }, (_, index) => at(sorted, Math.floor((index * sorted.length) / most)));
}
