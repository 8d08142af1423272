import { describe, expect, it } from 'vitest';

import { forecastPlacement } from '../../../../src/services/planning/answers/forecast.js';
import { cluster, demoCluster, unit } from '../../../support/clusters.js';

describe('forecastPlacement', () => {
  it('gives every group the same probability while the key is unknown', () => {
    const forecast = forecastPlacement(demoCluster(), { scaleFactor: 2 });

    expect(forecast.documents).toBe(2190);
    expect(forecast.candidates).toHaveLength(12);
    expect(forecast.candidates.every(({ probability }) => probability === 1 / 12)).toBe(true);
    expect(forecast.certainGroupId).toBeNull();
  });

  it('names the group, its neighbours and the new size where the key decides', () => {
    const forecast = forecastPlacement(demoCluster(), { groupId: 'g/4' });

    expect(forecast.certainGroupId).toBe('g/4');
    expect(forecast.candidates[0]).toMatchObject({ neighbours: ['t4'], documentsAfter: 3285, probability: 1 });
    expect(forecast.balanceAfterBest).toEqual(forecast.balanceAfterWorst);
  });

  it('takes an empty group on the emptiest leader for LEAST_LOADED', () => {
    const forecast = forecastPlacement(demoCluster(), { placement: 'LEAST_LOADED' });

    expect(forecast.certainGroupId).toBe('g/0');
    expect(forecast.sentence).toContain('led by DBServer-a, without neighbours');
  });

  it('models bytes from the tenants there are and says so', () => {
    const forecast = forecastPlacement(demoCluster());

    expect(forecast.bytes).toBe(BigInt(unit));
    expect(forecast.bytesBasis).toBe('modelled: 457 bytes per document, the mean of 5 tenants there are');
    const added = forecast.servers.reduce((sum, server) => sum + server.bytesAfter - server.bytesBefore, 0n);
    expect(Number(added)).toBeCloseTo(2 * unit, -2);
  });

  it('warns of servers that could overflow', () => {
    const full = cluster([{ serverId: 'a', capacityBytes: 1000n }], [{ leader: 'a', bytes: 900, tenants: ['t'] }]);

    expect(forecastPlacement(full).warnings).toEqual([expect.stringContaining('DBServer-a would hold')]);
  });

  it('says that there is no group yet where the graph does not exist', () => {
    const forecast = forecastPlacement(demoCluster(), { naming: 'snake_case' });

    expect(forecast.candidates).toEqual([]);
    expect(forecast.sentence).toContain('no shard group for it yet');
  });

  it('refuses scale factors that no tenant can have', () => {
    for (const scaleFactor of [0, -1, 1.5, 1001]) {
      expect(() => forecastPlacement(demoCluster(), { scaleFactor })).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', field: 'scaleFactor' }),
      );
    }
  });
});
