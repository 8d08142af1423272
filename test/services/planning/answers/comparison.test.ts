// Four plans for one question: what each may do, what it reaches, and which one the figures speak for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  type PlanComparison,
  type PlanOutcome,
  type PlanVariant,
  planVariants,
} from '../../../../src/services/model/comparison.js';
import type { Measure, RebalancePlan } from '../../../../src/services/model/plan.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { attemptsFor, compareAttempts, comparisonOf } from '../../../../src/services/planning/answers/comparison.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';
import { measures } from '../../../../src/services/planning/measure/objectives/list.js';
import { completeOptions, type PlanRequest } from '../../../../src/services/planning/question/options.js';
import { cases } from '../../../support/cases.js';
import { allLeadersOnFirst, cluster, demoCluster, evenCluster, unit } from '../../../support/clusters.js';
import { clusters } from '../../../support/random-clusters.js';

const anyCluster = clusters({ servers: [2, 5], groups: [1, 9], odd: true });

async function compare(topology: ClusterTopology, request: PlanRequest = {}) {
  const kept: RebalancePlan[] = [];
  const comparison = await compareAttempts(attemptsFor(topology, request, 1), (made) => {
    const plan = { ...made, id: `plan-${kept.length}`, createdAt: '2026-08-01T12:00:00.000Z' };
    kept.push(plan);
    return Promise.resolve(plan);
  });
  return { comparison, kept };
}

function outcome({ outcomes }: PlanComparison, variant: PlanVariant): PlanOutcome {
  return outcomes.find((each) => each.variant === variant)!;
}

describe('comparing plans', () => {
  it('keeps four plans, from the least freedom to the most', async () => {
    const { comparison, kept } = await compare(demoCluster());

    expect(comparison.outcomes.map(({ variant }) => variant)).toEqual(planVariants);
    expect(comparison.outcomes.map(({ plan }) => plan?.id)).toEqual(kept.map(({ id }) => id));
    expect(outcome(comparison, 'LEADERSHIP_ONLY').point?.bytesMoved).toBe(0n);
    const gentle = outcome(comparison, 'GENTLE').plan!;
    expect(gentle.summary.bytesMoved <= gentle.summary.leastBytes / 2n).toBe(true);
  });

  it('recommends a plan without copies where that brings as much as any other', async () => {
    const { comparison } = await compare(allLeadersOnFirst());

    expect(comparison.recommended).toBe('LEADERSHIP_ONLY');
    expect(comparison.sentence).toMatch(/^Take LEADERSHIP_ONLY: .* with 4 moves, 0 B copied/);
  });

  it('recommends copies where they bring more, with the price of the rest', async () => {
    const { comparison } = await compare(demoCluster());

    const { recommended, start, sentence } = comparison;
    expect(recommended).not.toBe('LEADERSHIP_ONLY');
    expect(outcome(comparison, recommended!).dominatedBy).toEqual([]);
    expect(outcome(comparison, recommended!).point!.imbalance).toBeLessThan(start.imbalance);
    expect(sentence).toContain(`Take ${recommended}`);
  });

  it('recommends to leave an even cluster alone', async () => {
    const { comparison } = await compare(evenCluster());

    expect(comparison).toMatchObject({ recommended: null, remarks: [] });
    expect(comparison.sentence).toMatch(/^Leave the cluster unchanged/);
    expect(comparison.outcomes.map(({ sameAs }) => sameAs)).toEqual([
      null,
      ...Array<PlanVariant>(3).fill('LEADERSHIP_ONLY'),
    ]);
  });

  it('says why leadership transfers alone cannot empty a server', async () => {
    const { comparison } = await compare(demoCluster(), { removeServers: ['a'] });

    const { plan, point, refusal } = outcome(comparison, 'LEADERSHIP_ONLY');
    expect([plan, point]).toEqual([null, null]);
    expect(refusal).toMatchObject({ remedy: 'Allow more kinds of move in limits.allowedKinds' });
    expect(outcome(comparison, 'GENTLE').plan?.moves.length).toBeGreaterThan(0);
    expect(comparison.recommended).not.toBeNull();
  });

  it('takes the most even way to empty a server where that leaves the others less even', async () => {
    const even = cluster(
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'c', 'd'].map((leader) => ({ leader, bytes: unit, tenants: [`t-${leader}`] })),
    );

    const { comparison } = await compare(even, { removeServers: ['d'] });

    expect(comparison.recommended).not.toBeNull();
    expect(comparison.sentence).toMatch(/^Take \w+: it empties what has to leave, and leaves .* of 1\.500 with 1 move/);
    expect(comparison.sentence).not.toContain('%');
  });

  it('fails like the plain question where that has no plan', async () => {
    await expect(compare(allLeadersOnFirst(), { removeServers: ['a'] })).rejects.toMatchObject({
      code: 'INFEASIBLE_PLAN',
    });
  });

  it('keeps the limits of the question in every plan', async () => {
    const { kept } = await compare(demoCluster(), { limits: { maximumNumberOfMoves: 2, maxBytesMoved: BigInt(unit) } });

    expect(kept.some(({ moves }) => moves.length > 0)).toBe(true);
    for (const { moves, summary } of kept) {
      expect(moves.length).toBeLessThanOrEqual(2);
      expect(summary.bytesMoved).toBeLessThanOrEqual(BigInt(unit));
    }
  });

  it('finds a plan dominated that costs more for nothing', async () => {
    const { comparison } = await compare(
      cluster(
        ['a', 'b'],
        [
          { leader: 'a', followers: ['b'], bytes: unit },
          { leader: 'a', followers: ['b'], bytes: unit },
        ],
      ),
    );

    for (const { dominatedBy, point } of comparison.outcomes) {
      for (const variant of dominatedBy) {
        expect(outcome(comparison, variant).point!.imbalance).toBeLessThanOrEqual(point!.imbalance);
      }
    }
    expect(outcome(comparison, 'LEADERSHIP_ONLY').dominatedBy).toEqual([]);
  });
});

