// Planner threads: the same answers and the same errors as on this thread, and what happens when one of them ends.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import * as errors from '../../../../src/services/errors/errors.js';
import { PlanningCancelledError, PlanningFailedError } from '../../../../src/services/errors/errors.js';
import type { PlannerStep } from '../../../../src/services/model/planning.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { planHashOf } from '../../../../src/services/planning/answers/plan-body.js';
import { errorOf, failureOf } from '../../../../src/services/planning/queue/messages.js';
import { PlannerQueue } from '../../../../src/services/planning/queue/planner-queue.js';
import {
  answerTo,
  type PlanningQuestion,
  type QuestionKind,
} from '../../../../src/services/planning/queue/questions.js';
import { WorkerPool } from '../../../../src/services/planning/queue/worker-pool.js';
import { demoCluster } from '../../../support/clusters.js';
import { benchCluster, compiledPlanner } from '../../../support/planner-thread.js';

function open(url: URL, heapMiB: number | null = null) {
  const unexpected: unknown[] = [];
  const pool = new WorkerPool({ url, heapMiB, onUnexpected: (error) => unexpected.push(error) });
  const answer = <Kind extends QuestionKind>(question: PlanningQuestion<Kind>, topology: ClusterTopology) =>
    pool.answer(question, topology, ignore, never);
  return { pool, unexpected, answer };
}

const never = new AbortController().signal;
const plainPlan = { kind: 'PLAN', request: {}, seed: 1 } as const;
const ignore = (): void => undefined;

describe('a planner thread', () => {
  // One for all tests: that it goes on after each of them is part of what they are about.
  const { pool, answer } = open(compiledPlanner);

  afterAll(() => pool.close());

  it('gives the same bytes as this thread, also for a cluster in many slices', async () => {
    const topology = benchCluster(200);

    const made = await answer(plainPlan, topology);

    const here = answerTo(plainPlan, topology, ignore);
    expect(made.moves.length).toBeGreaterThan(20);
    expect(made.planHash).toBe(here.planHash);
    expect(planHashOf(made)).toBe(here.planHash);
    expect([made.whatIf, made.figures, made.search]).toEqual([here.whatIf, here.figures, here.search]);
  });

  it.each<PlanningQuestion>([
    { kind: 'ADVICE', request: { count: 3 }, seed: 1 },
    { kind: 'COMPARISON', request: { addServers: { count: 1, capacityBytes: 2n ** 60n, zone: null } }, seed: 1 },
    { kind: 'PLAN', request: { growth: { tenants: [{ count: 2 }] } }, seed: 1 },
  ])('answers as this thread does: $kind', async (question) => {
    expect(await answer(question, demoCluster())).toEqual(answerTo(question, demoCluster(), ignore));
  });

  it('tells its steps in order', async () => {
    const steps: PlannerStep[] = [];
    const here: PlannerStep[] = [];

    await pool.answer(plainPlan, benchCluster(150), (step) => steps.push(step), never);

    answerTo(plainPlan, benchCluster(150), (step) => here.push(step));
    expect(steps).toEqual(here);
    expect(steps.at(-1)?.stage).toBe('EXPLAINING');
  });

  it.each([
    [errors.InfeasiblePlanError, { removeServers: ['a', 'b', 'c', 'd'] }],
    [errors.UnknownServerError, { removeServers: ['nobody'] }],
    [errors.UnknownTenantError, { limits: { pinnedTenants: ['nobody'] } }],
    [errors.InvalidInputError, { objectives: { BYTES: -1 } }],
  ])('throws what this thread throws, and goes on: %s', async (expected, request) => {
    const question = { ...plainPlan, request };
    const thrownHere = await Promise.resolve()
      .then(() => answerTo(question, demoCluster(), ignore))
      .catch((error: unknown) => error);

    const thrown = await answer(question, demoCluster()).catch((error: unknown) => error);

    expect(thrown).toBeInstanceOf(expected);
    expect(thrown).toStrictEqual(thrownHere);
    expect((thrown as errors.DomainError).remedy).toBe((thrownHere as errors.DomainError).remedy);
    await expect(answer(plainPlan, demoCluster())).resolves.toHaveProperty('planHash');
  });

  it('that runs out of memory takes nothing else with it', async () => {
    const { unexpected, answer } = open(compiledPlanner, 12);

    const plan = answer(plainPlan, benchCluster(2000));

    await expect(plan).rejects.toBeInstanceOf(PlanningFailedError);
    await expect(plan).rejects.toThrow(/ran out of memory/);
    expect(unexpected).toHaveLength(1);
  });
});

