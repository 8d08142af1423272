/**
 * Recommendations that follow from the figures of a report: for each the figure, the rule and the action. Each rule looks
 * at a state and says what follows from it, or nothing. Limits are those of the planner and the checks, so a report never
 * asks for what they would not.
 */
import type { Paused } from '../../services/base/turns.js';
import { counted, inBytes, inFigures, inPercent } from '../../services/base/wording.js';
import { capacityFailShare, capacityWarnShare, healthOf, usedBytesByServer } from '../../services/checks/health.js';
import { gapWorthRebalancing } from '../../services/checks/preflight/cluster-checks.js';
import type { RebalancePlan } from '../../services/model/plan.js';
import { type ClusterTopology, groupSize, type TopologyGroup } from '../../services/model/topology.js';
import { balanceOf, headroomOf, mayReceive } from '../../services/planning/measure/balance.js';
import { objectiveOf } from '../../services/planning/measure/objectives/list.js';
import { isLoadMeasured } from '../../services/planning/measure/objectives/load.js';
import { defaultPlanOptions } from '../../services/planning/question/options.js';
import type { Basis, CheckCell } from '../model.js';
import { groupLabels, tenantsByGroup } from './cluster-figures.js';
import type { RunContext } from './context.js';
import {
  healthOperation,
  leastLoadedOperation,
  moreShardsOperation,
  oneMoreServerOperation,
  type Operation,
  simulateRebalanceOperation,
  topologyJsonOperation,
  validateOperation,
} from './operations.js';
import {
  basisValue,
  type DraftCell,
  listed,
  narrative,
  operationCell,
  partOf,
  type ReportPart,
  table,
  text,
  textColumn,
} from './parts.js';

/** What follows from a figure. */
export interface Recommendation {
  /** Stable and machine readable, e.g. `SERVERS_IDLE`. */
  readonly code: string;
  /** What to do: names an operation or a command that exists. */
  readonly action: string;
  /** The figure from which it follows, as a sentence. */
  readonly figure: string;
  readonly basis: Basis;
  /** Why the figure matters. */
  readonly rule: string;
  /** The operation that the action names; null where it is none of GraphQL. */
  readonly operation: Operation | null;
}

/** What recommendations follow from. */
export interface RecommendationFacts {
  /** The cluster as the report leaves it. */
  readonly state: ClusterTopology;
  /** The checks in the report. */
  readonly checks: CheckCell['checks'];
  /** The plan that led to exactly this state; null where none did. */
  readonly plan: RebalancePlan | null;
}

/** Returns what follows from the facts; empty where nothing does. */
type RecommendationRule = (facts: RecommendationFacts) => readonly Recommendation[];

/** Names of servers and collections in a sentence; the others are counted. */
const namesShown = 5;

/** What ArangoDB takes for a collection by default (`--cluster.max-number-of-shards`). */
const maxShards = 1000;

const failedChecks: RecommendationRule = ({ checks }) =>
  checks
    .filter(({ mark }) => mark === 'FAIL')
    .map(({ code, title, evidence, remedy }) => ({
      code,
      action: remedy ?? 'Run the checks again and resolve what they report before anything else is changed',
      figure: evidence === '' ? title : evidence,
      basis: 'MEASURED',
      rule: `A failed check: ${title}`,
      operation: validateOperation,
    }));

/** Findings of the health check that no rule below says better. */
const unhealthy: RecommendationRule = ({ state }) =>
  healthOf(state)
    .findings.filter(
      ({ code, level }) => level !== 'INFO' && !/^(NO_SECOND_COPY|SERVER_FULL|SERVER_FILLING)$/.test(code),
    )
    .map(({ code, message }) => ({
      code,
      action:
        code === 'REPLICAS_SHARE_ZONE'
          ? 'Run simulateRebalance: a plan spreads replicas over the zones first'
          : 'Check the health again, and change nothing before it is GOOD',
      figure: message,
      basis: 'MEASURED',
      rule:
        code === 'REPLICAS_SHARE_ZONE'
          ? 'Losing a zone would lose all copies of these shard groups'
          : 'Moving data now would reduce redundancy that is already low',
      operation: code === 'REPLICAS_SHARE_ZONE' ? simulateRebalanceOperation : healthOperation,
    }));

