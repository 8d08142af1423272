/** Makes, keeps and lists reports. A report is built from stored snapshots, events and plans only. */
import { canonicalJsonWithPauses, sha256 } from '../services/base/canonical.js';
import { inTurns, type Paused } from '../services/base/turns.js';
import {
  InvalidInputError,
  RunInProgressError,
  UnknownPlanError,
  UnknownReportError,
  UnknownRunError,
  UnknownSnapshotError,
} from '../services/errors/errors.js';
import { applyEvent, isFinal, isOpen, type Run, runBeforeEvents, type RunEvent } from '../services/model/run.js';
import type { Snapshot } from '../services/model/topology.js';
import { allBalancesInTurns } from '../services/planning/measure/balance.js';
import type { RecordStore, RunStore, StoredReport } from '../services/store/port.js';
import type { Page } from '../services/store/port.js';
import type { PageRequest } from '../services/store/port.js';
import { buildPlanReport, buildRunReport, buildSnapshotReport } from './content/build.js';
import type { ReportModel } from './model.js';

export interface ReportService {
  generateForRun(runId: string): Promise<StoredReport>;
  generateForSnapshots(beforeId: string, afterId: string): Promise<StoredReport>;
  /** Makes the report of a plan, applied or not: what it would do. Throws UnknownPlanError. */
  generateForPlan(planId: string): Promise<StoredReport>;
  reportsById(ids: readonly string[]): Promise<readonly (StoredReport | null)[]>;
  page(page: PageRequest): Promise<Page<StoredReport>>;
}

export interface ReportDependencies {
  readonly store: RecordStore & RunStore;
  /** Version of Shardbook, for the report's provenance. */
  readonly version: string;
}

/** How a run ends, told before its final event is written. */
export type RunEnding = Pick<Run, 'id' | 'status' | 'failure'>;

/** The service with what only the end of a run uses. */
export interface ReportServiceInside extends ReportService {
  /** Makes the report of a run that is about to end like this: the same that generateForRun makes afterwards. */
  generateAtEnd(ending: RunEnding): Promise<StoredReport>;
}

/** Events read in one store call. */
const readBatch = 1000;

/** Returns the report service. */
export function createReportService({ store, version }: ReportDependencies): ReportServiceInside {
  async function existingRun(runId: string): Promise<Run> {
    const [run] = await store.runsById([runId]);
    if (!run) throw new UnknownRunError(runId);
    return run;
  }

  async function generate(stored: Run, ending: RunEnding): Promise<StoredReport> {
    const { run: told, events } = await replay(store, stored);
    const run = asReported(told, ending, events);
    const snapshots = await snapshotsOf(store, run);
    const planId = planIdOf(run);
    const [plan = null] = planId === null ? [] : await store.plansById([planId]);
    return keep(store, buildRunReport({ run, events, snapshots, plan, version }), run.id);
  }

  return {
    async generateForRun(runId) {
      const run = await existingRun(runId);
      if (isOpen(run)) throw new RunInProgressError(runId);
      return generate(run, run);
    },

    generateAtEnd: async (ending) => generate(await existingRun(ending.id), ending),

    async generateForSnapshots(beforeId, afterId) {
      if (beforeId === afterId) {
        throw new InvalidInputError(
          'snapshotIds',
          'Both snapshots are the same',
          'Pass the ids of two different snapshots',
        );
      }
      const [before, after] = await store.snapshotsById([beforeId, afterId]);
      if (!before) throw new UnknownSnapshotError(beforeId);
      if (!after) throw new UnknownSnapshotError(afterId);
      // Of a large cluster the balances take longest: worked out in turns, they are known when the report asks for them.
      for (const { topology } of [before, after]) await allBalancesInTurns(topology);
      return keep(store, buildSnapshotReport({ before, after, version }), null);
    },

    async generateForPlan(planId) {
      const [plan] = await store.plansById([planId]);
      if (!plan) throw new UnknownPlanError(planId);
      return keep(store, buildPlanReport({ plan, version }), null);
    },

    reportsById: (ids) => store.reportsById(ids),
    page: (page) => store.reportPage(page),
  };
}

/**
 * Returns the run as its report tells it: the state after the last event before the final one, with the way it ended.
 * The final event itself, which names the report, cannot be part of it.
 */
function asReported(run: Run, { status, failure }: RunEnding, events: readonly RunEvent[]): Run {
  const finishedAt = events.at(-1)?.at ?? run.startedAt;
  const open = status === 'CANCELLED' ? 'CANCELLED' : 'FAILED';
  const steps = run.steps.map((step) =>
    step.status === 'RUNNING' ? ({ ...step, status: open, finishedAt } as const) : step,
  );
  return { ...run, status, failure, finishedAt, steps };
}

/**
 * Keeps a report under an id that its time and its content give, so that making the same report again gives the same
 * id, and reports sort by time.
 */
async function keep(store: RecordStore, building: Paused<ReportModel>, runId: string | null): Promise<StoredReport> {
  const model = await inTurns(building);
  const text = await inTurns(canonicalJsonWithPauses(model));
  const time = Date.parse(model.createdAt).toString(36).padStart(9, '0');
  const id = time + sha256(text).slice(0, 10);
  const report = { id, title: model.title, createdAt: model.createdAt, runId, model: text };
  await store.saveReport(report);
  const [kept] = await store.reportsById([id]);
  if (!kept) throw new UnknownReportError(id);
  return kept;
}

/**
 * Returns the run as it stood before its final event, and its events but that one. Of a rebalance, which may have very
 * many, only the first and the last: its state tells the rest.
 */
async function replay(store: RunStore, stored: Run): Promise<{ run: Run; events: readonly RunEvent[] }> {
  let run = runBeforeEvents(stored);
  const events: RunEvent[] = [];
  for (;;) {
    const batch = await store.readEvents(stored.id, run.lastSequence, readBatch);
    for (const event of batch) {
      if (isFinal(event)) return { run, events };
      run = applyEvent(run, event);
      if (stored.kind === 'REBALANCE') events.splice(1);
      events.push(event);
    }
    if (batch.length < readBatch) return { run, events };
  }
}

function planIdOf({ input, steps }: Run): string | null {
  if ('planId' in input) return input.planId;
  const rebalancing = steps.find(({ facts }) => facts?.kind === 'SHARD_REBALANCING')?.facts;
  return rebalancing?.kind === 'SHARD_REBALANCING' ? rebalancing.planId : null;
}

/** Every snapshot that the run or its steps name. */
async function snapshotsOf(store: RecordStore, run: Run): Promise<ReadonlyMap<string, Snapshot>> {
  const ofRun = [run.beforeSnapshotId, run.afterSnapshotId].flatMap((id) => (id === null ? [] : [id]));
  const ids = run.steps.flatMap(({ facts }) => {
    if (!facts) return [];
    return 'snapshotId' in facts ? [facts.snapshotId] : [facts.beforeSnapshotId, facts.afterSnapshotId];
  });
  const snapshots = await store.snapshotsById([...new Set([...ofRun, ...ids])]);
  return new Map(snapshots.flatMap((snapshot) => (snapshot ? [[snapshot.id, snapshot] as const] : [])));
}
