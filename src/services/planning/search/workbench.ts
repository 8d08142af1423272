/** The search's grip on the state: tries a change against every limit, makes it, takes it back, counts what it costs. */
import { float, int } from '../../base/cells.js';
import { judgePlacement } from '../limits/list.js';
import { type Relocation, shortestSteps, stepsOf } from '../problem/relocation.js';
import { applyStep, heldAtStart, type PlanState, reversed, type Step } from '../problem/state.js';
import { type Aim, refresh } from './aim.js';

export interface Workbench {
  readonly state: PlanState;
  readonly aim: Aim;
  /** Candidates that may still be looked at. */
  budget: number;
  /** Moves that each group needs from its place at the start, and bytes that they copy. */
  readonly movesOf: Int32Array;
  readonly bytesOf: Float64Array;
  /** Every step that was made and not taken back, in order. */
  readonly journal: Step[];
}

/** Returns a workbench for a state that has not been changed yet; tells `onEvaluated` of candidates as they are counted. */
export function workbenchFor(
  state: PlanState,
  aim: Aim,
  budget: number,
  onEvaluated: (candidates: number) => void,
): Workbench {
  const groups = state.replicas.length;
  let left = budget;
  return {
    state,
    aim,
    get budget() {
      return left;
    },
    set budget(now) {
      onEvaluated(left - now);
      left = now;
    },
    movesOf: new Int32Array(groups),
    bytesOf: new Float64Array(groups),
    journal: [],
  };
}

/**
 * Makes the relocations one after the other if every step keeps every limit and the merged plan keeps the caps; returns
 * the steps made, or null with nothing changed.
 */
export function attempt(bench: Workbench, relocations: readonly Relocation[]): readonly Step[] | null {
  const made: Step[] = [];
  const fits = relocations.every((relocation) =>
    stepsOf(relocation, bench.state).every((step) => makeStep(bench, step, made)),
  );
  return settle(bench, made, fits);
}

/** Makes the steps in order, under the same conditions as `attempt`. */
export function attemptSteps(bench: Workbench, steps: readonly Step[]): readonly Step[] | null {
  const made: Step[] = [];
  const fits = steps.every((step) => makeStep(bench, step, made));
  return settle(bench, made, fits);
}

/** Takes back everything that was made since the journal had this length. */
export function goBackTo(bench: Workbench, length: number): void {
  const steps = bench.journal.splice(length);
  undo(bench.state, steps);
  recount(bench, new Set(steps.map(({ group }) => group)));
  refresh(bench.aim);
}

function makeStep({ state }: Workbench, step: Step, made: Step[]): boolean {
  if (!judgePlacement(step, state).isAccepted) return false;
  applyStep(state, step);
  made.push(step);
  return true;
}

function settle(bench: Workbench, made: readonly Step[], fits: boolean): readonly Step[] | null {
  if (fits && recount(bench, new Set(made.map(({ group }) => group)))) {
    bench.journal.push(...made);
    refresh(bench.aim);
    return made;
  }
  undo(bench.state, made);
  return null;
}

/** Returns the servers that may be given something, by index. */
export function receivers({ problem }: PlanState): number[] {
  const found: number[] = [];
  for (const [server, receives] of problem.receives.entries()) if (receives) found.push(server);
  return found;
}

/** Returns what a relocation adds to the bytes that the merged plan copies; below 0 when a replica goes home. */
export function copiedBy(state: PlanState, group: number, out: number, into: number): number {
  if (out < 0) return 0;
  const away = heldAtStart(state.problem, group, out) ? 0 : 1;
  const there = heldAtStart(state.problem, group, into) ? 0 : 1;
  return (there - away) * float(state.problem.groupBytes, group);
}

/**
 * Returns whether relocations would surely pass a cap, without making them. Once a cap is reached it refuses nearly all
 * that the search would like to do, so this is asked first.
 */
export function passesCap({ state, movesOf }: Workbench, relocations: readonly Relocation[]): boolean {
  const { maximumNumberOfMoves, maxBytesMoved } = state.problem.limits;
  const { moves, bytes } = state.tally;
  if (moves >= maximumNumberOfMoves && relocations.every(({ group }) => int(movesOf, group) === 0)) return true;
  if (maxBytesMoved === null) return false;
  const more = relocations.reduce((sum, { group, out, into }) => sum + copiedBy(state, group, out, into), 0);
  return more > 0 && bytes + more > Number(maxBytesMoved);
}

function undo(state: PlanState, steps: readonly Step[]): void {
  for (const step of [...steps].reverse()) applyStep(state, reversed(step));
}

/** Counts the groups' shortest steps again; false, with nothing counted, when there is no way or a cap is passed. */
function recount(bench: Workbench, groups: ReadonlySet<number>): boolean {
  const { state, movesOf, bytesOf } = bench;
  const { limits, groupBytes } = state.problem;
  let moves = state.tally.moves;
  let bytes = state.tally.bytes;
  const counts: { group: number; moves: number; bytes: number }[] = [];
  for (const group of groups) {
    const steps = shortestSteps(state, group);
    if (steps === null) return false;
    const copies = steps.filter(({ kind }) => kind !== 'LEADERSHIP_TRANSFER').length;
    const count = { group, moves: steps.length, bytes: copies * float(groupBytes, group) };
    counts.push(count);
    moves += count.moves - (movesOf[group] ?? 0);
    bytes += count.bytes - float(bytesOf, group);
  }
  const maxBytes = limits.maxBytesMoved === null ? Infinity : Number(limits.maxBytesMoved);
  const isMore = moves > state.tally.moves || bytes > state.tally.bytes;
  if (isMore && (moves > limits.maximumNumberOfMoves || bytes > maxBytes)) return false;
  for (const count of counts) {
    movesOf[count.group] = count.moves;
    bytesOf[count.group] = count.bytes;
  }
  state.tally.moves = moves;
  state.tally.bytes = bytes;
  return true;
}