const noSecondCopy: RecommendationRule = ({ state }) => {
  const single = state.collections.filter(({ replicationFactor }) => replicationFactor < 2);
  // On a single server there is no place for another copy, and nothing to be set.
  if (single.length === 0 || state.deployment === 'ARANGODB_SINGLE_SERVER') return [];
  const prototypes = single.filter(({ distributeShardsLike }) => distributeShardsLike === null);
  const names = some(prototypes.map(({ name }) => name));
  return [
    {
      code: 'NO_SECOND_COPY',
      action:
        state.deployment === 'SIMULATED'
          ? 'Start Shardbook with SHARDBOOK_REPLICATION_FACTOR=2 and another SHARDBOOK_DATA folder'
          : `Set it for ${names}, which the others follow: PUT /_api/collection/<name>/properties with {"replicationFactor": 2}`,
      figure: `${single.length} of ${counted(state.collections.length, 'collection')} ${single.length === 1 ? 'has' : 'have'} replication factor 1`,
      basis: 'MEASURED',
      rule: 'Losing a DB-Server loses data that has no second copy',
      operation: null,
    },
  ];
};

const serversFilling: RecommendationRule = ({ state }) => {
  const used = usedBytesByServer(state);
  const filling = state.servers.flatMap(({ serverId, shortName, capacityBytes }) => {
    const bytes = used.get(serverId) ?? 0n;
    if (capacityBytes === null || Number(bytes) <= capacityWarnShare * Number(capacityBytes)) return [];
    const share = capacityBytes > 0n ? `${inPercent(Number(bytes) / Number(capacityBytes))} full` : 'without room';
    return [`${shortName} is ${share} (${inBytes(bytes)} of ${inBytes(capacityBytes)})`];
  });
  if (filling.length === 0) return [];
  return [
    {
      code: 'SERVERS_FILLING',
      action: 'Run simulateRebalance with addServers to see what one more DB-Server would take over, then add it',
      figure: some(filling),
      basis: state.deployment === 'SIMULATED' ? 'MEASURED' : 'MODELLED',
      rule: `Above ${inPercent(capacityWarnShare)} there is still time to add room; above ${inPercent(capacityFailShare)} a DB-Server may stop taking writes, since RocksDB needs free space to compact`,
      operation: oneMoreServerOperation,
    },
  ];
};

const serversIdle: RecommendationRule = ({ state }) => {
  const withData = groupsWithData(state);
  const leading = new Set(withData.map(({ leader }) => leader));
  const receiving = state.servers.filter(mayReceive);
  const idle = receiving.filter(({ serverId }) => !leading.has(serverId));
  if (withData.length >= receiving.length || idle.length === 0) return [];
  const isFull = withData.length === state.groups.length;
  const more = Math.min(maxShards, Math.max(2 * state.groups.length, receiving.length));
  return [
    {
      code: 'SERVERS_IDLE',
      action: isFull
        ? `Run simulateRebalance with numberOfShards ${more}: it compares with a SmartGraph of more shard groups; one that exists cannot be divided`
        : 'Add tenants before DB-Servers: forecastTenantPlacement with LEAST_LOADED says where one would land',
      figure: `${idle.length} of ${counted(receiving.length, 'DB-Server')} ${idle.length === 1 ? 'leads' : 'lead'} no data: ${some(idle.map(({ shortName }) => shortName))}`,
      basis: 'MEASURED',
      rule: headroomOf(state).bindingRule,
      operation: isFull ? moreShardsOperation(more) : leastLoadedOperation,
    },
  ];
};