describe('a queue with planner threads', () => {
  it('ends them, and the plans that they make, when it is closed', async () => {
    const { pool, unexpected } = open(compiledPlanner);
    const queue = new PlannerQueue(pool, fixedClock('2026-08-01T12:00:00.000Z'));
    const plan = queue.ask(plainPlan, () => Promise.resolve(benchCluster(1000)));
    plan.catch(ignore);
    for await (const [planning] of queue.follow(never)) if (planning?.stage === 'EVENING_OUT') break;

    await queue.close();

    await expect(plan).rejects.toBeInstanceOf(PlanningCancelledError);
    await expect(plan).rejects.toThrow(/is stopping/);
    expect(queue.inProgress()).toEqual([]);
    expect(unexpected).toEqual([]);
  });
});

describe('a planner thread that does not go on', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shardbook-planner-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Returns a thread that does what `first` says the first time that it is started, and plans from then on. */
  async function faultyAtFirst(first: string): Promise<URL> {
    const path = join(folder, 'planner.mjs');
    await writeFile(
      path,
      `import { existsSync, writeFileSync } from 'node:fs'; import { parentPort } from 'node:worker_threads';
       const mark = ${JSON.stringify(join(folder, 'mark'))};
       if (existsSync(mark)) await import(${JSON.stringify(compiledPlanner.href)});
       else { writeFileSync(mark, ''); ${first} }`,
    );
    return pathToFileURL(path);
  }

  it('is ended when its plan is cancelled, and the next plan gets another one', async () => {
    const step = `{ step: { stage: 'DRAINING', evaluatedMoves: 0 } }`;
    const search = `if (message === 'ANSWER') { parentPort.postMessage(${step}); for (;;); }`;
    const endless = await faultyAtFirst(`parentPort.on('message', (message) => { ${search} });`);
    const { pool, unexpected, answer } = open(endless);
    const cancelled = new AbortController();
    const reason = new PlanningCancelledError('1', 'ASKED_FOR');

    const plan = pool.answer(plainPlan, demoCluster(), () => cancelled.abort(reason), cancelled.signal);

    await expect(plan).rejects.toBe(reason);
    await expect(answer(plainPlan, demoCluster())).resolves.toHaveProperty('planHash');
    expect(unexpected).toEqual([]);
    await pool.close();
  });

  it('because it has ended unexpectedly fails its plan, and the next plan gets another one', async () => {
    const dying = await faultyAtFirst(`parentPort.on('message', () => process.exit(1));`);
    const { pool, unexpected, answer } = open(dying);

    const failed = answer(plainPlan, demoCluster());

    await expect(failed).rejects.toBeInstanceOf(PlanningFailedError);
    await expect(failed).rejects.toThrow(/ended unexpectedly/);
    expect(unexpected).toHaveLength(1);
    await expect(answer(plainPlan, demoCluster())).resolves.toHaveProperty('planHash');
    await pool.close();
  });

  it('tells as cause what it ended with', async () => {
    const { answer } = open(await faultyAtFirst(`throw new Error('out of order');`));

    const failed = answer(plainPlan, demoCluster());

    await expect(failed).rejects.toMatchObject({ cause: { message: 'out of order' } });
  });
});

/** A planner thread that fails with the class of error that its question names, made of the arguments in its request. */
const failingThread = pathToFileURL(join(import.meta.dirname, 'failing-thread.mjs'));

describe('an error on its way from a planner thread', () => {
  const { pool } = open(failingThread);

  afterAll(() => pool.close());

  it.each(errors.errorClasses.map((errorClass) => [errorClass.name, errorClass] as const))(
    'keeps class, message and facts: %s',
    async (_name, errorClass) => {
      const facts = errorClass === errors.SimulationOnlyError ? ['A reset', ['one', 'two']] : ['one', 'two', 'three'];
      const error = Reflect.construct(errorClass, facts) as errors.DomainError;
      const question = {
        kind: 'PLAN',
        request: { name: errorClass.name, facts },
        seed: 1,
      } as unknown as PlanningQuestion;

      const arrived = await pool.answer(question, demoCluster(), ignore, never).catch((thrown: unknown) => thrown);

      expect(arrived).toStrictEqual(error);
      expect(arrived).toBeInstanceOf(errorClass);
      expect(Object.entries(arrived as object)).toEqual(Object.entries(error));
    },
  );

  it('stays what it is when nobody expected it', () => {
    expect(errorOf(structuredClone(failureOf(new RangeError('No such cell'))))).toEqual(new RangeError('No such cell'));
  });
});
