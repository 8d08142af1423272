// compareRebalancePlans over the API: four plans side by side, each of which can be asked for again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

interface Comparison {
  readonly recommended: string | null;
  readonly sentence: string;
  readonly start: { imbalance: number };
  readonly outcomes: readonly {
    variant: string;
    plan: { id: string; summary: { moves: number } } | null;
    point: { moves: number; imbalance: number } | null;
    refusal: { message: string; remedy: string | null } | null;
    isDominated: boolean;
  }[];
}

async function compare(input: string): Promise<Comparison> {
  const { data, errors } = await api.ask<{ compareRebalancePlans: { comparison: Comparison } }>(`mutation {
    compareRebalancePlans(input: ${input}) {
      ... on CompareRebalancePlansPayload { comparison {
        recommended sentence remarks start { imbalance balance { measure maxOverMean gap } }
        outcomes {
          variant terms isDominated dominatedBy sameAs refusal { message remedy }
          point { imbalance balance { measure maxOverMean } bytesMoved moves estimatedSeconds }
          plan { id summary { moves } }
        }
      } }
      ... on Error { code message remedy }
    }
  }`);
  expect(errors).toBeUndefined();
  return data.compareRebalancePlans.comparison;
}

describe('compareRebalancePlans', () => {
  it('sets four kept plans side by side and recommends one of them', async () => {
    const comparison = await compare('{ addServers: { count: 2 } }');

    const ids = comparison.outcomes.map(({ plan }) => plan!.id);
    const { data } = await api.ask<{ nodes: { id: string }[] }>('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids,
    });
    expect(comparison.outcomes.map(({ variant }) => variant)).toEqual([
      'LEADERSHIP_ONLY',
      'GENTLE',
      'BALANCED',
      'THOROUGH',
    ]);
    expect(data.nodes).toEqual(ids.map((id) => ({ id })));
    expect(comparison.outcomes.every(({ plan, point }) => plan?.summary.moves === point?.moves)).toBe(true);
    expect(comparison.sentence).toContain(`Take ${comparison.recommended}`);
  });

  it('takes what simulateRebalance takes, and says why some terms have no plan', async () => {
    const { data } = await api.ask<{ cluster: { servers: { id: string }[] } }>('{ cluster { servers { id } } }');

    const comparison = await compare(`{ replaceServers: [{ serverId: "${data.cluster.servers[0]!.id}" }] }`);

    const [leadershipOnly, gentle] = comparison.outcomes;
    expect(leadershipOnly).toMatchObject({ plan: null, point: null });
    expect(leadershipOnly?.refusal?.remedy).toMatch(/Allow more kinds of move/);
    expect(gentle?.plan).not.toBeNull();
  });

  it('answers a wrong input with an error as data', async () => {
    const { data } = await api.ask(
      'mutation { compareRebalancePlans(input: { numberOfShards: 0 }) { __typename ... on InvalidInputError { field } } }',
    );

    expect(data.compareRebalancePlans).toEqual({ __typename: 'InvalidInputError', field: 'numberOfShards' });
  });
});