const aboveBest: RecommendationRule = ({ state, plan }) => {
  const [worst] = (['BYTES', 'LEADERS', 'LOAD'] as const)
    .map((measure) => balanceOf(state, measure))
    .filter(({ gap }) => gap > gapWorthRebalancing)
    .sort((a, b) => b.gap - a.gap);
  if (!worst) return [];
  const { measure, max, unit, gap, bestReachable, perServer, bindingRule } = worst;
  const inWords = (value: number): string => objectiveOf(measure).inWords(value, unit);
  const figure = `${measure}: the most on one DB-Server is ${inWords(max)}, ${inPercent(gap)} above the best reachable of ${inWords(bestReachable)}`;
  const fullest = perServer.find(({ value }) => value === max)?.serverId;
  const stays = plan?.notMoved.find(({ serverId }) => serverId === fullest)?.sentence;
  return [
    {
      code: 'ABOVE_BEST_REACHABLE',
      action: plan
        ? 'Place the next tenants with LEAST_LOADED: the plan that was carried out found no move worth making'
        : 'Run simulateRebalance, read its moves, then applyRebalance with the id of that plan',
      figure,
      basis: 'MODELLED',
      rule: stays ?? bindingRule,
      operation: plan ? leastLoadedOperation : simulateRebalanceOperation,
    },
  ];
};

/** Tenants that meet in one group cannot be parted by any move: only where the next ones go is still open. */
const crowdedGroup: RecommendationRule = ({ state }) => {
  const withData = groupsWithData(state);
  const documents = withData.reduce((sum, group) => sum + groupSize(group).documents, 0);
  const mean = documents / Math.max(1, state.servers.filter(mayReceive).length);
  const [largest] = [...withData].sort((a, b) => groupSize(b).documents - groupSize(a).documents);
  const tenants = largest ? (tenantsByGroup(state).get(largest.groupId) ?? []) : [];
  if (!largest || tenants.length < 2 || groupSize(largest).documents <= (1 + gapWorthRebalancing) * mean) return [];
  const size = groupSize(largest).documents;
  return [
    {
      code: 'TENANTS_SHARE_LARGEST_GROUP',
      action: 'Add the next tenants with placement LEAST_LOADED; forecastTenantPlacement says where they would land',
      figure: `${some(tenants.map(({ name }) => name))} share shard group ${groupLabels(state).get(largest.groupId) ?? largest.groupId}: ${counted(size, 'document')}, ${inPercent(size / mean - 1)} above what a DB-Server leads on average`,
      basis: 'MEASURED',
      rule: 'A shard group has one leader and cannot be divided: wherever it is, that DB-Server leads the most',
      operation: leastLoadedOperation,
    },
  ];
};

const loadModelled: RecommendationRule = ({ state }) => {
  const withData = groupsWithData(state);
  if (withData.length === 0 || isLoadMeasured(state)) return [];
  const measured = withData.filter(({ measuredLoad }) => measuredLoad !== null).length;
  const weight = defaultPlanOptions().objectives.LOAD;
  return [
    {
      code: 'LOAD_MODELLED',
      action:
        'Write queries per second as measuredLoad into the document of cluster { json }, keep it with importTopology, and give its id to simulateRebalance as snapshotId',
      figure: `${inFigures(measured)} of ${counted(withData.length, 'shard group')} with data ${measured === 1 ? 'has' : 'have'} a measured load`,
      basis: 'MEASURED',
      rule: `Plans even out LOAD with weight ${inFigures(weight)}, and documents stand in for it: a small tenant that is queried much does not show`,
      operation: topologyJsonOperation,
    },
  ];
};

function groupsWithData({ groups }: ClusterTopology): readonly TopologyGroup[] {
  return groups.filter((group) => groupSize(group).documents > 0);
}