describe('comparisonOf', () => {
  const attempt = (variant: PlanVariant, request: PlanRequest) => ({
    ...{ variant, terms: '', refusal: null },
    plan: { ...makePlan(demoCluster(), request, 1), id: variant, createdAt: '' },
  });

  it('says so when a plan with more freedom ends worse than one with less', () => {
    const attempts = [attempt('GENTLE', {}), attempt('BALANCED', { budget: 0 })];

    const { remarks, outcomes, recommended } = comparisonOf(attempts, completeOptions().objectives);

    expect(remarks).toContainEqual(
      expect.stringMatching(/^BALANCED leaves BYTES at 2\.\d+ of the mean, GENTLE at 1\.\d+, although it may do all/),
    );
    expect(outcomes[0]?.dominatedBy).toEqual([]);
    expect(recommended).toBe('GENTLE');
  });
});

describe('comparing plans for any cluster', () => {
  it('never reports more freedom as worse in a measure without saying so', async () => {
    await fc.assert(
      fc.asyncProperty(anyCluster, fc.constantFrom<Measure>(...measures), async (topology, favourite) => {
        // One measure that counts far more than the others makes plans give up something for it.
        const { comparison } = await compare(topology, { objectives: { [favourite]: 100 } });
        const points = comparison.outcomes.flatMap(({ variant, point }) => (point ? [{ variant, point }] : []));
        for (const [at, freer] of points.entries()) {
          for (const gentler of points.slice(0, at)) {
            freer.point.balance.forEach(({ measure, maxOverMean }, index) => {
              if (maxOverMean <= gentler.point.balance[index]!.maxOverMean * (1 + 1e-6)) return;
              const said = comparison.remarks.filter((remark) =>
                remark.startsWith(`${freer.variant} leaves ${measure} `),
              );
              expect(said.some((remark) => remark.includes(` ${gentler.variant} at `))).toBe(true);
            });
          }
        }
      }),
      { numRuns: cases(10) },
    );
  });

  it('never recommends a dominated plan, nor one that leaves the cluster less even', async () => {
    await fc.assert(
      fc.asyncProperty(anyCluster, async (topology) => {
        const { comparison } = await compare(topology);
        if (comparison.recommended === null) return;
        const { dominatedBy, point } = outcome(comparison, comparison.recommended);
        expect(dominatedBy).toEqual([]);
        expect(point!.imbalance).toBeLessThan(comparison.start.imbalance);
      }),
      { numRuns: cases(8) },
    );
  });
});
