/** Why each move is made: what it improves, which rule decided, and what the best other target would have meant. */
import { at, float } from '../../base/cells.js';
import { inBytes, inFigures } from '../../base/wording.js';
import type { MoveReason, ObjectiveGain, PlanOptions, PlanWeights, RejectedAlternative } from '../../model/plan.js';
import { type ClusterTopology, groupSize } from '../../model/topology.js';
import { groupIdOf, nameOf, type Verdict } from '../limits/limit.js';
import { judgePlacement } from '../limits/list.js';
import { measureObjectives, measures, objectiveOf, spreadObjectives } from '../measure/objectives/list.js';
import { maxPerZone } from '../measure/zones.js';
import { ledOf } from '../problem/leader-counts.js';
import { type Relocation, stepsOf } from '../problem/relocation.js';
import { applyStep, leaderOf, type PlanState, slotOf, type Step } from '../problem/state.js';
import { type Aim, aimOf, changeOf } from '../search/aim.js';

/** Changes of the aim below this are rounding. */
const rounding = 1e-9;

export interface Reasoner {
  /** Makes the step in the replayed state and returns its reason. Steps have to come in the order of the plan. */
  explain(step: Step): MoveReason;
}

/** Returns a reasoner that replays a plan from `start` (which it changes); alternatives are judged against `end`. */
export function reasonerFor(
  topology: ClusterTopology,
  options: PlanOptions,
  start: PlanState,
  end: PlanState,
): Reasoner {
  const units = measureObjectives.map((objective) => objective.unitOf(topology));
  const aim = aimOf(end, options.objectives);
  return {
    explain(step) {
      const values = measures.map((_, index) => {
        const { values } = at(start.measures, index);
        return { from: float(values, step.from), to: float(values, step.to), maxBefore: largest(values) };
      });
      const safety = safetyOf(start, step);
      const spread = spreadOf(start, step, options.objectives);
      applyStep(start, step);
      const gains = affected(start, step).map((index): ObjectiveGain => {
        const maxAfter = largest(at(start.measures, index).values);
        const { maxBefore } = at(values, index);
        return { measure: at(measures, index), unit: at(units, index), maxBefore, maxAfter };
      });
      const { code, sentence } =
        drainOf(start, step) ??
        safety ??
        effectOf(start, step, gains, values, units, aim) ??
        spread ??
        arrivalOf(end, step) ??
        makesRoom;
      return {
        code,
        sentence: `${deedOf(start, step)}: ${sentence}`,
        gains,
        ...alternativeTo(end, aim, step, units),
      };
    },
  };
}

interface Ends {
  readonly from: number;
  readonly to: number;
  readonly maxBefore: number;
}

/** Indexes of the measures that the step touches. */
function affected(state: PlanState, { kind, group, to }: Step): readonly number[] {
  return state.measures.flatMap(({ isLeaderOnly, sizes }, index) => {
    const isTouched = isLeaderOnly ? leaderOf(state, group) === to : kind !== 'LEADERSHIP_TRANSFER';
    return isTouched && float(sizes, group) > 0 ? [index] : [];
  });
}

/** The measure that gains most from a step, weighted: its largest value falls or, failing that, two servers even out. */
function effectOf(
  state: PlanState,
  { from, to }: Step,
  gains: readonly ObjectiveGain[],
  values: readonly Ends[],
  units: readonly string[],
  aim: Aim,
): Purpose | null {
  const best = (score: (index: number, gain: ObjectiveGain) => number): ObjectiveGain | null => {
    let found: ObjectiveGain | null = null;
    let most = rounding;
    for (const gain of gains) {
      const index = measures.indexOf(gain.measure);
      const value = score(index, gain) * at(aim.measures, index).weight;
      if (value <= most) continue;
      most = value;
      found = gain;
    }
    return found;
  };
  const say = ({ measure }: ObjectiveGain, value: number): string =>
    objectiveOf(measure).inWords(value, at(units, measures.indexOf(measure)));
  const lowered = best((_, gain) => {
    const { maxBefore, maxAfter } = gain;
    // A reader would take "from 1.36 MB to 1.36 MB" for a mistake: what rounding hides is no reason.
    return say(gain, maxBefore) === say(gain, maxAfter) ? 0 : (maxBefore - maxAfter) / Math.max(maxBefore, 1);
  });
  if (lowered !== null) {
    return {
      code: `LOWERS_MAX_${lowered.measure}`,
      sentence: `the most on one server goes from ${say(lowered, lowered.maxBefore)} to ${say(lowered, lowered.maxAfter)}`,
    };
  }
  const evened = best((index) => (at(values, index).from - at(values, index).to) / Math.max(at(values, index).from, 1));
  if (evened === null) return null;
  const ends = at(values, measures.indexOf(evened.measure));
  return {
    code: `EVENS_OUT_${evened.measure}`,
    sentence: `${nameOf(state, from)} had ${say(evened, ends.from)} and ${nameOf(state, to)} ${say(evened, ends.to)}`,
  };
}

