/**
 * The last percent: on the fullest server one replica makes room for a smaller one, so that what no single group fits
 * exactly is fitted by the difference of two. Roles stay as they are.
 */
import { at, float, int } from '../../base/cells.js';
import { placeAbove, type Shelf, shelfOf, shelvesOf } from '../problem/inventory.js';
import { holdsReplica } from '../problem/state.js';
import { changeInPair, type Pair, pairOf } from './change.js';
import { levelsFor } from './levels.js';
import { pouredMeasure } from './transport.js';
import { attempt, copiedBy, type Workbench } from './workbench.js';

/** Distance from the level, relative, below which a server is even. */
const even = 1e-3;

/** Emptiest servers that are tried as partners of one. */
const partners = 6;

/** Groups around the fitting size whose effect is compared. */
const candidates = 4;

/** Groups that may come back in exchange, evenly spread over the partner's. */
const returns = 200;

/**
 * What a further copied byte costs here, as a share of the measure's mean: lowering the fullest server by some bytes may
 * cost four times as many copied.
 */
const price = 0.5;

/** Gains below this are rounding. */
const leastGain = 1e-9;

interface Best {
  /** Candidates looked at. */
  looks: number;
  gain: number;
  group: number;
  back: number;
  to: number;
}

/** Exchanges replicas until the fullest server finds no partner, as far as budget and limits allow. */
export function exchangeReplicas(bench: Workbench): void {
  const measure = pouredMeasure(bench);
  if (measure < 0) return;
  const { state } = bench;
  const { sizes, values } = at(state.measures, measure);
  const levels = levelsFor(state, measure);
  const perByte = price / Math.max(1, state.used.reduce((sum, bytes) => sum + bytes, 0) / state.used.length);
  const shelves = shelvesOf(state, sizes);
  const isExhausted = new Uint8Array(values.length);
  while (bench.budget > 0) {
    const source = fullest(values, levels, isExhausted);
    if (source < 0) return;
    const best: Best = { looks: 0, gain: leastGain, group: -1, back: -1, to: -1 };
    for (const to of emptiest(bench, values, levels, source)) {
      const wanted = Math.min(
        float(values, source) - float(levels, source),
        (float(values, source) - float(values, to)) / 2,
      );
      lookForPair(bench, { source, to, wanted, perByte }, at(shelves, source), at(shelves, to), best);
    }
    bench.budget -= best.looks;
    if (best.group < 0 || !make(bench, source, best)) {
      isExhausted[source] = 1;
      continue;
    }
    isExhausted[best.to] = 0;
    for (const server of [source, best.to]) shelves[server] = shelfOf(state, sizes, server);
  }
}

function fullest(values: Float64Array, levels: Float64Array, isExhausted: Uint8Array): number {
  let found = -1;
  let most = even;
  for (let server = 0; server < values.length; server += 1) {
    const level = float(levels, server);
    const excess = level > 0 ? float(values, server) / level - 1 : 0;
    if (excess <= most || isExhausted[server] === 1) continue;
    most = excess;
    found = server;
  }
  return found;
}

function emptiest({ state }: Workbench, values: Float64Array, levels: Float64Array, source: number): readonly number[] {
  const lack = (server: number): number => float(levels, server) - float(values, server);
  const able = [...values.keys()].filter((server) => server !== source && at(state.problem.receives, server));
  return able.sort((a, b) => lack(b) - lack(a) || a - b).slice(0, partners);
}

interface Wish {
  readonly source: number;
  readonly to: number;
  /** How much more should go than come back. */
  readonly wanted: number;
  readonly perByte: number;
}

function lookForPair(bench: Workbench, wish: Wish, mine: Shelf, theirs: Shelf, best: Best): void {
  const { source, to, wanted } = wish;
  if (wanted <= 0) return;
  const pair = pairOf(bench.aim, source, to);
  const stride = Math.max(1, Math.floor(theirs.groups.length / returns));
  for (let place = -1; place < theirs.groups.length; place += place < 0 ? 1 : stride) {
    const back = place < 0 ? -1 : int(theirs.groups, place);
    const size = place < 0 ? 0 : float(theirs.sizes, place);
    if (back >= 0 && !mayChange(bench, back, to, source)) continue;
    const middle = placeAbove(mine, size + wanted);
    for (let near = middle - candidates; near < middle + 1; near += 1) {
      if (near >= 0 && near < mine.groups.length) consider(bench, wish, pair, int(mine.groups, near), back, best);
    }
  }
}

function consider(
  bench: Workbench,
  { source, to, perByte }: Wish,
  pair: Pair,
  group: number,
  back: number,
  best: Best,
): void {
  const { aim, state } = bench;
  best.looks += 1;
  if (group === back || !mayChange(bench, group, source, to)) return;
  const leads = int(at(state.replicas, group), 0) === source;
  const leadsBack = back >= 0 && int(at(state.replicas, back), 0) === to;
  let change = changeInPair(aim, state, pair, group, true, leads, back, leadsBack);
  if (-change <= best.gain) return;
  change += perByte * (copiedBy(state, group, source, to) + (back < 0 ? 0 : copiedBy(state, back, to, source)));
  if (-change <= best.gain) return;
  best.gain = -change;
  best.group = group;
  best.back = back;
  best.to = to;
}

function mayChange({ state }: Workbench, group: number, from: number, to: number): boolean {
  return holdsReplica(state, group, from) && !holdsReplica(state, group, to);
}

function make(bench: Workbench, source: number, { group, back, to }: Best): boolean {
  const lead = (of: number, from: number, into: number): number => {
    const leader = int(at(bench.state.replicas, of), 0);
    return leader === from ? into : leader;
  };
  const there = { group, out: source, into: to, lead: lead(group, source, to) };
  if (back < 0) return attempt(bench, [there]) !== null;
  const here = { group: back, out: to, into: source, lead: lead(back, to, source) };
  return (attempt(bench, [there, here]) ?? attempt(bench, [here, there])) !== null;
}
