/** What a plan does in figures: balance before and after, bytes against the least possible, time, and one sentence. */
import { counted, inBytes, inPercent, inTime } from '../../base/wording.js';
import type { MeasureBalance, Move, MoveWave, PlanSummary } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { allBalances } from '../measure/balance.js';
import { objectiveOf } from '../measure/objectives/list.js';

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
