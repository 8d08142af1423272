/** Writes a topology in its JSON form, from which `read.ts` makes an equal one. */
import type { ClusterTopology, TopologyGroup, TopologyServer, TopologyTenant } from '../../model/topology.js';
import { formatName, formatVersion } from './format.js';

/** Groups or tenants turned into text before other work gets its turn: about 5 ms. */
const itemsInOneTurn = 500;

/**
 * Returns the document of `docs/topology-format.md`, one group or tenant a line; the same topology gives the same bytes.
 * What a plan imagines is written like everything else.
 */
export async function topologyFileOf(topology: ClusterTopology): Promise<string> {
  const { deployment, version, servers, collections, groups, tenants } = topology;
  const head = { format: formatName, version: formatVersion, deployment, databaseVersion: version };
  const lists = [
    `"servers":${await lines(servers, serverOf)}`,
    `"collections":${await lines(collections, (collection) => collection)}`,
    `"groups":${await lines(groups, groupOf)}`,
    `"tenants":${await lines(tenants, tenantOf)}`,
  ];
  return `${JSON.stringify(head).slice(0, -1)},\n${lists.join(',\n')}}\n`;
}

function serverOf({ serverId, shortName, zone, status, capacityBytes }: TopologyServer): object {
  return { serverId, shortName, zone, status, capacityBytes: capacityBytes === null ? null : inJson(capacityBytes) };
}

function groupOf(group: TopologyGroup): object {
  const { groupId, graph, index, leader, followers, inSync, measuredLoad, isReadOnly, shards } = group;
  const sized = shards.map((shard) => ({ ...shard, bytes: inJson(shard.bytes) }));
  return {
    groupId,
    graph,
    index,
    leader,
    followers,
    inSync,
    measuredLoad,
    ...(isReadOnly && { isReadOnly }),
    shards: sized,
  };
}

function tenantOf({ key, name, naming, scaleFactor, groupId, documents, bytes, createdAt }: TopologyTenant): object {
  return { key, name, naming, scaleFactor, groupId, documents, bytes: inJson(bytes), createdAt };
}

/** JSON numbers are exact up to 2^53 - 1; larger ones are digits as text. */
function inJson(bytes: bigint): number | string {
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : bytes.toString();
}

async function lines<T>(items: readonly T[], shown: (item: T) => object): Promise<string> {
  const texts: string[] = [];
  for (const [index, item] of items.entries()) {
    texts.push(JSON.stringify(shown(item)));
    if (index % itemsInOneTurn === itemsInOneTurn - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return texts.length === 0 ? '[]' : `[\n${texts.join(',\n')}\n]`;
}
