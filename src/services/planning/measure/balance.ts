/**
 * How evenly a cluster is loaded, how much better it could be at all, and which rule stands in the way. Works on every
 * topology alike: live, planned or stored.
 */
import { inOneGo, inTurns, type Paused } from '../../base/turns.js';
import { counted } from '../../base/wording.js';
import type { Headroom, Measure, MeasureBalance } from '../../model/plan.js';
import { type ClusterTopology, groupSize, type TopologyServer } from '../../model/topology.js';
import { type Bound, type BoundHolder, type BoundItem, boundOf, type Crowd } from './bounds.js';
import { measures, objectiveOf } from './objectives/list.js';
import { type MeasureObjective, valuesPerServer } from './objectives/objective.js';
import { zonesOf } from './zones.js';

/**
 * Returns how one measure stands over the servers, `perServer` in the order of the topology's servers. DRAINING servers
 * count in `perServer` and `max` but not in `mean`: their share is the others' to take.
 */
export function balanceOf(topology: ClusterTopology, measure: Measure): MeasureBalance {
  let known = balances.get(topology);
  if (!known) balances.set(topology, (known = new Map<Measure, MeasureBalance>()));
  let balance = known.get(measure);
  if (!balance) known.set(measure, (balance = inOneGo(weigh(topology, measure))));
  return balance;
}

/** Gives what `allBalances` returns, with pauses. */
export function* allBalancesWithPauses(topology: ClusterTopology): Paused<readonly MeasureBalance[]> {
  for (const measure of measures) {
    if (balances.get(topology)?.has(measure)) continue;
    const balance = yield* weigh(topology, measure);
    const known = balances.get(topology) ?? new Map<Measure, MeasureBalance>();
    balances.set(topology, known.set(measure, balance));
  }
  return allBalances(topology);
}

/** Resolves with what `allBalances` returns, and lets other work in meanwhile: for tens of thousands of shard groups. */
export function allBalancesInTurns(topology: ClusterTopology): Promise<readonly MeasureBalance[]> {
  return inTurns(allBalancesWithPauses(topology));
}

/** Shard groups looked at before a pause: some 10 ms. */
const groupsInOneTurn = 10_000;

/** Topologies never change, and one plan asks four times about the same two. */
const balances = new WeakMap<ClusterTopology, Map<Measure, MeasureBalance>>();

function* weigh(topology: ClusterTopology, measure: Measure): Paused<MeasureBalance> {
  const objective = objectiveOf(measure);
  const unit = objective.unitOf(topology);
  const values = valuesPerServer(objective, topology);
  yield;
  const max = values.reduce((largest, value) => Math.max(largest, value), 0);
  const total = values.reduce((sum, value) => sum + value, 0);
  const staying = topology.servers.filter(({ status }) => status !== 'DRAINING').length || topology.servers.length;
  const mean = staying === 0 ? 0 : total / staying;
  const items = yield* itemsOf(objective, topology);
  const holders = holdersOf(objective, topology, values);
  const bound = yield* boundOf(items, holders);
  yield;
  // A start that breaks a limit (a server beyond its capacity, say) may lie below what the limits allow.
  const bestReachable = Math.min(bound.value, max);
  return {
    measure,
    unit,
    perServer: topology.servers.map(({ serverId }, index) => ({ serverId, value: values[index] ?? 0 })),
    mean,
    max,
    maxOverMean: mean > 0 ? max / mean : 1,
    bestReachable,
    gap: bestReachable > 0 ? max / bestReachable - 1 : 0,
    bindingRule: ruleSentence(objective, unit, bound, items, holders),
  };
}

/** Returns the balance of every measure, in the order of `measures`. */
export function allBalances(topology: ClusterTopology): readonly MeasureBalance[] {
  return measures.map((measure) => balanceOf(topology, measure));
}

/**
 * Returns how many further servers could still lead something. A shard group has one leader and cannot be divided, so
 * groups with data are what there is to share out.
 */
export function headroomOf(topology: ClusterTopology): Headroom {
  const withData = topology.groups.filter((group) => groupSize(group).documents > 0);
  const receiving = topology.servers.filter(mayReceive).length;
  const serversThatCanHelp = Math.max(0, withData.length - receiving);
  return { serversThatCanHelp, bindingRule: leadRule(withData.length, topology.groups.length) };
}

/** Returns whether a server may be given anything: GOOD, and not about to leave. */
export function mayReceive(server: TopologyServer): boolean {
  return server.status === 'GOOD';
}

