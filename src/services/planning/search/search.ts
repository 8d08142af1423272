/**
 * The search, once servers that are to be removed are empty. Replicas are poured from full to empty servers and
 * leaderships handed over; a small problem is searched change by change instead, shaken and searched again, because the
 * first place without a way down need not be the lowest.
 */
import { at, float, int } from '../../base/cells.js';
import type { Random } from '../../base/random.js';
import { shortestSteps } from '../problem/relocation.js';
import { reversed } from '../problem/state.js';
import { fillOf, holdCeilings, isWithinCeilings, largestValues, pressureOf } from './aim.js';
import { worthOf } from './change.js';
import { takeBestOfAll } from './enumeration.js';
import { exchangeReplicas } from './exchange.js';
import { evenLeaders } from './leadership.js';
import { improveBy, improveBySwap, type Width } from './neighbourhood.js';
import { spreadLeaders } from './spreading.js';
import { pour } from './transport.js';
import { attempt, attemptSteps, goBackTo, receivers, type Workbench } from './workbench.js';
import { spreadOverZones } from './zone-repair.js';

/** Groups times servers up to which every change and several restarts are tried: the whole search stays within 50 ms. */
const smallProblem = 400;

/** Groups times servers up to which every target and every role is tried. */
const mediumProblem = 30_000;

/** Targets that are tried for a group of a large problem: the emptiest servers are nearly always the best. */
const fewTargets = 4;

/** Mean distance from the bounds that deserves a search among all changes once leaders and replicas are even. */
const muchLeft = 0.05;

/** What a measure's largest value may rise by, as a share of its mean, to spare a group its moves. */
const noticeable = 2e-4;

/** Differences below this are rounding. */
const leastGain = 1e-8;

/** What a round over all servers of a larger problem has to gain, as a share of the aim's weight, to deserve another. */
const leastRoundGain = 1e-3;

/** Groups of each of two servers that may change places in a larger problem: 12 by 12 are tried in a tenth of a ms. */
const fewSwaps = 12;

/** How often a small problem is shaken: the smaller, the less each time costs, and the more a single bad start weighs. */
const restarts = { least: 24, most: 200, shares: 6000 };

/** Where the measures stand and could stand, one number each, in the order of `measures`. */
export interface Marks {
  /** Largest values at the start of the plan. */
  readonly ceilings: readonly number[];
  /** Lower bounds of the largest values: who reaches them all is done. */
  readonly bounds: readonly number[];
}

/**
 * Lowers the aim as far as the budget and the limits allow. No measure's largest value ends above its ceiling or, where
 * draining servers raised it further, above where it is now.
 */
export function improve(bench: Workbench, { ceilings, bounds }: Marks, random: Random): void {
  holdCeilings(bench.aim, ceilings);
  spreadOverZones(bench);
  if (sizeOf(bench) > smallProblem) {
    pour(bench);
    exchangeReplicas(bench);
    spreadLeaders(bench);
    evenLeaders(bench);
    if (isMuchLeft(bench, bounds)) descend(bench);
  } else {
    descend(bench);
    shake(bench, bounds, random);
  }
  // Even servers may have room for what would have raised the fullest one before.
  spreadOverZones(bench);
  sendHome(bench);
  if (sizeOf(bench) <= smallProblem) takeBestOfAll(bench);
}

/** Whether the measures are still so far above their bounds, weighted, that a search among all changes may pay. */
function isMuchLeft({ aim }: Workbench, bounds: readonly number[]): boolean {
  const left = aim.measures.reduce((sum, { weight, max }, index) => {
    const bound = at(bounds, index);
    return bound > 0 ? sum + weight * (max / bound - 1) : sum;
  }, 0);
  return left > muchLeft * aim.totalWeight;
}

function sizeOf({ state }: Workbench): number {
  return state.replicas.length * state.problem.servers.length;
}

/** Takes the best change of the fullest server, again and again, until no server has one left. */
function descend(bench: Workbench): void {
  const size = sizeOf(bench);
  const { servers } = bench.state.problem;
  const isExhausted = servers.map(() => false);
  const least = size <= smallProblem ? leastGain : leastRoundGain * bench.aim.totalWeight;
  let worth = Infinity;
  let width = widthFor(bench, size);
  while (bench.budget > 0) {
    const source = fullest(bench, isExhausted);
    if (source === null) {
      // Changes elsewhere may have opened a way for a server that had none: one more round, while rounds pay.
      const now = worthOf(bench);
      if (worth - now < least) return;
      worth = now;
      isExhausted.fill(false);
      continue;
    }
    const steps = improveBy(bench, source, width) ?? improveBySwap(bench, source, width);
    if (steps === null) {
      isExhausted[source] = true;
      continue;
    }
    width = widthFor(bench, size);
    for (const { from, to } of steps) {
      isExhausted[from] = false;
      isExhausted[to] = false;
    }
  }
}

