/** What a plan imagines, in sentences, and what therefore stands in the way of applying it. */
import { counted, inBytes, inFigures } from '../../base/wording.js';
import { documentsOfTenant } from '../../model/asset.js';
import type {
  Growth,
  ImaginedPart,
  MeasureBalance,
  PlanBody,
  PlanObstacle,
  PlanOptions,
  WhatIf,
} from '../../model/plan.js';
import type { ClusterTopology, TopologyServer } from '../../model/topology.js';
import { allBalances } from '../measure/balance.js';
import { sizeOfNewTenant } from '../question/new-tenant.js';
import { resharded } from '../question/resharding.js';
import { sortedTopology } from '../question/what-if.js';

/** Servers named in a sentence; the others are counted. */
const maxNamed = 5;

/**
 * Returns what a plan imagines, in a fixed order, what stands in its way, and the balances of the topology that the plan
 * was asked for.
 */
export function whatIfOf(
  topology: ClusterTopology,
  { options, before, summary }: Pick<PlanBody, 'options' | 'before' | 'summary'>,
): WhatIf {
  const imagined = before.servers.filter(({ isImagined }) => isImagined);
  const successors = new Set(
    (options.replaceServers ?? []).map(({ serverId }) => `successor of ${nameOf(before, serverId)}`),
  );
  const added = imagined.filter(({ shortName }) => !successors.has(shortName));
  const isToday = before.servers.every(({ status, isImagined }) => status !== 'DRAINING' && !isImagined);
  const hasOwnData = options.numberOfShards === undefined && options.growth === undefined;
  // Where nothing is imagined and nobody leaves, the plan starts from today.
  const today = isToday && hasOwnData ? summary.before : allBalances(sortedTopology(topology));
  const parts: readonly (ImaginedPart | null)[] = [
    added.length === 0
      ? null
      : {
          kind: 'SERVERS',
          sentence: `${counted(added.length, 'server')} ${added.length === 1 ? 'does' : 'do'} not exist yet: ${named(added)}`,
        },
    successorPart(
      options,
      imagined.filter(({ shortName }) => successors.has(shortName)),
    ),
    options.numberOfShards === undefined ? null : shardPart(topology, options.numberOfShards, today),
    options.growth === undefined ? null : growthPart(topology, options.growth),
  ];
  return {
    imagined: parts.filter((part) => part !== null),
    obstacle: obstacleOf(options, imagined),
    today,
  };
}

function successorPart(
  { replaceServers = [] }: PlanOptions,
  successors: readonly TopologyServer[],
): ImaginedPart | null {
  if (replaceServers.length === 0) return null;
  const verb = replaceServers.length === 1 ? 'is replaced by one' : 'are replaced by ones';
  const sentence = `${counted(replaceServers.length, 'server')} ${verb} that ${successors.length === 1 ? 'does' : 'do'} not exist yet: ${named(successors)}`;
  return { kind: 'SUCCESSORS', sentence };
}

function shardPart(topology: ClusterTopology, numberOfShards: number, today: readonly MeasureBalance[]): ImaginedPart {
  const graphs = new Map<string, number>();
  for (const { graph, smartGraphAttribute, numberOfShards: today } of topology.collections) {
    if (graph !== null && smartGraphAttribute !== null) graphs.set(graph, today);
  }
  const each = [...graphs].map(([graph, today]) => `${graph} (${today} today)`).join(', ');
  const hash =
    topology.deployment === 'SIMULATED'
      ? 'tenants are hashed anew with the same hash'
      : "tenants are hashed anew with XXH64, which stands in for ArangoDB's own hash: which tenants meet in a group will differ";
  const instead = allBalances(resharded(sortedTopology(topology), numberOfShards))
    .flatMap(({ measure, maxOverMean }, at) =>
      measure === 'BYTES' || measure === 'LOAD'
        ? [
            `${maxOverMean.toFixed(2)} times the mean of ${measure} instead of ${(today[at]?.maxOverMean ?? 1).toFixed(2)}`,
          ]
        : [],
    )
    .join(' and ');
  const sentence = `As if created with ${counted(numberOfShards, 'shard group')}: ${each}; ${hash}, groups are placed round robin, and load is modelled from documents. So created, the most on one server is ${instead}`;
  return { kind: 'SHARD_GROUPS', sentence };
}

function growthPart(topology: ClusterTopology, growth: Growth): ImaginedPart {
  const count = growth.tenants.reduce((sum, one) => sum + one.count, 0);
  const documents = growth.tenants.reduce((sum, one) => sum + one.count * documentsOfTenant(one.scaleFactor), 0);
  const { bytes, bytesBasis } = sizeOfNewTenant(topology, documents, growth.bytesPerDocument);
  const sentence = `${counted(count, 'tenant')} still to come: ${counted(documents, 'document')} (exact from the data model), about ${inBytes(bytes)} a copy (${bytesBasis})`;
  return { kind: 'TENANTS', sentence };
}

function obstacleOf({ numberOfShards }: PlanOptions, imagined: readonly TopologyServer[]): PlanObstacle | null {
  if (numberOfShards !== undefined) {
    return {
      code: 'OTHER_NUMBER_OF_SHARDS',
      sentence: `numberOfShards is fixed when a SmartGraph is created: a plan for ${inFigures(numberOfShards)} shard groups compares with a cluster that is not there and cannot be applied`,
      remedy: `Create a new SmartGraph with numberOfShards ${numberOfShards} and copy the tenants into it, or plan without numberOfShards`,
    };
  }
  if (imagined.length === 0) return null;
  return {
    code: 'SERVERS_DO_NOT_EXIST',
    sentence: `The plan counts on ${counted(imagined.length, 'server')} that ${imagined.length === 1 ? 'does' : 'do'} not exist: ${named(imagined)}`,
    remedy:
      'Add such servers to the cluster first (addSimulatedServers on the simulated one), then plan again without imagining them',
  };
}

function named(servers: readonly TopologyServer[]): string {
  const names = servers.slice(0, maxNamed).map(({ shortName, zone, capacityBytes }) => {
    const facts = [zone === null ? null : `zone ${zone}`, capacityBytes === null ? null : inBytes(capacityBytes)];
    const known = facts.filter((fact) => fact !== null);
    return known.length === 0 ? shortName : `${shortName} (${known.join(', ')})`;
  });
  const more = servers.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function nameOf(topology: ClusterTopology, serverId: string): string {
  return topology.servers.find((server) => server.serverId === serverId)?.shortName ?? serverId;
}