function deedOf(state: PlanState, { kind, group, from, to }: Step): string {
  const documents = inFigures(groupSize(at(state.problem.groups, group)).documents);
  const size = `${inBytes(float(state.problem.groupBytes, group))}, ${documents} documents`;
  const way = `from ${nameOf(state, from)} to ${nameOf(state, to)}`;
  if (kind === 'LEADERSHIP_TRANSFER')
    return `Hands the leadership of ${groupIdOf(state, group)} ${way}, without a copy`;
  const what = kind === 'MOVE_LEADER' ? 'the leader' : 'a follower';
  return `Moves ${what} of ${groupIdOf(state, group)} (${size}) ${way}`;
}

/** The best other target, judged in the finished plan: what if this replica or role had gone there instead? */
function alternativeTo(
  end: PlanState,
  aim: Aim,
  step: Step,
  units: readonly string[],
): Pick<MoveReason, 'bindingRule' | 'rejectedAlternative'> {
  const { group, to } = step;
  const none = { bindingRule: null, rejectedAlternative: null };
  if (slotOf(end, group, to) < 0) return none;
  if (step.kind === 'LEADERSHIP_TRANSFER' && leaderOf(end, group) !== to) return none;
  let best: { other: number; change: number; verdict: Verdict; relocation: Relocation } | null = null;
  const others = step.kind === 'LEADERSHIP_TRANSFER' ? at(end.replicas, group) : end.problem.servers.keys();
  for (const other of others) {
    const relocation = other < 0 ? null : insteadOf(end, step, other);
    if (relocation === null || at(end.problem.isDraining, other)) continue;
    const change = totalChange(end, aim, relocation);
    if (best && change >= best.change) continue;
    const [first] = stepsOf(relocation, end);
    if (!first) continue;
    best = { other, change, verdict: judgePlacement(first, end), relocation };
  }
  if (!best) return none;
  const { other, change, verdict, relocation } = best;
  if (!verdict.isAccepted) {
    const rule = verdict.sentence();
    const isDecisive = change < -rounding;
    return { bindingRule: isDecisive ? rule : null, rejectedAlternative: rejected(end, other, rule) };
  }
  return { bindingRule: null, rejectedAlternative: rejected(end, other, worseBy(end, aim, relocation, change, units)) };
}

function rejected(state: PlanState, other: number, sentence: string): RejectedAlternative {
  return { to: at(state.problem.servers, other).serverId, sentence: `${nameOf(state, other)} instead: ${sentence}` };
}

function insteadOf(end: PlanState, { kind, group, from, to }: Step, other: number): Relocation | null {
  // Staying where it came from is no other target.
  if (other === to || other === from) return null;
  const lead = leaderOf(end, group);
  const holds = slotOf(end, group, other) >= 0;
  if (kind === 'LEADERSHIP_TRANSFER') return holds ? { group, out: -1, into: -1, lead: other } : null;
  if (holds) return null;
  return { group, out: to, into: other, lead: lead === to ? other : lead };
}

function totalChange(end: PlanState, aim: Aim, relocation: Relocation): number {
  let sum = 0;
  for (let index = 0; index < end.measures.length; index += 1) sum += measureChange(end, aim, relocation, index);
  return sum;
}

function measureChange(end: PlanState, aim: Aim, { group, out, into, lead }: Relocation, index: number): number {
  const { isLeaderOnly, sizes } = at(end.measures, index);
  const size = float(sizes, group);
  if (isLeaderOnly) return changeOf(at(aim.measures, index), leaderOf(end, group), lead, size);
  return out < 0 ? 0 : changeOf(at(aim.measures, index), out, into, size);
}

