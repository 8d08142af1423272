// A plan that is watched: what is told, and that it changes nothing.
import { describe, expect, it } from 'vitest';

import type { PlannerStep } from '../../../../src/services/model/planning.js';
import { adviseScaling } from '../../../../src/services/planning/answers/advice.js';
import { attemptsFor, budgetOfAttempts } from '../../../../src/services/planning/answers/comparison.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';
import { demoCluster, evenCluster } from '../../../support/clusters.js';
import { benchCluster } from '../../../support/planner-thread.js';

function watched(make: (observe: (step: PlannerStep) => void) => unknown): PlannerStep[] {
  const steps: PlannerStep[] = [];
  make((step) => steps.push(step));
  return steps;
}

const counts = (steps: readonly PlannerStep[]): number[] => steps.map(({ evaluatedMoves }) => evaluatedMoves);

describe('an observer of a plan', () => {
  it('is told each stage once and in order, and of more and more candidates', () => {
    const steps = watched((observe) => makePlan(benchCluster(400), {}, 1, observe));

    const stages = steps.map(({ stage }) => stage);
    expect([...new Set(stages)]).toEqual(['DRAINING', 'EVENING_OUT', 'SCHEDULING', 'EXPLAINING']);
    expect(stages).toEqual([...stages].sort((a, b) => stages.indexOf(a) - stages.indexOf(b)));
    expect(counts(steps)).toEqual([...counts(steps)].sort((a, b) => a - b));
    expect(stages.filter((stage) => stage === 'EVENING_OUT').length).toBeGreaterThan(2);
  });

  it('changes nothing of it', () => {
    const alone = makePlan(demoCluster(), { addServers: { count: 1 } }, 1);

    expect(makePlan(demoCluster(), { addServers: { count: 1 } }, 1, () => undefined)).toEqual(alone);
  });

  it('is told one count for all plans that an answer takes', () => {
    const single = makePlan(demoCluster(), {}, 1).search.evaluatedMoves;
    const comparison = counts(watched((observe) => attemptsFor(demoCluster(), {}, 1, observe)));
    const advice = counts(watched((observe) => adviseScaling(demoCluster(), { count: 1 }, observe)));

    for (const told of [comparison, advice]) {
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(told.at(-1)).toBeGreaterThan(single);
    }
    expect(comparison.at(-1)).toBeLessThan(budgetOfAttempts({}));
  });
});

describe('the budget of a search', () => {
  it('ends it, and the plan says so', () => {
    const { search, options } = makePlan(benchCluster(80), { budget: 300 }, 1);

    expect(options.budget).toBe(300);
    expect(search).toMatchObject({ isBudgetSpent: true });
    expect(search.evaluatedMoves).toBeGreaterThanOrEqual(300);
    expect(search.evaluatedMoves).toBeLessThan(3000);
  });

  it('gives the same plan each time', () => {
    const plan = makePlan(benchCluster(80), { budget: 3000 }, 1);

    expect(makePlan(benchCluster(80), { budget: 3000 }, 1).planHash).toBe(plan.planHash);
    expect(makePlan(benchCluster(80), {}, 1).planHash).not.toBe(plan.planHash);
  });

  it('is left over where the search comes to its own end', () => {
    const { search } = makePlan(evenCluster(), {}, 1);

    expect(search.isBudgetSpent).toBe(false);
    expect(search.evaluatedMoves).toBeLessThan(100_000);
  });
});
