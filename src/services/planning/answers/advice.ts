/** What more servers would do: the guide's server-info, with a plan behind every figure. Nothing is changed by asking. */
import { at } from '../../base/cells.js';
import { counted, inBytes, inPercent, inTime, lowerFirst } from '../../base/wording.js';
import { manualServerSteps } from '../../cluster/manual-steps.js';
import type {
  MeasureOutlook,
  NewServerOutcome,
  ScalingAdvice,
  ScalingLimit,
  ScalingRecommendation,
  ServerStanding,
} from '../../model/advice.js';
import type { Headroom, NewServers, PlanBody } from '../../model/plan.js';
import { type ClusterTopology, type Deployment, groupSize } from '../../model/topology.js';
import { headroomOf, mayReceive } from '../measure/balance.js';
import { measures, objectiveOf } from '../measure/objectives/list.js';
import { standingsOf } from '../measure/standing.js';
import { completeNewServers, defaultPlanOptions } from '../question/options.js';
import { sortedTopology } from '../question/what-if.js';
import { observersInTurn, type PlanningObserver } from '../search/observer.js';
import { planHashOf } from './plan-body.js';
import { planRebalance } from './planner.js';

/** Asked without a count, the answer is about two servers: the step that the guide's demo makes. */
const defaultCount = 2;

/** Advice plans with this seed, so that the same cluster gets the same advice. */
const adviceSeed = 1;

/** What the largest values have to fall by, in sum over the measures, to be worth a server. */
const worthwhileGain = 0.02;

/**
 * Returns what so many more servers would do (2 when left out, 0 to 100). Throws InvalidInputError for a value out of
 * range. `observe` is told how far the two plans are that this takes.
 */
export function adviseScaling(
  topology: ClusterTopology,
  request: Partial<NewServers> = {},
  observe?: PlanningObserver,
): ScalingAdvice {
  const observer = observersInTurn(observe);
  const addServers = completeNewServers(request, defaultCount);
  const options = defaultPlanOptions();
  const now = sortedTopology(topology);
  const alone = planRebalance(now, options, adviceSeed, observer());
  const plan = addServers.count === 0 ? alone : planRebalance(now, { ...options, addServers }, adviceSeed, observer());
  const headroom = headroomOf(now);
  const outlook = outlookOf(alone, plan);
  const recommendation = recommend(outlook, addServers.count, headroom);
  return {
    deployment: now.deployment,
    addServers: addServers.count,
    servers: standingsOf(now),
    headroom,
    plan: {
      planHash: planHashOf(plan),
      moves: plan.summary.moves,
      bytesMoved: plan.summary.bytesMoved,
      estimatedSeconds: plan.summary.estimatedSeconds,
      before: plan.summary.before,
      after: plan.summary.after,
    },
    outlook,
    newServers: newServersOf(now, plan),
    limits: limitsOf(now, headroom),
    recommendation,
    steps: stepsFor(now.deployment, recommendation, addServers, plan),
  };
}

function outlookOf(alone: PlanBody, plan: PlanBody): readonly MeasureOutlook[] {
  return measures.map((measure, index) => {
    const after = at(plan.summary.after, index);
    return {
      measure,
      unit: after.unit,
      maxNow: at(plan.summary.before, index).max,
      maxRebalanced: at(alone.summary.after, index).max,
      maxWithServers: after.max,
      bestReachable: after.bestReachable,
      bindingRule: after.bindingRule,
    };
  });
}

function newServersOf(now: ClusterTopology, plan: PlanBody): readonly NewServerOutcome[] {
  const known = new Set(now.servers.map(({ serverId }) => serverId));
  const why = new Map(plan.notMoved.map(({ serverId, sentence }) => [serverId, sentence]));
  const leadRule = headroomOf(plan.after).bindingRule;
  return standingsOf(plan.after).flatMap((standing: ServerStanding): NewServerOutcome[] => {
    const { serverId, shortName, bytes, leaders, leadersWithData } = standing;
    if (known.has(serverId)) return [];
    const whyIdle = leadersWithData > 0 ? null : (why.get(serverId) ?? leadRule);
    return [{ serverId, shortName, bytes, leaders, leadersWithData, whyIdle }];
  });
}

function limitsOf(topology: ClusterTopology, headroom: Headroom): readonly ScalingLimit[] {
  const withData = topology.groups.filter((group) => groupSize(group).documents > 0).length;
  const groups = topology.groups.length;
  const limits: ScalingLimit[] = [{ code: 'GROUPS_WITH_DATA', sentence: headroom.bindingRule }];
  limits.push({
    code: 'NUMBER_OF_SHARDS',
    sentence: `${counted(groups, 'shard group')} in all: numberOfShards is fixed when a SmartGraph is created, and a group cannot be divided`,
  });
  limits.push({
    code: 'TENANTS',
    sentence: `${counted(topology.tenants.length, 'tenant')} in ${counted(withData, 'group')}: all documents of one tenant stay in one group`,
  });
  const unhealthy = topology.servers.filter((server) => !mayReceive(server));
  if (unhealthy.length > 0) {
    const names = unhealthy.map(({ shortName, status }) => `${shortName} (${status})`).join(', ');
    limits.push({ code: 'HEALTH', sentence: `${names} may receive nothing` });
  }
  return limits;
}

