/**
 * Pours what is above the level into what is below it. Every copy goes from a server with too much to one with too
 * little and none overshoots, so that no more is copied than balance takes.
 */
import { at, float, int } from '../../base/cells.js';
import { measureObjectives, measures } from '../measure/objectives/list.js';
import { placeAbove, type Shelf, shelvesOf } from '../problem/inventory.js';
import { holdsReplica, type PlanState } from '../problem/state.js';
import { attemptBest, waysBetween } from './change.js';
import { levelsFor } from './levels.js';
import type { Workbench } from './workbench.js';

/** Distance from the level, relative, below which a server is even. */
const even = 1e-4;

/** Groups of about the size that is wanted whose effect is compared. */
const candidates = 12;

/** Rounding error that sums of 64-bit floats may carry, relative. */
const rounding = 1e-9;

/** The part of the search that pours one measure. */
interface Pour {
  readonly bench: Workbench;
  readonly levels: Float64Array;
  readonly values: Float64Array;
  readonly sizes: Float64Array;
  readonly shelves: readonly Shelf[];
  /** Leaders that a server needs for its share, 0 where leaders do not count. */
  readonly leadersEach: number;
  readonly replicasPerGroup: number;
  /** One flag per pair, source by source: 1 where nothing fits any more. */
  readonly isExhausted: Uint8Array;
}

/** Moves replicas until every server is at its level as far as whole groups, the budget and the limits allow. */
export function pour(bench: Workbench): void {
  const work = pourFor(bench);
  if (work === null) return;
  const { values, levels } = work;
  const isDone = new Uint8Array(values.length);
  while (bench.budget > 0) {
    const target = neediest(work, isDone);
    if (target < 0) return;
    if (!giveTo(work, target)) isDone[target] = 1;
    else if (float(levels, target) - float(values, target) < even * float(levels, target)) isDone[target] = 1;
  }
}

/** Returns the index of the measure with the greatest weight of which every replica counts; -1 when none counts. */
export function pouredMeasure({ aim }: Workbench): number {
  let measure = -1;
  for (const [index, { counts }] of measureObjectives.entries()) {
    const { weight } = at(aim.measures, index);
    if (counts === 'EVERY_REPLICA' && weight > (measure < 0 ? 0 : at(aim.measures, measure).weight)) measure = index;
  }
  return measure;
}

function pourFor(bench: Workbench): Pour | null {
  const { state, aim } = bench;
  const measure = pouredMeasure(bench);
  if (measure < 0) return null;
  const { sizes, values } = at(state.measures, measure);
  const leaders = at(aim.measures, measures.indexOf('LEADERS'));
  const replicas = state.replicas.reduce((sum, { length }) => sum + length, 0);
  return {
    bench,
    levels: levelsFor(state, measure),
    values,
    sizes,
    shelves: shelvesOf(state, sizes),
    leadersEach: leaders.weight > 0 ? leaders.mean : 0,
    replicasPerGroup: replicas / Math.max(1, state.replicas.length),
    isExhausted: new Uint8Array(values.length * values.length),
  };
}

function neediest({ bench, levels, values }: Pour, isDone: Uint8Array): number {
  const { receives } = bench.state.problem;
  let best = -1;
  let most = 0;
  for (let server = 0; server < values.length; server += 1) {
    const lack = float(levels, server) - float(values, server);
    if (lack <= most || isDone[server] === 1 || !at(receives, server)) continue;
    most = lack;
    best = server;
  }
  return best;
}

/** Moves one group to the target, from the server that has most to give and a group that fits. */
function giveTo(work: Pour, target: number): boolean {
  const { values, levels, isExhausted } = work;
  const servers = values.length;
  for (;;) {
    let source = -1;
    let most = 0;
    for (let server = 0; server < servers; server += 1) {
      const excess = float(values, server) - float(levels, server);
      if (excess <= most || isExhausted[server * servers + target] === 1) continue;
      most = excess;
      source = server;
    }
    if (source < 0 || most < even * float(levels, target)) return false;
    if (move(work, source, target)) return true;
    isExhausted[source * servers + target] = 1;
  }
}

function move(work: Pour, source: number, target: number): boolean {
  const { bench, values, levels } = work;
  const lack = float(levels, target) - float(values, target);
  const most = Math.min(float(values, source) - float(levels, source), lack) * (1 + rounding);
  const wish = Math.min(most, wished(work, target, lack));
  const fresh = fitting(work, source, target, wish, most, true);
  const found = fresh.length > 0 ? fresh : fitting(work, source, target, wish, most, false);
  const ways = found.flatMap((group) => waysBetween(bench.state, group, source, target));
  return attemptBest(bench, ways);
}

/**
 * The size that brings the target its bytes and enough groups to lead its share: half of what it holds may be followers
 * of others. Larger groups first would leave it with few, and the leaders of many small ones elsewhere.
 */
function wished({ bench, leadersEach, replicasPerGroup }: Pour, target: number, lack: number): number {
  const wanted = leadersEach * ((1 + replicasPerGroup) / 2) - at(bench.state.held, target).length;
  return lack / Math.max(1, wanted);
}

/**
 * Groups of the source that the target could take, those of about the wished size first, none above `most`. `isFresh`:
 * none that moves already, as a group with two replicas on new servers gives only one of them something to lead.
 */
function fitting(
  { bench, shelves }: Pour,
  source: number,
  target: number,
  wish: number,
  most: number,
  isFresh: boolean,
): number[] {
  const { state } = bench;
  const shelf = at(shelves, source);
  const found: number[] = [];
  const accept = (place: number): void => {
    const group = int(shelf.groups, place);
    if (isFresh && int(bench.movesOf, group) > 0) return;
    if (
      holdsReplica(state, group, source) &&
      !holdsReplica(state, group, target) &&
      fitsZone(state, group, source, target)
    )
      found.push(group);
  };
  let below = placeAbove(shelf, wish) - 1;
  let above = below + 1;
  const end = placeAbove(shelf, most);
  while (found.length < candidates && (below >= 0 || above < end)) {
    if (below >= 0) accept(below--);
    if (above < end) accept(above++);
  }
  return found;
}

/** A cheap look ahead at what the limit on zones will say. */
function fitsZone({ problem, replicas }: PlanState, group: number, source: number, target: number): boolean {
  const { zoneOf, zoneCount } = problem;
  if (zoneOf === null || zoneOf[source] === zoneOf[target]) return true;
  let there = 0;
  const holders = at(replicas, group);
  for (const server of holders) if (zoneOf[server] === zoneOf[target]) there += 1;
  return there < Math.ceil(holders.length / zoneCount);
}
