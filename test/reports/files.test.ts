import { describe, expect, it } from 'vitest';

import { reportFiles, reportModelOf } from '../../src/reports/files.js';
import type { ReportModel } from '../../src/reports/model.js';
import { demoReport } from '../support/named-reports.js';

describe('reportFiles', () => {
  it('renders a report that was kept before its tables said how many rows are shown', async () => {
    const { cells, ...head } = demoReport();
    const old = cells.map((cell) => {
      const { shown, ...rest } = { shown: null, ...cell };
      return shown === null ? rest : cell;
    });
    const kept = { id: 'old', title: head.title, createdAt: head.createdAt, runId: null };

    const report = { ...kept, model: JSON.stringify({ ...head, cells: old }) };
    const now = { ...kept, id: 'now', model: JSON.stringify(demoReport()) };
    const hashes = async (of: typeof now): Promise<string[]> => (await reportFiles(of)).map(({ sha256 }) => sha256);

    expect(report.model).not.toContain('"shown"');
    expect(await hashes(report)).toEqual(await hashes(now));
  });
});

describe('reportModelOf', () => {
  it('reads a model once for each report at hand', async () => {
    const model: ReportModel = demoReport();
    const report = { id: 'one', title: '', createdAt: model.createdAt, runId: null, model: JSON.stringify(model) };

    expect(await reportModelOf(report)).toBe(await reportModelOf(report));
    expect(await reportModelOf({ ...report })).toEqual(model);
  });
});
