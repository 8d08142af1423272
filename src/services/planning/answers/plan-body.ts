/** Puts a plan together: its moves with their reasons, waves with their times, figures, the way back, and the hash that names it. */
import { canonicalJson, sha256 } from '../../base/canonical.js';
import { at } from '../../base/cells.js';
import { grouped } from '../../base/lists.js';
import { fingerprint } from '../../model/fingerprint.js';
import { moveGroup } from '../../model/placement.js';
import type { Move, MoveWave, NonMove, PlanBody, PlanOptions } from '../../model/plan.js';
import { type ClusterTopology, groupSize } from '../../model/topology.js';
import { summaryOf } from '../explain/figures.js';
import { reasonerFor } from '../explain/reasons.js';
import { initialState } from '../problem/state.js';
import type { Schedule } from '../schedule/schedule.js';

/** What a plan starts from and was asked for. */
export interface PlanStart {
  /** The cluster as it was given. */
  readonly topology: ClusterTopology;
  /** The same, sorted, with imagined servers and servers to be drained. */
  readonly before: ClusterTopology;
  readonly options: PlanOptions;
  readonly seed: number;
}

/** Returns the plan of moves that are in the order of their waves; `notMovedIn` is asked about the state they end in. */
export function planBodyOf(
  { topology, before, options, seed }: PlanStart,
  moves: readonly Move[],
  notMovedIn: (after: ClusterTopology) => readonly NonMove[],
): PlanBody {
  const waves = wavesOf(moves, options);
  const after = topologyAfter(before, moves);
  return {
    options,
    seed,
    baseFingerprint: fingerprint(topology),
    before,
    after,
    moves,
    waves,
    summary: summaryOf(before, after, moves, waves),
    notMoved: notMovedIn(after),
    inverse: inverseOf(moves),
  };
}

/** Returns the plan's name: the sha-256 of the body's canonical JSON. What else an object carries beside is left out. */
export function planHashOf(body: PlanBody): string {
  const { options, seed, baseFingerprint, before, after, moves, waves, summary, notMoved, inverse } = body;
  // The type sees to it that no part of a body is forgotten here.
  const whole: Required<PlanBody> = {
    ...{ options, seed, baseFingerprint, before, after },
    ...{ moves, waves, summary, notMoved, inverse },
  };
  return sha256(canonicalJson(whole));
}

/**
 * What a change of roles takes, in seconds, added to each copy and each transfer: the Agency's supervision looks once a
 * second by default (`--agency.supervision-frequency`).
 */
const handoverSeconds = 1;

/** Returns the moves of a schedule, in the order in which they are to be made. */
export function movesOf(before: ClusterTopology, options: PlanOptions, schedule: Schedule): readonly Move[] {
  const problem = schedule.end.problem;
  const reasoner = reasonerFor(before, options, initialState(problem), schedule.end);
  const tenants = grouped(before.tenants, ({ groupId }) => groupId);
  return schedule.steps.map((step, index): Move => {
    const group = at(before.groups, step.group);
    const isCopy = step.kind !== 'LEADERSHIP_TRANSFER';
    const { bytes, documents } = isCopy ? groupSize(group) : { bytes: 0n, documents: 0 };
    return {
      index,
      wave: step.wave,
      kind: step.kind,
      groupId: group.groupId,
      from: at(problem.servers, step.from).serverId,
      to: at(problem.servers, step.to).serverId,
      bytes,
      documents,
      estimatedSeconds: secondsFor(bytes, options),
      tenantKeys: (tenants.get(group.groupId) ?? []).map(({ key }) => key),
      reason: reasoner.explain(step),
    };
  });
}

/** Returns the waves of some moves; a wave takes as long as its busiest server sends or receives. */
export function wavesOf(moves: readonly Move[], options: PlanOptions): readonly MoveWave[] {
  return [...grouped(moves, ({ wave }) => wave)].map(([index, inWave]) => {
    const sent = new Map<string, bigint>();
    const received = new Map<string, bigint>();
    let bytes = 0n;
    for (const move of inWave) {
      bytes += move.bytes;
      sent.set(move.from, (sent.get(move.from) ?? 0n) + move.bytes);
      received.set(move.to, (received.get(move.to) ?? 0n) + move.bytes);
    }
    const busiest = [...sent.values(), ...received.values()].reduce((most, value) => (value > most ? value : most), 0n);
    return { index, moves: inWave.map((move) => move.index), bytes, estimatedSeconds: secondsFor(busiest, options) };
  });
}

/** Returns the moves that lead back, in order: the last one first, each the other way round. */
export function inverseOf(moves: readonly Move[]): readonly Move[] {
  const lastWave = moves.at(-1)?.wave ?? 0;
  return [...moves].reverse().map((move, index) => ({
    ...move,
    index,
    wave: lastWave - move.wave,
    from: move.to,
    to: move.from,
    reason: {
      code: 'UNDOES_MOVE',
      sentence: `Undoes move ${move.index + 1} of the plan`,
      gains: move.reason.gains.map((gain) => ({ ...gain, maxBefore: gain.maxAfter, maxAfter: gain.maxBefore })),
      bindingRule: null,
      rejectedAlternative: null,
    },
  }));
}

/** Returns the topology after all moves; group by group, so that a long plan costs no more than its moves. */
export function topologyAfter(before: ClusterTopology, moves: readonly Move[]): ClusterTopology {
  const byGroup = grouped(moves, ({ groupId }) => groupId);
  const groups = before.groups.map((group) =>
    (byGroup.get(group.groupId) ?? []).reduce((moved, move) => moveGroup(moved, before.servers, move), group),
  );
  return { ...before, groups };
}

function secondsFor(bytes: bigint, { limits }: PlanOptions): number {
  const seconds = handoverSeconds + Number(bytes) / limits.bandwidthBytesPerSecond;
  return Math.round(seconds * 1000) / 1000;
}
