/**
 * A plan in figures: balance before and after, bytes and time against the least possible, the room that it needs while it
 * runs, and one sentence. In time proportional to its groups and moves.
 */
import { counted, inBytes, inPercent, inTime } from '../../base/wording.js';
import type {
  Makespan,
  MeasureBalance,
  Move,
  MoveWave,
  PlanBody,
  PlanFigures,
  PlanSummary,
  ServerPeak,
} from '../../model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../model/topology.js';
import { arangoDbImbalanceOf } from '../measure/arangodb-imbalance.js';
import { allBalances } from '../measure/balance.js';
import { leaderSpreadOf } from '../measure/objectives/leader-spread.js';
import { objectiveOf } from '../measure/objectives/list.js';

/** Returns the figures of a plan. */
export function figuresOf(plan: PlanBody): PlanFigures {
  const { before, after, moves, summary } = plan;
  const { bytesMoved, leastBytes } = summary;
  return {
    movedOverLeast: leastBytes > 0n ? Number(bytesMoved) / Number(leastBytes) : null,
    makespan: makespanOf(plan),
    arangodbBefore: arangoDbImbalanceOf(before),
    arangodbAfter: arangoDbImbalanceOf(after),
    peaks: peaksOf(before, moves),
    leaderSpreadBefore: leaderSpreadOf(before),
    leaderSpreadAfter: leaderSpreadOf(after),
  };
}

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

interface Fill {
  held: bigint;
  readonly atStart: bigint;
  peak: bigint;
}

/**
 * Returns one entry per server of `before`, in their order. `moves` in the order of their waves; a wave is taken to have
 * all of its copies at the same moment, which is the most that it can need.
 */
export function peaksOf(before: ClusterTopology, moves: readonly Move[]): readonly ServerPeak[] {
  const fills = fillsOf(before);
  let at = 0;
  while (at < moves.length) {
    const wave = moves[at]?.wave;
    let end = at;
    for (; moves[end]?.wave === wave; end += 1) receive(fills, moves[end]);
    for (let move = at; move < end; move += 1) release(fills, moves[move]);
    at = end;
  }
  return before.servers.map(({ serverId }) => {
    const { held, atStart, peak } = fills.get(serverId) ?? { held: 0n, atStart: 0n, peak: 0n };
    return { serverId, peakBytes: peak, peakExtraBytes: peak - (held > atStart ? held : atStart) };
  });
}

function fillsOf({ servers, groups }: ClusterTopology): ReadonlyMap<string, Fill> {
  const bytes = new Map(servers.map(({ serverId }) => [serverId, 0n]));
  for (const group of groups) {
    const size = groupSize(group).bytes;
    for (const serverId of replicasOf(group)) {
      const known = bytes.get(serverId);
      if (known !== undefined) bytes.set(serverId, known + size);
    }
  }
  return new Map([...bytes].map(([serverId, held]) => [serverId, { held, atStart: held, peak: held }]));
}

function receive(fills: ReadonlyMap<string, Fill>, move: Move | undefined): void {
  const fill = move && fills.get(move.to);
  if (!move || !fill) return;
  fill.held += move.bytes;
  if (fill.held > fill.peak) fill.peak = fill.held;
}

function release(fills: ReadonlyMap<string, Fill>, move: Move | undefined): void {
  const fill = move && fills.get(move.from);
  if (move && fill) fill.held -= move.bytes;
}

/** Returns the summary of a plan that leads from `before` to `after`, which have the same servers. */
export function summaryOf(
  before: ClusterTopology,
  after: ClusterTopology,
  moves: readonly Move[],
  waves: readonly MoveWave[],
): PlanSummary {
  const balancesBefore = allBalances(before);
  const balancesAfter = allBalances(after);
  const bytesMoved = moves.reduce((sum, { bytes }) => sum + bytes, 0n);
  const seconds = waves.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  const estimatedSeconds = Math.round(seconds * 1000) / 1000;
  return {
    moves: moves.length,
    bytesMoved,
    leastBytes: leastInflow(before, balancesBefore),
    estimatedSeconds,
    before: balancesBefore,
    after: balancesAfter,
    sentence: summarySentence(moves, bytesMoved, estimatedSeconds, balancesBefore, balancesAfter),
  };
}

/** What flows into the servers below the mean when all are brought to it, in whole bytes. */
function leastInflow(before: ClusterTopology, balances: readonly MeasureBalance[]): bigint {
  const bytes = balances.find(({ measure }) => measure === 'BYTES');
  if (!bytes) return 0n;
  const isDraining = new Set(before.servers.filter(({ status }) => status === 'DRAINING').map((s) => s.serverId));
  const missing = bytes.perServer.map(({ serverId, value }) =>
    isDraining.has(serverId) ? 0 : Math.max(0, bytes.mean - value),
  );
  return BigInt(Math.floor(missing.reduce((sum, value) => sum + value, 0)));
}

function summarySentence(
  moves: readonly Move[],
  bytesMoved: bigint,
  seconds: number,
  before: readonly MeasureBalance[],
  after: readonly MeasureBalance[],
): string {
  if (moves.length === 0) {
    const gaps = before.map(({ measure, gap }) => `${measure} ${inPercent(gap)}`).join(', ');
    return `No moves: nothing would improve noticeably; above the best reachable are ${gaps}`;
  }
  const transfers = moves.filter(({ kind }) => kind === 'LEADERSHIP_TRANSFER').length;
  const changes = after.flatMap(({ measure, unit, max, bestReachable }, index) => {
    const was = before[index]?.max ?? max;
    const { isLeftOutOfSentences, inWords } = objectiveOf(measure);
    if (isLeftOutOfSentences || was === max) return [];
    const best = max > bestReachable ? `best reachable ${inWords(bestReachable, unit)}` : 'the best reachable';
    return [`${inWords(was, unit)} to ${inWords(max, unit)} (${best})`];
  });
  const effect =
    changes.length === 0 ? 'more even, with the same largest values' : `most on one server ${changes.join(', ')}`;
  return `${counted(moves.length, 'move')}, ${transfers} of them without a copy, ${inBytes(bytesMoved)} copied in about ${inTime(seconds)} (modelled): ${effect}`;
}
