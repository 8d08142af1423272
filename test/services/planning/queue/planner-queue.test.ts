// The queue where plans are asked for: whose turn it is, who is told what, and how to end it. Tests hold a place by
// keeping back the topology that was asked for.
import { beforeEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { InvalidInputError, UnknownSnapshotError } from '../../../../src/services/errors/errors.js';
import {
  PlanningCancelledError,
  TooManyPlansError,
  UnknownPlanningError,
} from '../../../../src/services/errors/errors.js';
import type { PlanningInProgress } from '../../../../src/services/model/planning.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { inlinePool } from '../../../../src/services/planning/queue/planner-pool.js';
import { PlannerQueue } from '../../../../src/services/planning/queue/planner-queue.js';
import { demoCluster, evenCluster } from '../../../support/clusters.js';

let queue: PlannerQueue;

beforeEach(() => {
  queue = new PlannerQueue(inlinePool(), fixedClock('2026-08-01T12:00:00.000Z'));
});

/** A question whose topology comes when `give` is called. */
function ask(count = 0) {
  let give: (topology: ClusterTopology) => void = () => undefined;
  const topology = new Promise<ClusterTopology>((resolve) => {
    give = resolve;
  });
  const wish = { kind: 'PLAN', request: { addServers: { count } }, seed: 1 } as const;
  let tellAsked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    tellAsked = resolve;
  });
  const answer = queue.ask(wish, () => {
    tellAsked();
    return topology;
  });
  // Tests look at it later, or not at all.
  answer.catch(() => undefined);
  return { answer, give: () => give(evenCluster()), isAsked };
}

const stages = (): string[] => queue.inProgress().map(({ stage }) => stage);

describe('the queue', () => {
  it('shows what was asked, and when, until it is answered', async () => {
    const { answer, give, isAsked } = ask(2);
    await isAsked;

    expect(queue.inProgress()).toEqual([
      {
        ...{ id: expect.any(String) as string, question: 'A plan with 2 more servers', stage: 'PREPARING' },
        ...{ evaluatedMoves: 0, budget: 100_000_000, startedAt: '2026-08-01T12:00:00.000Z' },
      },
    ]);
    give();
    expect((await answer).moves.length).toBeGreaterThan(0);
    expect(queue.inProgress()).toEqual([]);
  });

  it('lets questions wait for their turn, in the order in which they came', async () => {
    const [first, second, third] = [ask(), ask(1), ask(2)];
    await first.isAsked;
    const order: number[] = [];
    void first.answer.then(() => order.push(1));
    void second.answer.then(() => order.push(2));
    void third.answer.then(() => order.push(3));

    expect(stages()).toEqual(['PREPARING', 'WAITING', 'WAITING']);
    third.give();
    second.give();
    first.give();

    await Promise.all([first.answer, second.answer, third.answer]);
    expect(order).toEqual([1, 2, 3]);
  });

  it('refuses a question when 16 wait, and takes it when one of them is gone', async () => {
    const asked = Array.from({ length: 17 }, () => ask());

    await expect(ask().answer).rejects.toStrictEqual(new TooManyPlansError(16));
    queue.cancel(queue.inProgress().at(-1)!.id);
    const last = ask();
    for (const { give } of [...asked, last]) give();

    await expect(last.answer).resolves.toHaveProperty('planHash');
    await expect(asked.at(-1)!.answer).rejects.toBeInstanceOf(PlanningCancelledError);
  });

  it('ends what waits and what is being prepared, and gives their capacity to others', async () => {
    const [first, second, third] = [ask(), ask(), ask()];
    await first.isAsked;
    const [one, two] = queue.inProgress();

    expect(queue.cancel(two!.id)).toEqual(two);
    expect(queue.cancel(one!.id)).toEqual(one);
    third.give();
    first.give();

    await expect(second.answer).rejects.toMatchObject({ code: 'PLANNING_CANCELLED', planningId: two!.id });
    await expect(first.answer).rejects.toBeInstanceOf(PlanningCancelledError);
    await expect(third.answer).resolves.toHaveProperty('planHash');
  });

  it('knows no id of something that has ended', async () => {
    const { answer, give } = ask();
    const [{ id } = { id: '' }] = queue.inProgress();
    give();
    await answer;

    expect(() => queue.cancel(id)).toThrow(UnknownPlanningError);
    expect(() => queue.cancel('')).toThrow(UnknownPlanningError);
  });

  it('tells at once what no planner could answer, and goes on after a topology that is not there', async () => {
    const waiting = ask();
    const wish = { kind: 'PLAN', request: { budget: -1 }, seed: 1 } as const;

    await expect(queue.ask(wish, () => Promise.resolve(demoCluster()))).rejects.toBeInstanceOf(InvalidInputError);

    const missing = queue.ask({ ...wish, request: {} }, () => Promise.reject(new UnknownSnapshotError('s')));
    waiting.give();
    await expect(missing).rejects.toBeInstanceOf(UnknownSnapshotError);
    const last = ask();
    last.give();
    await expect(last.answer).resolves.toHaveProperty('planHash');
  });

  it('ends everything when it is closed, and takes no more', async () => {
    const asked = [ask(), ask()];

    await queue.close();
    asked[0]!.give();

    for (const { answer } of [...asked, ask()]) await expect(answer).rejects.toThrow(/is stopping/);
    expect(queue.inProgress()).toEqual([]);
  });
});

describe('whoever follows the queue', () => {
  it('gets the present state first, then the newest one, however many there were meanwhile', async () => {
    const { answer, give, isAsked } = ask();
    await isAsked;
    const listening = new AbortController();
    const states = queue.follow(listening.signal);

    const seen: (readonly PlanningInProgress[] | undefined)[] = [(await states.next()).value ?? undefined];
    const next = states.next();
    give();
    await answer;
    seen.push((await next).value ?? undefined, (await states.next()).value ?? undefined);
    const nothing = states.next();
    listening.abort();

    expect(seen[0]).toMatchObject([{ stage: 'PREPARING' }]);
    expect(seen.length).toBeLessThan(5);
    expect(seen.at(-1)).toEqual([]);
    expect(await nothing).toEqual({ done: true, value: undefined });
  });
});
