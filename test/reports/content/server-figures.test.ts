import { describe, expect, it } from 'vitest';

import { serverFiguresCell } from '../../../src/reports/content/validation.js';
import type { PerformanceReport, ServerFigure, ServerFigures } from '../../../src/services/model/check.js';

const memory: ServerFigure = {
  ...{ name: 'MEMORY', description: 'Memory of the process', source: 'resident_set_size' },
  ...{ value: 1_500_000, unit: 'BYTES' },
};
const uptime: ServerFigure = { ...memory, name: 'UPTIME', description: 'Time since it was started', unit: 'SECONDS' };

function server(number: number, figures: readonly ServerFigure[], skipped: string | null = null): ServerFigures {
  return { serverId: `PRMR-${number}`, shortName: `DBServer${number}`, figures, skipped };
}

function cellOf(serverFigures: readonly ServerFigures[]): ReturnType<typeof serverFiguresCell> {
  const overall = { name: 'ALL', description: '', samples: 0, failures: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
  const performance: PerformanceReport = {
    ...{ measuredAt: '2026-08-15T10:00:00.000Z', elapsedMs: 1, concurrency: 1, queries: [] },
    overall: { ...overall, queriesPerSecond: 0 },
    serverFigures,
  };
  return serverFiguresCell('figures', 'Figures of DB-Servers', performance);
}

describe('serverFiguresCell', () => {
  it('puts the same figure of all DB-Servers together, in the order of their names', () => {
    const cell = cellOf([server(10, [memory, uptime]), server(2, [memory, uptime])]);

    expect(cell?.kind === 'TABLE' && cell.rows.map((row) => row.slice(0, 3).map(({ text }) => text))).toEqual([
      ['Memory of the process', 'DBServer2', '1.50 MB'],
      ['Memory of the process', 'DBServer10', '1.50 MB'],
      ['Time since it was started', 'DBServer2', '416.7 h'],
      ['Time since it was started', 'DBServer10', '416.7 h'],
    ]);
  });

  it('names the DB-Servers that tell nothing, with their reason', () => {
    const cell = cellOf([server(1, [memory]), server(2, [], 'It has failed'), server(3, [], 'It has failed')]);

    expect(cell?.kind === 'TABLE' && cell.note).toContain('DBServer2 and DBServer3: It has failed.');
  });

  it('is a skipped check with the reason where no DB-Server tells anything', () => {
    const cell = cellOf([server(1, [], 'It is simulated'), server(2, [], 'It is simulated')]);

    expect(cell).toMatchObject({ kind: 'CHECK', mark: 'SKIPPED' });
    expect(cell?.kind === 'CHECK' && cell.checks[0]?.evidence).toBe('All DB-Servers: It is simulated.');
  });

  it('is not there for a cluster without DB-Servers', () => {
    expect(cellOf([])).toBeNull();
  });
});