function some(names: readonly string[]): string {
  if (names.length <= namesShown) return listed(names);
  return `${names.slice(0, namesShown).join(', ')} and ${inFigures(names.length - namesShown)} others`;
}

/** What is wrong comes first, what could be better after it. */
const recommendationRules: readonly RecommendationRule[] = [
  failedChecks,
  unhealthy,
  noSecondCopy,
  serversFilling,
  serversIdle,
  aboveBest,
  crowdedGroup,
  loadModelled,
];

/**
 * Returns what follows from the facts, the most pressing first; empty where nothing does. Pauses after each rule: one
 * looks at all shard groups.
 */
export function* recommendationsFor(facts: RecommendationFacts): Paused<readonly Recommendation[]> {
  const recommendations: Recommendation[] = [];
  for (const rule of recommendationRules) {
    recommendations.push(...rule(facts));
    yield;
  }
  return recommendations;
}

/** Returns the section; null where nothing follows. */
export function* recommendationsPart(facts: RecommendationFacts | null): Paused<ReportPart | null> {
  const recommendations = facts ? yield* recommendationsFor(facts) : [];
  if (recommendations.length === 0) return null;
  const operations = new Map(
    recommendations.flatMap(({ code, operation }) =>
      operation ? [[JSON.stringify(operation), { code, operation }] as const] : [],
    ),
  );
  return partOf({ id: 'recommendations', title: 'Recommendations', mark: null }, [
    narrative('recommendations-story', [
      'Each recommendation follows from a figure of this report by the rule next to it; where the figures ' +
        'give no reason, there is none.',
    ]),
    recommendationsTable(recommendations),
    ...[...operations.values()].map(({ code, operation }) =>
      operationCell(`recommendations-${code.toLowerCase().replaceAll('_', '-')}`, operation),
    ),
  ]);
}

/** Returns what a run's report knows that recommendations follow from; null where the run kept no state. */
export function runFacts({ first, last, plan, stepOf, run }: RunContext): RecommendationFacts | null {
  const state = last ?? first;
  if (!state) return null;
  const moves = stepOf('SHARD_REBALANCING').facts ?? stepOf('REBALANCE').facts;
  // Where something else moved shards at the same time, the plan says nothing of the state that there is.
  const isPlanned = moves !== null && state === last && moves.predictedFingerprint === moves.reachedFingerprint;
  const probe = run.rebalance?.probe ?? stepOf('SHARD_REBALANCING').facts?.probe;
  const validation = stepOf('VALIDATION').facts;
  const checks = [...(validation?.isolation.checks ?? [])].map(({ status: mark, ...check }) => ({ ...check, mark }));
  const counts = (validation?.integrity ?? []).map(({ title, expected, found, status: mark }) => ({
    code: 'INTEGRITY',
    title,
    mark,
    evidence: `${title}: ${expected} expected, ${found} found`,
    remedy: 'Compare the snapshots of this run with cluster { diff } to see what was lost or added in between',
  }));
  const probes: CheckCell['checks'] =
    probe && probe.failed > 0
      ? [
          {
            code: 'PROBES',
            title: 'Tenants can be queried while shards are moved',
            mark: 'FAIL',
            evidence: `${counted(probe.failed, 'probe')} of ${inFigures(probe.probes)} failed`,
            remedy: 'Rebalance with limits { concurrentMovesPerServer: 1 } and in a quiet period',
          },
        ]
      : [];
  return { state, checks: [...checks, ...counts, ...probes], plan: isPlanned ? plan : null };
}

function recommendationsTable(recommendations: readonly Recommendation[]): DraftCell {
  return table({ id: 'recommendations-table', title: 'What to do next' }, recommendations, [
    textColumn('action', 'Action', ({ code, action }) => text(action, code)),
    textColumn('figure', 'Figure', ({ figure }) => figure),
    textColumn('basis', 'Basis', ({ basis }) => basisValue(basis)),
    textColumn('rule', 'Rule', ({ rule }) => rule),
  ]);
}
