/** Why servers that end far from the mean stay there: the limit, the cap, or that groups cannot be divided. */
import { at, float, int } from '../../base/cells.js';
import { inPercent, lowerFirst } from '../../base/wording.js';
import type { MeasureBalance, NonMove, PlanOptions } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { differentServers } from '../limits/different-servers.js';
import type { Refused } from '../limits/limit.js';
import { judge } from '../limits/list.js';
import { balanceOf, headroomOf } from '../measure/balance.js';
import { measures, objectiveOf } from '../measure/objectives/list.js';
import { leaderOf, type PlanState, slotOf, type Step } from '../problem/state.js';
import { type Aim, aimOf, changeOf } from '../search/aim.js';

/** Distance from the mean from which a server is worth a sentence. */
const farFromMean = 0.1;

/** Changes of the aim below this are not worth a move: about a thousandth of one measure. */
const worthAMove = 1e-3;

/** Groups looked at for one server; a large cluster has far more than a sentence needs. */
const groupsLookedAt = 2000;

interface Deviation {
  readonly index: number;
  readonly value: number;
  readonly mean: number;
  /** Above 0: over-used; below: under-used. */
  readonly share: number;
}

/**
 * Returns one entry for each server that ends more than 10% above or below the mean of a measure that counts, in the
 * order of the servers. `end` is the state after the plan, its tally what the plan has used.
 */
export function nonMovesOf(after: ClusterTopology, options: PlanOptions, end: PlanState): readonly NonMove[] {
  const aim = aimOf(end, options.objectives);
  const balances = measures.map((measure) => balanceOf(after, measure));
  const indexOf = new Map(end.problem.servers.map(({ serverId }, index) => [serverId, index]));
  return after.servers.flatMap((server): NonMove[] => {
    const index = indexOf.get(server.serverId) ?? -1;
    if (server.status === 'DRAINING') return [];
    const deviation = worstDeviation(aim, index);
    if (deviation === null) return [];
    const standing = standingOf(server.shortName, at(balances, deviation.index), deviation);
    if (server.status !== 'GOOD') {
      const sentence = `${standing}: it is ${server.status} and receives nothing`;
      return [{ serverId: server.serverId, code: 'HEALTH', sentence }];
    }
    return [{ serverId: server.serverId, ...causeOf(after, end, aim, index, deviation, standing, balances) }];
  });
}

function worstDeviation(aim: Aim, server: number): Deviation | null {
  let worst: Deviation | null = null;
  for (const [index, { weight, mean, values }] of aim.measures.entries()) {
    if (weight === 0 || mean === 0) continue;
    const value = float(values, server);
    const share = value / mean - 1;
    if (Math.abs(share) > Math.max(farFromMean, Math.abs(worst?.share ?? 0))) worst = { index, value, mean, share };
  }
  return worst;
}

function standingOf(name: string, { measure, unit }: MeasureBalance, { value, mean, share }: Deviation): string {
  const side = share > 0 ? 'above' : 'below';
  const inWords = (amount: number): string => objectiveOf(measure).inWords(amount, unit);
  return `${name} stays at ${inWords(value)}, ${inPercent(Math.abs(share))} ${side} the mean of ${inWords(mean)}`;
}

function causeOf(
  after: ClusterTopology,
  end: PlanState,
  aim: Aim,
  server: number,
  { index, share }: Deviation,
  standing: string,
  balances: readonly MeasureBalance[],
): Omit<NonMove, 'serverId'> {
  const { best, refusal } = bestChange(end, aim, server, share > 0);
  if (best < -worthAMove && refusal)
    return { code: refusal.limit.code, sentence: `${standing}: ${refusal.sentence()}` };
  if (best < -worthAMove) {
    return { code: 'NOT_WORTH_A_MOVE', sentence: `${standing}: any further change would gain less than it costs` };
  }
  const balance = at(balances, index);
  // A server that leads no data is idle for that reason, whatever measure shows it most.
  const leadsNothing = float(at(aim.measures, measures.indexOf('LOAD')).values, server) === 0;
  const led = leadsNothing || objectiveOf(balance.measure).counts === 'LEADER_ONLY';
  const headroom = headroomOf(after);
  if (led && share < 0 && headroom.serversThatCanHelp === 0) {
    return { code: 'GROUPS_WITH_DATA', sentence: `${standing}: ${lowerFirst(headroom.bindingRule)}` };
  }
  if (balance.gap < 0.001) {
    return {
      code: 'BEST_REACHED',
      sentence: `${standing}, but the fullest server cannot be lower: ${lowerFirst(balance.bindingRule)}`,
    };
  }
  return {
    code: 'GROUPS_INDIVISIBLE',
    sentence: `${standing}: every shard group that could ${share > 0 ? 'leave' : 'come'} would only carry the excess elsewhere, as groups cannot be divided`,
  };
}

/** The best single change that would take from the server, or give to it, and what refuses that change. */
function bestChange(
  end: PlanState,
  aim: Aim,
  server: number,
  gives: boolean,
): { readonly best: number; readonly refusal: Refused | null } {
  let best = 0;
  let refusal: Refused | null = null;
  const consider = (step: Step): void => {
    const change = changeOfStep(end, aim, step);
    if (change >= best) return;
    const verdict = judge(step, end);
    // Two replicas on one server is no way out for anybody; the next candidate says more.
    if (!verdict.isAccepted && verdict.limit === differentServers) return;
    best = change;
    refusal = verdict.isAccepted ? null : verdict;
  };
  const groups = gives ? at(end.held, server) : [...end.replicas.keys()];
  for (const group of groups.slice(0, groupsLookedAt)) {
    const replicas = [...at(end.replicas, group)];
    const others = gives ? [...end.problem.servers.keys()] : replicas;
    for (const other of others) {
      // That a server which leaves is empty and takes nothing explains nothing.
      if (other === server || other < 0 || (gives && at(end.problem.isDraining, other))) continue;
      const [from, to] = gives ? [server, other] : [other, server];
      if (leaderOf(end, group) === from && slotOf(end, group, to) >= 0) {
        consider({ kind: 'LEADERSHIP_TRANSFER', group, from, to });
      } else {
        consider({ kind: leaderOf(end, group) === from ? 'MOVE_LEADER' : 'MOVE_FOLLOWER', group, from, to });
      }
    }
  }
  return { best, refusal };
}

function changeOfStep(end: PlanState, aim: Aim, { kind, group, from, to }: Step): number {
  const leads = int(at(end.replicas, group), 0) === from;
  return end.measures.reduce((sum, { isLeaderOnly, sizes }, index) => {
    const isTouched = isLeaderOnly ? leads : kind !== 'LEADERSHIP_TRANSFER';
    return isTouched ? sum + changeOf(at(aim.measures, index), from, to, float(sizes, group)) : sum;
  }, 0);
}
