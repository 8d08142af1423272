/** Answers questions on planner threads, which are started when they are needed. */
import { PlanningFailedError } from '../../errors/planning-errors.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { PlanningObserver } from '../search/observer.js';
import type { PlannerTask } from './messages.js';
import type { Workshop } from './planner-pool.js';
import { HiredPlanner } from './planner-worker.js';
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
const mostThreads = 2;

/** A thread that has planned for more is ended, so that the system gets the memory back. */
const groupsOfKeptThread = 5000;

export class ThreadWorkshop implements Workshop {
  readonly places = mostThreads;
  readonly #settings: ThreadSettings;
  readonly #planners = new Set<HiredPlanner>();
  readonly #idle: HiredPlanner[] = [];

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
    const planner = this.#hire();
    try {
      const task: PlannerTask = { question, topology };
      return (await planner.answer(task, observe, signal)) as PlanningAnswers[Kind];
    } catch (error) {
      if (error instanceof PlanningFailedError) this.#settings.onUnexpected(error);
      throw error;
    } finally {
      if (planner.isLeaving || topology.groups.length > groupsOfKeptThread) await this.#dismiss(planner);
      else this.#idle.push(planner);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#planners].map((planner) => this.#dismiss(planner)));
  }

  #hire(): HiredPlanner {
    for (let planner = this.#idle.pop(); planner; planner = this.#idle.pop()) if (!planner.isLeaving) return planner;
    const { url, heapMiB } = this.#settings;
    const planner = new HiredPlanner(url, heapMiB ?? null);
    this.#planners.add(planner);
    return planner;
  }

  async #dismiss(planner: HiredPlanner): Promise<void> {
    await planner.leave();
    this.#planners.delete(planner);
  }
}
