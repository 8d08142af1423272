/** Answers questions on planner threads, which are started when they are needed. */
import { PlanningFailedError } from '../../errors/errors.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { PlanningObserver } from '../search/observer.js';
import type { PlannerTask } from './messages.js';
import type { PlannerPool } from './planner-pool.js';
import { PlannerWorker } from './planner-worker.js';
import type { PlanningAnswers, PlanningQuestion, QuestionKind } from './questions.js';

export interface ThreadSettings {
  /** The compiled `planner-thread`. */
  readonly url: URL;
  /** The memory that one thread may have; as much as Node gives it when left out or null. */
  readonly heapMiB?: number | null;
  /** Told of threads that ended unexpectedly: that belongs in the log. */
  readonly onUnexpected: (error: unknown) => void;
}

/** A short plan does not wait for a long one; two long ones leave the rest of a small machine to the API. */
const maxThreads = 2;

/** A thread that has planned for more is ended, so that the system gets the memory back. */
const groupsOfKeptThread = 5000;

export class WorkerPool implements PlannerPool {
  readonly capacity = maxThreads;
  readonly #settings: ThreadSettings;
  readonly #workers = new Set<PlannerWorker>();
  readonly #idle: PlannerWorker[] = [];

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  async answer<Kind extends QuestionKind>(
    question: PlanningQuestion<Kind>,
    topology: ClusterTopology,
    observe: PlanningObserver,
    signal: AbortSignal,
  ): Promise<PlanningAnswers[Kind]> {
    signal.throwIfAborted();
    const planner = this.#acquire();
    try {
      const task: PlannerTask = { question, topology };
      return (await planner.answer(task, observe, signal)) as PlanningAnswers[Kind];
    } catch (error) {
      if (error instanceof PlanningFailedError) this.#settings.onUnexpected(error);
      throw error;
    } finally {
      if (planner.isTerminating || topology.groups.length > groupsOfKeptThread) await this.#release(planner);
      else this.#idle.push(planner);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((planner) => this.#release(planner)));
  }

  #acquire(): PlannerWorker {
    for (let planner = this.#idle.pop(); planner; planner = this.#idle.pop())
      if (!planner.isTerminating) return planner;
    const { url, heapMiB } = this.#settings;
    const planner = new PlannerWorker(url, heapMiB ?? null);
    this.#workers.add(planner);
    return planner;
  }

  async #release(planner: PlannerWorker): Promise<void> {
    await planner.terminate();
    this.#workers.delete(planner);
  }
}
