/** Answers questions on planner threads, which are started when they are needed. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { Assembly, slicesOf } from '../../base/slices.js';
import { PlanningFailedError } from '../../errors/errors.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { PlanningObserver } from '../search/observer.js';
import { errorOf, type PlannerReply, type PlannerRequest, type PlannerTask } from './messages.js';
import type { PlannerPool } from './planner-pool.js';
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

interface Work {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly observe: PlanningObserver;
  readonly answer: Assembly;
}

class PlannerWorker {
  readonly #worker: Worker;
  readonly #gone: Promise<void>;
  #work: Work | null = null;
  #isTerminating = false;

  /** `url`: the compiled planner thread. `heapMiB`: the memory that it may have; as much as Node gives it when null. */
  constructor(url: URL, heapMiB: number | null) {
    const resourceLimits = heapMiB === null ? {} : { maxOldGenerationSizeMb: heapMiB };
    const worker = new Worker(url, { name: 'shardbook-planner', resourceLimits });
    this.#worker = worker;
    // A thread without work keeps no process alive.
    worker.unref();
    worker.on('message', (reply: PlannerReply) => this.#take(reply));
    let cause: unknown = null;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('messageerror', (error) => {
      cause = error;
      void worker.terminate();
    });
    this.#gone = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#isTerminating = true;
        this.#work?.reject(failed(cause));
        resolve();
      });
    });
  }

  /** Whether it takes no more tasks. */
  get isTerminating(): boolean {
    return this.#isTerminating;
  }

  /** Resolves with the answer; rejects as `PlannerPool.answer` does. One task at a time. */
  async answer(task: PlannerTask, observe: PlanningObserver, signal: AbortSignal): Promise<unknown> {
    const worker = this.#worker;
    worker.ref();
    const answered = new Promise((resolve, reject) => {
      this.#work = { resolve, reject, observe, answer: new Assembly() };
    });
    // A planner that is searching hears nothing: to interrupt it is to end it.
    const leave = (): void => {
      this.#work?.reject(signal.reason);
      void this.terminate();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      await Promise.race([answered, this.#hand(task)]);
      return await answered;
    } finally {
      signal.removeEventListener('abort', leave);
      this.#work = null;
      worker.unref();
    }
  }

  /** Ends the thread, whatever it is doing; resolves when it is gone. */
  async terminate(): Promise<void> {
    this.#isTerminating = true;
    await this.#worker.terminate();
    await this.#gone;
  }

  async #hand(task: PlannerTask): Promise<void> {
    for (const slice of slicesOf(task)) {
      if (this.#isTerminating) return;
      this.#say(slice);
      await nextTurn();
    }
    this.#say('ANSWER');
  }

  #take(reply: PlannerReply): void {
    const work = this.#work;
    if (!work) return;
    if (reply === 'DONE') work.resolve(work.answer.whole);
    else if ('step' in reply) work.observe(reply.step);
    else if ('failure' in reply) work.reject(errorOf(reply.failure));
    else {
      work.answer.add(reply.slice);
      // In another turn, so that other work comes between two slices.
      setImmediate(() => this.#say('NEXT'));
    }
  }

  #say(request: PlannerRequest): void {
    this.#worker.postMessage(request);
  }
}

function failed(cause: unknown): PlanningFailedError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new PlanningFailedError(
        'The thread that made the plan ran out of memory',
        'Allow more memory, e.g. with NODE_OPTIONS=--max-old-space-size=8192, or ask for fewer tenants and ' +
          'shard groups',
        { cause },
      )
    : new PlanningFailedError(
        'The thread that made the plan ended unexpectedly',
        'Try again; nothing was stored. If it happens again, see the log',
        { cause },
      );
}
