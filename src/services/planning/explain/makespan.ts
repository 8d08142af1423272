/** How soon the moves of a plan could be over at all, whatever their order: the figure that its schedule is held to. */
import { inBytes, inTime } from '../../base/wording.js';
import type { Makespan, Move, PlanBody } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';

/** Work of one server. */
interface Work {
  sentBytes: bigint;
  receivedBytes: bigint;
  /** Seconds that its moves take one by one. */
  seconds: number;
}

/**
 * Returns the lower bound: to the millisecond, no schedule that keeps the plan's limits is over sooner. Three things take
 * their time: what one server sends or receives at its bandwidth, and then one handover; the moves of one server, so many
 * at a time as the limits allow; the moves of one shard group, one after the other.
 */
export function makespanOf({ moves, waves, options, before }: Omit<PlanBody, 'summary'>): Makespan {
  const estimated = waves.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  const { bandwidthBytesPerSecond: bandwidth, concurrentMovesPerServer: atOnce } = options.limits;
  const { works, perGroup, handover } = workOf(moves, bandwidth);
  let best = { seconds: 0, sentence: 'There is nothing to move' };
  const raise = (seconds: number, sentence: () => string): void => {
    if (seconds > best.seconds) best = { seconds, sentence: sentence() };
  };
  for (const [serverId, { sentBytes, receivedBytes, seconds }] of works) {
    const name = nameOf(before, serverId);
    const rate = `${inBytes(bandwidth)}/s`;
    raise(Number(sentBytes) / bandwidth + handover, () => `${name} sends ${inBytes(sentBytes)} at ${rate}`);
    raise(Number(receivedBytes) / bandwidth + handover, () => `${name} receives ${inBytes(receivedBytes)} at ${rate}`);
    raise(seconds / atOnce, () => `${name} takes part in moves of ${inTime(seconds)} in all, ${atOnce} at a time`);
  }
  for (const [groupId, { seconds, count }] of perGroup) {
    raise(seconds, () => `${groupId} needs ${count} ${count === 1 ? 'move' : 'moves, one after the other'}`);
  }
  const boundSeconds = Math.floor(best.seconds * 1000) / 1000;
  // Times of moves are rounded to milliseconds: their sum may be a trace above that of the waves.
  const gap = boundSeconds > 0 ? Math.max(0, estimated / boundSeconds - 1) : 0;
  return { boundSeconds, gap, bindingRule: best.sentence };
}

function workOf(moves: readonly Move[], bandwidth: number) {
  const works = new Map<string, Work>();
  const perGroup = new Map<string, { seconds: number; count: number }>();
  let handover = Infinity;
  const workAt = (serverId: string): Work => {
    let work = works.get(serverId);
    if (!work) works.set(serverId, (work = { sentBytes: 0n, receivedBytes: 0n, seconds: 0 }));
    return work;
  };
  for (const { from, to, groupId, bytes, estimatedSeconds } of moves) {
    const source = workAt(from);
    const target = workAt(to);
    source.sentBytes += bytes;
    target.receivedBytes += bytes;
    source.seconds += estimatedSeconds;
    target.seconds += estimatedSeconds;
    const group = perGroup.get(groupId) ?? { seconds: 0, count: 0 };
    perGroup.set(groupId, { seconds: group.seconds + estimatedSeconds, count: group.count + 1 });
    handover = Math.min(handover, Math.max(0, estimatedSeconds - Number(bytes) / bandwidth));
  }
  return { works, perGroup, handover: moves.length === 0 ? 0 : handover };
}

function nameOf({ servers }: ClusterTopology, serverId: string): string {
  return servers.find((server) => server.serverId === serverId)?.shortName ?? serverId;
}
