/** Probes existing tenants while a rebalance moves their shards, and tells in its log what the probes saw. */
import { counted, inFigures } from '../../base/wording.js';
import { joinedProbes, type ProbeFigures } from '../../model/check.js';
import type { RebalancePlan } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { Probe } from '../probe.js';
import type { RunWriter } from '../writer.js';

/** One part of a run: from its start, a resumption or a restart to the next stop. */
export class Availability {
  readonly #probe: Probe;
  readonly #earlier: ProbeFigures | null;

  /** Starts to probe. `startProbe` takes tenants in the order of their importance. */
  constructor(
    private readonly writer: RunWriter,
    { tenants }: ClusterTopology,
    { moves }: RebalancePlan,
    startProbe: (tenantKeys: readonly string[]) => Probe,
  ) {
    this.#earlier = writer.run.rebalance?.probe ?? null;
    // With many tenants only some are probed: those whose shards move would be the first to notice.
    const moved = new Set(moves.flatMap(({ tenantKeys }) => tenantKeys));
    const keys = tenants.map(({ key }) => key);
    this.#probe = startProbe([...keys.filter((key) => moved.has(key)), ...keys.filter((key) => !moved.has(key))]);
  }

  /** Tells what was seen so far, so that a kill takes no more with it than what comes after. */
  tell(): Promise<unknown> {
    return this.#tell(this.#probe.soFar());
  }

  /** Ends the probe and tells what it saw. */
  async end(): Promise<void> {
    await this.#tell(await this.#probe.stop());
  }

  #tell(figures: ProbeFigures): Promise<unknown> {
    const probe = joinedProbes(this.#earlier, figures);
    return this.writer.tell({ type: 'AvailabilityProbed', message: probesInWords(probe), probe });
  }
}

/** Returns the results of the probes, as part of a sentence. */
export function probesInWords({ probes, failed, maxMs }: ProbeFigures): string {
  const slowest = maxMs === null ? '' : `, the slowest answer took ${inFigures(maxMs)} ms`;
  return `${counted(probes, 'probe')} of existing tenants, ${inFigures(failed)} failed${slowest}`;
}