function leadRule(withData: number, groups: number): string {
  if (groups === 0) return 'There is no shard group yet: no server can lead anything';
  if (withData === 0) return `None of ${counted(groups, 'shard group')} holds data: no server can lead any`;
  const all = withData === groups && groups > 1 ? `All ${groups} groups` : counted(withData, 'group');
  const verb = withData === 1 ? 'holds' : 'hold';
  return `${all} ${verb} data: no more than ${counted(withData, 'server')} can lead anything`;
}

function holding({ isCountOfGroups }: MeasureObjective, groups: number): string {
  if (isCountOfGroups) return `There ${groups === 1 ? 'is' : 'are'} ${counted(groups, 'shard group')}`;
  return `${counted(groups, 'group')} ${groups === 1 ? 'holds' : 'hold'} data`;
}

function* itemsOf(objective: MeasureObjective, topology: ClusterTopology): Paused<readonly BoundItem[]> {
  const sizeOf = objective.sizeIn(topology);
  const zones = objective.counts === 'EVERY_REPLICA' ? zonesOf(topology.servers) : null;
  const zoneOf = zones && new Map(topology.servers.map(({ serverId, zone }) => [serverId, zones.indexOf(zone ?? '')]));
  const known = new Set(topology.servers.map(({ serverId }) => serverId));
  const items: BoundItem[] = [];
  for (const [index, group] of topology.groups.entries()) {
    if (index % groupsInOneTurn === groupsInOneTurn - 1) yield;
    const holders = objective.counts === 'LEADER_ONLY' ? [group.leader] : [group.leader, ...group.followers];
    const copies = holders.filter((serverId) => known.has(serverId)).length;
    const item = { groupId: group.groupId, size: sizeOf(group), copies };
    if (item.size > 0 && copies > 0) items.push(zoneOf ? { ...item, crowded: crowdsOf(holders, zoneOf) } : item);
  }
  return items;
}

/** The zones in which several of the holders are; a limit leaves them there although it would not put them there. */
function crowdsOf(holders: readonly string[], zoneOf: ReadonlyMap<string, number>): readonly Crowd[] {
  const counts = new Map<number, number>();
  for (const holder of holders) {
    const zone = zoneOf.get(holder) ?? -1;
    if (zone >= 0) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  if (counts.size === holders.length) return [];
  return [...counts].flatMap(([zone, copies]) => (copies > 1 ? [{ zone, copies }] : []));
}

/** A server that may receive nothing can only keep what it has, and a server that leaves keeps nothing. */
function holdersOf(
  objective: MeasureObjective,
  topology: ClusterTopology,
  values: readonly number[],
): readonly BoundHolder[] {
  const zones = objective.counts === 'EVERY_REPLICA' ? zonesOf(topology.servers) : null;
  return topology.servers.map((server, index) => {
    const value = values[index] ?? 0;
    const capacity = Number(objective.capacityOf?.(server) ?? Infinity);
    const cap = mayReceive(server) ? Math.max(capacity, value) : server.status === 'DRAINING' ? 0 : value;
    return { cap, zone: zones?.indexOf(server.zone ?? '') ?? null };
  });
}

function ruleSentence(
  objective: MeasureObjective,
  unit: string,
  bound: Bound,
  items: readonly BoundItem[],
  holders: readonly BoundHolder[],
): string {
  const servers = holders.filter(({ cap }) => cap > 0).length;
  const value = objective.inWords(bound.value, unit);
  const total = items.reduce((sum, { size, copies }) => sum + size * copies, 0);
  const biggest = items.reduce<BoundItem | null>((most, item) => (item.size > (most?.size ?? 0) ? item : most), null);
  const isLed = objective.counts === 'LEADER_ONLY';
  switch (bound.rule) {
    case 'NOTHING':
      return servers === 0 && holders.length > 0 ? 'No server may take anything' : 'There is nothing to balance';
    case 'VOLUME':
      return `${objective.inWords(total, unit)} over ${counted(servers, 'server')}: the largest cannot be below the mean of ${value}`;
    case 'CAPACITY':
      return `Servers that are full or may receive nothing leave the rest to the others: one has to take ${value}`;
    case 'ZONES':
      return `Replicas are spread over the zones, and the smallest zone has to take ${value} on one server`;
    case 'BIGGEST_GROUP':
      if (isLed && items.length <= servers) {
        const most = `no more than ${counted(items.length, 'server')} can lead anything`;
        const size = objective.isCountOfGroups ? '' : `, and ${biggest?.groupId ?? ''} alone has ${value}`;
        return `${holding(objective, items.length)}: ${most}${size}`;
      }
      return `Shard group ${biggest?.groupId ?? ''} cannot be divided and has ${value}`;
    case 'INDIVISIBLE':
      return `${counted(items.length, 'shard group')} cannot be divided: on ${counted(servers, 'server')} one has to take ${value}`;
  }
}
