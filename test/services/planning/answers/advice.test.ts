import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import { adviseScaling } from '../../../../src/services/planning/answers/advice.js';
import { cluster, demoCluster, evenCluster, unit } from '../../../support/clusters.js';

/** The demo before servers were added: DB-Servers a, b and c. */
function threeServers(): ReturnType<typeof demoCluster> {
  const topology = demoCluster();
  return { ...topology, servers: topology.servers.slice(0, 3) };
}

describe('adviseScaling', () => {
  it('recommends two more servers for five groups with data on three', () => {
    const advice = adviseScaling(threeServers());

    expect(advice.recommendation).toMatchObject({ verdict: 'ADD_SERVERS', serversWorthAdding: 2 });
    expect(advice.headroom.serversThatCanHelp).toBe(2);
    expect(advice.newServers.every(({ leadersWithData, bytes }) => leadersWithData === 1 && bytes > 0n)).toBe(true);
    expect(advice.steps[1]).toBe('Run addSimulatedServers(input: { count: 2 })');
  });

  it('names only operations that the API has', () => {
    const schema = readFileSync(packageFile('schema.graphql'), 'utf8');
    const { steps } = adviseScaling(demoCluster(), { count: 2 });

    const operations = steps.flatMap((step) => /^Run (\w+)/.exec(step)?.[1] ?? []);
    expect(operations).toHaveLength(5);
    for (const operation of operations) expect(schema).toMatch(new RegExp(`^  ${operation}\\(`, 'm'));
  });

  it('carries the plan out with the operation for it', () => {
    const { steps } = adviseScaling(demoCluster(), { count: 2 });

    expect(steps.filter((step) => step.startsWith('Run applyRebalance'))).toHaveLength(1);
    expect(steps.join()).not.toContain('startDemo');
  });

  it('says which new servers would lead nothing, and why', () => {
    const advice = adviseScaling(threeServers(), { count: 4 });

    expect(advice.recommendation).toMatchObject({ verdict: 'ADD_FEWER', serversWorthAdding: 2 });
    const idle = advice.newServers.filter(({ leadersWithData }) => leadersWithData === 0);
    expect(idle.length).toBeGreaterThan(0);
    for (const { whyIdle } of idle) expect(whyIdle).toContain('no more than 5 servers can lead anything');
  });

  it('finds nothing to gain where there is one tenant', () => {
    const one = cluster(['a', 'b'], [{ leader: 'a', followers: ['b'], bytes: unit, tenants: ['t'] }]);

    expect(adviseScaling(one).recommendation.verdict).toBe('NO_GAIN');
    expect(adviseScaling(cluster([], [])).recommendation.verdict).toBe('NO_GAIN');
  });

  it('advises to rebalance first where that alone is enough', () => {
    const advice = adviseScaling(demoCluster(), { count: 0 });

    expect(advice.recommendation.verdict).toBe('REBALANCE_FIRST');
    expect(advice.servers.map(({ tenantsLed }) => tenantsLed)).toEqual([1, 4, 0, 0, 0]);
  });

  it('gives a person the steps where no API adds servers', () => {
    const advice = adviseScaling({ ...threeServers(), deployment: 'ARANGODB_CLUSTER' });

    expect(advice.steps.join('\n')).toContain('web console');
    expect(advice.steps.join('\n')).not.toContain('addSimulatedServers');
  });

  it('refuses counts out of range', () => {
    expect(() => adviseScaling(evenCluster(), { count: 101 })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});