/** What the alternative would cost: the measure whose largest value rises most, or that nothing gets better. */
function worseBy(end: PlanState, aim: Aim, relocation: Relocation, change: number, units: readonly string[]): string {
  if (change < -rounding) return 'it would be about as good, but not better enough to justify a move';
  let worst: { index: number; from: number; to: number; rise: number } | null = null;
  for (const [index, { isLeaderOnly, sizes, values }] of end.measures.entries()) {
    const target = isLeaderOnly ? relocation.lead : relocation.into;
    const isTouched = isLeaderOnly ? leaderOf(end, relocation.group) !== target : target >= 0;
    if (!isTouched || at(aim.measures, index).weight === 0) continue;
    const from = largest(values);
    const to = float(values, target) + float(sizes, relocation.group);
    const rise = from > 0 ? to / from - 1 : 0;
    if (rise > (worst?.rise ?? rounding)) worst = { index, from, to, rise };
  }
  if (!worst) return 'the plan would be less even in the end';
  const say = (value: number): string => at(measureObjectives, worst.index).inWords(value, at(units, worst.index));
  return `the plan would end with ${say(worst.to)} on one server instead of ${say(worst.from)}`;
}

function largest(values: Float64Array): number {
  let max = 0;
  for (let server = 0; server < values.length; server += 1) max = Math.max(max, float(values, server));
  return max;
}

interface Purpose {
  /** Stable and machine readable. */
  readonly code: string;
  /** Goes on after a colon: lower case unless it begins with a name, no full stop. */
  readonly sentence: string;
}

/** What a move is for that gains nothing itself. */
const makesRoom: Purpose = { code: 'MAKES_ROOM', sentence: 'it makes room for other moves of this plan' };

/** Returns the purpose of a copy after which its target takes the leadership over; null for any other. */
function arrivalOf(end: PlanState, { kind, group, to }: Step): Purpose | null {
  if (kind !== 'MOVE_FOLLOWER' || leaderOf(end, group) !== to) return null;
  return {
    code: 'BRINGS_NEXT_LEADER',
    sentence: `${nameOf(end, to)} takes the leadership over afterwards, and a leader has to hold a replica first`,
  };
}

/** Returns the purpose of a step, before it is made, that empties a server; null for any other. */
function drainOf(state: PlanState, { from }: Step): Purpose | null {
  if (!at(state.problem.isDraining, from)) return null;
  return { code: 'DRAINS_SERVER', sentence: `${nameOf(state, from)} is to be removed` };
}

/** Returns the purpose of a step, before it is made, that takes a replica out of a crowded zone; null for any other. */
function safetyOf(state: PlanState, { kind, group, from, to }: Step): Purpose | null {
  const { zoneOf, zoneCount, servers } = state.problem;
  if (zoneOf === null || kind === 'LEADERSHIP_TRANSFER' || zoneOf[from] === zoneOf[to]) return null;
  const replicas = at(state.replicas, group);
  const there = replicas.filter((server) => zoneOf[server] === zoneOf[from]).length;
  if (there <= maxPerZone(replicas.length, zoneCount)) return null;
  const zone = servers[from]?.zone ?? '';
  return {
    code: 'SPREADS_OVER_ZONES',
    sentence: `zone ${zone} held ${there} of the ${replicas.length} replicas of ${groupIdOf(state, group)}`,
  };
}

/**
 * Returns the purpose of a step, before it is made, that spreads the leaders of one class of groups; null for any other.
 * `weights` are those of the plan: what has none is no purpose.
 */
function spreadOf(state: PlanState, { group, from, to }: Step, weights: PlanWeights): Purpose | null {
  if (leaderOf(state, group) !== from) return null;
  for (const [index, objective] of spreadObjectives.entries()) {
    const leaders = state.spreads[index];
    if (!leaders || weights[objective.code] === 0) continue;
    const [ledByFrom, ledByTo] = [ledOf(leaders, group, from), ledOf(leaders, group, to)];
    if (ledByFrom < ledByTo + 2) continue;
    const className = objective.classOf(at(state.problem.groups, group));
    const facts = { className, from: nameOf(state, from), ledByFrom, to: nameOf(state, to), ledByTo };
    return { code: objective.reason.code, sentence: objective.reason.sentence(facts) };
  }
  return null;
}
