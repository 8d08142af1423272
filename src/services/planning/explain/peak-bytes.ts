/** The room that a plan needs while it runs: during a wave a source still has what a target has already. */
import type { Move, ServerPeak } from '../../model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../model/topology.js';

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
