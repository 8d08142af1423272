/**
 * Keeps querying existing tenants while the cluster is being changed, and counts what was not answered: the evidence
 * for zero downtime. What it does to the cluster is left to the queries; what the figures mean, to the run's steps.
 */
import type { Clock } from '../base/clock.js';
import { LatencyRecorder } from '../checks/latency-recorder.js';
import { belongsTo } from '../checks/performance-queries.js';
import { failuresTold, type ProbeFigures } from '../model/check.js';
import type { Store } from '../store/port.js';

/** Tenants that are probed in turn; with more, each one would be asked too seldom to see a gap. */
const tenantsProbedAtMost = 50;

export interface ProbeDependencies {
  readonly store: Pick<Store, 'assetPages' | 'tenantsByKey'>;
  readonly clock: Clock;
}

export interface ProbeRequest {
  /** The tenants to ask for, in turn; the first 50 are taken. */
  readonly tenantKeys: readonly string[];
  /** Pause between two probes, in milliseconds. */
  readonly intervalMs: number;
}

/** A probe that is under way. */
export interface Probe {
  /** Returns the figures of the probes that have been answered. */
  soFar(): ProbeFigures;
  /**
   * Resolves with the figures once the probe in flight is answered and every tenant was asked at least once, so that
   * work that took no time is probed too. Never rejects; a second call gives the same figures.
   */
  stop(): Promise<ProbeFigures>;
}

/**
 * Starts to probe and returns at once. One query is in flight at a time: it reads a page of the tenant's current
 * devices, and has failed when it throws, is empty, or brings a document of another tenant. A tenant that was removed
 * meanwhile is no failure and is not asked again. The times are those of answered probes. Memory does not grow with the number of probes.
 */
export function startProbe(dependencies: ProbeDependencies, { tenantKeys, intervalMs }: ProbeRequest): Probe {
  const stopping = new AbortController();
  const rotation = new ProbeRotation(dependencies, [...new Set(tenantKeys)].slice(0, tenantsProbedAtMost));
  const finished = rotation.run(intervalMs, stopping.signal);
  return {
    soFar: () => rotation.figures(),
    stop() {
      stopping.abort();
      return finished;
    },
  };
}

class ProbeRotation {
  private readonly times = new LatencyRecorder();
  private readonly failures: string[] = [];
  private readonly probed = new Set<string>();
  private probes = 0;
  private failed = 0;

  constructor(
    private readonly dependencies: ProbeDependencies,
    private readonly tenantKeys: string[],
  ) {}

  async run(intervalMs: number, stopping: AbortSignal): Promise<ProbeFigures> {
    const { clock } = this.dependencies;
    let firstRound = this.tenantKeys.length;
    for (let turn = 0; this.tenantKeys.length > 0 && (!stopping.aborted || firstRound > 0); turn += 1) {
      const at = turn % this.tenantKeys.length;
      firstRound -= 1;
      if (!(await this.probe(this.tenantKeys[at] ?? ''))) {
        // The next tenant moves into this place.
        this.tenantKeys.splice(at, 1);
        turn = at - 1;
      }
      if (!stopping.aborted) await clock.sleep(intervalMs, stopping).catch(() => undefined);
    }
    return this.figures();
  }

  /** Asks once; false: the tenant is gone. */
  private async probe(tenantKey: string): Promise<boolean> {
    const { clock } = this.dependencies;
    const sentMs = clock.elapsedMs();
    const fault = await this.ask(tenantKey);
    const ms = clock.elapsedMs() - sentMs;
    if (fault !== null && (await this.isGone(tenantKey))) return false;
    this.probed.add(tenantKey);
    this.probes += 1;
    if (fault === null) {
      this.times.record(ms);
      return true;
    }
    this.failed += 1;
    if (this.failures.length < failuresTold) this.failures.push(`Tenant ${tenantKey}: ${fault}`);
    return true;
  }

  /** Returns what is wrong with the answer, or null. */
  private async ask(tenantKey: string): Promise<string | null> {
    try {
      const page = { limit: 10, after: null, before: null, fromEnd: false };
      const [answer] = await this.dependencies.store.assetPages([
        { tenantKey, kind: 'Device', filter: {}, asOf: null, page },
      ]);
      if (!answer || answer.items.length === 0) return 'no current device came back';
      const foreign = answer.items.filter(({ item }) => !belongsTo(item, { tenantKey })).length;
      return foreign > 0 ? `${foreign} of ${answer.items.length} devices belong to another tenant` : null;
    } catch (error) {
      return error instanceof Error ? error.message : 'the query failed';
    }
  }

  /** A store that does not answer has not removed anybody. */
  private async isGone(tenantKey: string): Promise<boolean> {
    try {
      const [tenant] = await this.dependencies.store.tenantsByKey([tenantKey]);
      return tenant?.status !== 'ACTIVE';
    } catch {
      return false;
    }
  }

  figures(): ProbeFigures {
    return {
      tenantsProbed: this.probed.size,
      probes: this.probes,
      failed: this.failed,
      failures: [...this.failures],
      p50Ms: this.times.percentileMs(50),
      p95Ms: this.times.percentileMs(95),
      maxMs: this.times.maxMs,
    };
  }
}