function fullest({ aim, state }: Workbench, isExhausted: readonly boolean[]): number | null {
  let best: number | null = null;
  let most = 1e-9;
  for (let server = 0; server < isExhausted.length; server += 1) {
    if (at(isExhausted, server) || at(state.held, server).length === 0) continue;
    const pressure = pressureOf(aim, server);
    if (pressure <= most) continue;
    best = server;
    most = pressure;
  }
  return best;
}

function widthFor(bench: Workbench, size: number): Width {
  const targets = receivers(bench.state);
  const fills = Float64Array.from(bench.state.used, (_, server) => fillOf(bench.aim, server));
  targets.sort((a, b) => float(fills, a) - float(fills, b) || a - b);
  if (size <= smallProblem) return { targets, allLeaders: true, swaps: Infinity };
  const isMedium = size <= mediumProblem;
  const most = isMedium ? 2 * fewTargets : fewTargets;
  // A copy often has to stay within its zone, so the emptiest server of each zone is among the targets.
  const { zoneOf } = bench.state.problem;
  const seen = new Map<number, number>();
  const near = targets.filter((server, place) => {
    const zone = zoneOf?.[server] ?? 0;
    seen.set(zone, (seen.get(zone) ?? 0) + 1);
    return place < most || (zoneOf !== null && (seen.get(zone) ?? 0) <= fewTargets / 2);
  });
  return { targets: near, allLeaders: isMedium, swaps: fewSwaps };
}

/** Makes a few random changes and descends again; keeps the result when it is better, else goes back. */
function shake(bench: Workbench, bounds: readonly number[], random: Random): void {
  const rounds = Math.max(restarts.least, Math.min(restarts.most, Math.ceil(restarts.shares / sizeOf(bench))));
  for (let round = 0; round < rounds && bench.budget > 0; round += 1) {
    if (isProved(bench, bounds)) return;
    const mark = bench.journal.length;
    const worth = worthOf(bench);
    const groups = bench.state.replicas.length;
    const targets = receivers(bench.state);
    if (groups === 0 || targets.length === 0) return;
    for (let kick = 0; kick < 3; kick += 1) {
      const group = random.seed() % groups;
      const replicas = at(bench.state.replicas, group);
      const out = int(replicas, random.seed() % replicas.length);
      const into = at(targets, random.seed() % targets.length);
      const lead = out === int(replicas, 0) || random.seed() % 2 === 0 ? into : int(replicas, 0);
      if (replicas.includes(into)) attempt(bench, [{ group, out: -1, into: -1, lead: into }]);
      else attempt(bench, [{ group, out, into, lead }]);
    }
    descend(bench);
    if (worthOf(bench) >= worth - leastGain || !isWithinCeilings(bench.aim)) goBackTo(bench, mark);
  }
}

/** Whether every measure that counts is at its lower bound, so that no plan can do better. */
function isProved({ aim }: Workbench, bounds: readonly number[]): boolean {
  if (aim.spreads.some(({ leaders }) => leaders.crowding.some((beyond) => beyond > 0))) return false;
  return largestValues(aim).every(
    (value, index) => at(aim.measures, index).weight === 0 || value <= at(bounds, index) * (1 + leastGain),
  );
}

/** Puts groups back where they were at the start wherever that costs less than it saves, most bytes first. */
function sendHome(bench: Workbench): void {
  const changed = [...bench.movesOf.entries()].flatMap(([group, moves]) => (moves > 0 ? [group] : []));
  changed.sort((a, b) => float(bench.bytesOf, b) - float(bench.bytesOf, a) || a - b);
  for (const group of changed) {
    const mark = bench.journal.length;
    const worth = worthOf(bench);
    const most = largestValues(bench.aim);
    const way = shortestSteps(bench.state, group) ?? [];
    const made = attemptSteps(bench, [...way].reverse().map(reversed));
    if (made === null) continue;
    const isHigher = bench.aim.measures.some(
      ({ weight, mean, max }, index) => weight > 0 && max > at(most, index) + noticeable * mean,
    );
    if (isHigher || worthOf(bench) > worth || !isWithinCeilings(bench.aim)) goBackTo(bench, mark);
  }
}