function recommend(outlook: readonly MeasureOutlook[], asked: number, headroom: Headroom): ScalingRecommendation {
  const gainBy = (value: (one: MeasureOutlook) => readonly [number, number]): number =>
    outlook.reduce((sum, one) => {
      const [before, after] = value(one);
      return sum + (before > 0 ? 1 - after / before : 0);
    }, 0);
  const byRebalance = gainBy(({ maxNow, maxRebalanced }) => [maxNow, maxRebalanced]);
  const byServers = gainBy(({ maxRebalanced, maxWithServers }) => [maxRebalanced, maxWithServers]);
  const effect = effectOf(outlook);
  if (asked === 0 || byServers <= worthwhileGain) {
    if (byRebalance > worthwhileGain) {
      const sentence = `Rebalance first: over the servers there are, ${rebalanceEffect(outlook)}; ${asked === 0 ? 'no server was asked for' : `adding ${counted(asked, 'server')} would gain no more`}`;
      return { verdict: 'REBALANCE_FIRST', serversWorthAdding: 0, sentence };
    }
    const sentence = `Nothing to gain from ${counted(asked, 'more server')}: ${lowerFirst(headroom.bindingRule)}`;
    return { verdict: 'NO_GAIN', serversWorthAdding: 0, sentence };
  }
  const helping = Math.min(asked, headroom.serversThatCanHelp);
  if (helping < asked) {
    const sentence = `Of ${counted(asked, 'new server')} ${helping} can lead something that nobody else has to give up: ${lowerFirst(headroom.bindingRule)}. With all of them, ${effect}`;
    return { verdict: 'ADD_FEWER', serversWorthAdding: helping, sentence };
  }
  const sentence = `Add ${counted(asked, 'server')} and rebalance: ${effect}`;
  return { verdict: 'ADD_SERVERS', serversWorthAdding: asked, sentence };
}

function effectOf(outlook: readonly MeasureOutlook[]): string {
  return changesIn(outlook, ({ maxWithServers }) => maxWithServers);
}

function rebalanceEffect(outlook: readonly MeasureOutlook[]): string {
  return changesIn(outlook, ({ maxRebalanced }) => maxRebalanced);
}

function changesIn(outlook: readonly MeasureOutlook[], after: (one: MeasureOutlook) => number): string {
  const changes = outlook.flatMap((one) => {
    const value = after(one);
    const { isLeftOutOfSentences, inWords } = objectiveOf(one.measure);
    if (isLeftOutOfSentences || value >= one.maxNow) return [];
    const share = inPercent(1 - value / one.maxNow);
    return [`${inWords(one.maxNow, one.unit)} to ${inWords(value, one.unit)} (-${share})`];
  });
  return changes.length === 0
    ? 'the most on one server stays as it is'
    : `the most on one server goes from ${changes.join(', ')}`;
}

function stepsFor(
  deployment: Deployment,
  { serversWorthAdding, verdict }: ScalingRecommendation,
  { count, capacityBytes, zone }: NewServers,
  plan: PlanBody,
): readonly string[] {
  if (deployment === 'ARANGODB_SINGLE_SERVER') return manualServerSteps(0, deployment);
  const { moves, bytesMoved, estimatedSeconds } = plan.summary;
  const figures = `${counted(moves, 'move')}, ${inBytes(bytesMoved)}, about ${inTime(estimatedSeconds)} (modelled)`;
  const rebalance = [
    `Run simulateRebalance(input: {}) and read its moves, waves and reasons: ${figures}`,
    deployment === 'SIMULATED'
      ? 'Run applyRebalance with the planId of that plan, and follow the run with runProgress: probes query the tenants meanwhile'
      : 'Give the moves to POST /_admin/cluster/rebalance/execute, wave by wave',
    'Run takeSnapshot again, then generateReport with the ids of both snapshots',
  ];
  if (verdict === 'NO_GAIN') return ['Leave the cluster as it is'];
  const snapshot = 'Run takeSnapshot(input: {}), so that before and after can be compared';
  if (verdict === 'REBALANCE_FIRST') return [snapshot, ...rebalance];
  const number = serversWorthAdding > 0 ? serversWorthAdding : count;
  if (deployment === 'ARANGODB_CLUSTER') return [...manualServerSteps(number), ...rebalance.slice(1)];
  const capacity = capacityBytes === null ? '' : `, capacityBytes: "${capacityBytes}"`;
  const place = zone === null ? '' : `, zone: ${JSON.stringify(zone)}`;
  return [snapshot, `Run addSimulatedServers(input: { count: ${number}${capacity}${place} })`, ...rebalance];
}
