import { describe, expect, it } from 'vitest';

import { reportModelOf } from '../../src/reports/files.js';
import type { ReportModel } from '../../src/reports/model.js';
import { demoReport } from '../support/named-reports.js';

describe('reportModelOf', () => {
  it('reads a model once for each report at hand', async () => {
    const model: ReportModel = demoReport();
    const report = { id: 'one', title: '', createdAt: model.createdAt, runId: null, model: JSON.stringify(model) };

    expect(await reportModelOf(report)).toBe(await reportModelOf(report));
    expect(await reportModelOf({ ...report })).toEqual(model);
  });
});
