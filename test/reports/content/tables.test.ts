import { describe, expect, it } from 'vitest';

import { colourTenants } from '../../../src/reports/content/cluster-figures.js';
import { tablesBehindCharts } from '../../../src/reports/content/tables.js';
import { clusterWith, type TenantWish } from '../../support/demo-run.js';

/** The rows of each table behind the charts of a cluster with so many tenants and shard groups. */
function rowsBehind(tenants: number, groups: number): Record<string, number> {
  const wishes = Array.from({ length: tenants }, (_, at): TenantWish => ({
    ...{ name: `Tenant ${at}`, scaleFactor: 1 },
    group: at % groups,
  }));
  const state = clusterWith(wishes, { groups });
  const tables = tablesBehindCharts('start', 'at the start', state, colourTenants([state]));
  return Object.fromEntries(tables.map((cell) => [cell.id, cell.kind === 'TABLE' ? cell.rows.length : 0]));
}

describe('tablesBehindCharts', () => {
  it('is empty where charts show every tenant and every shard group', () => {
    expect(rowsBehind(12, 48)).toEqual({});
  });

  it('has every tenant and every shard group that charts leave out', () => {
    expect(rowsBehind(13, 48)).toEqual({ 'start-all-tenants': 13 });
    expect(rowsBehind(12, 49)).toEqual({ 'start-all-groups': 49 });
  });
});
