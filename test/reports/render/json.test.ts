import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

import type { ReportModel } from '../../../src/reports/model.js';
import { reportJsonSchema } from '../../../src/reports/model.js';
import { renderJson } from '../../../src/reports/render/json.js';
import { packageFile } from '../../../src/services/base/package-root.js';
import { demoReport, hostileReport, largeReport } from '../../support/named-reports.js';

/** What an independent validator has against a report; empty when it is valid. */
function faultsOf(report: unknown): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(reportJsonSchema()) as object);
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

describe('renderJson', () => {
  it('keeps to the published JSON Schema', async () => {
    for (const model of [demoReport(), hostileReport(), largeReport({ tenants: 50, servers: 8, groups: 40 })]) {
      expect(faultsOf(JSON.parse(await renderJson(model)))).toEqual([]);
    }
  });

  it('has a schema that refuses what is not a report', async () => {
    const report = JSON.parse(await renderJson(demoReport())) as Record<string, unknown>;

    expect(faultsOf({ ...report, modelVersion: 2 })).not.toEqual([]);
    expect(faultsOf({ ...report, cells: [{ kind: 'NARRATIVE' }] })).not.toEqual([]);
    expect(faultsOf({ ...report, further: true })).not.toEqual([]);
  });

  it('has its published schema up to date: npm run schema writes it', () => {
    expect(readFileSync(packageFile('docs/report.schema.json'), 'utf8')).toBe(reportJsonSchema());
  });

  it('has every tenant and shard group of a large cluster, one on a line', async () => {
    const text = await renderJson(largeReport({ tenants: 1000, servers: 60, groups: 1200 }));
    const { cells } = JSON.parse(text) as ReportModel;
    const rowsOf = (id: string): number =>
      cells.flatMap((cell) => (cell.id === id && 'rows' in cell ? cell.rows : [])).length;

    expect([rowsOf('neighbours'), rowsOf('groups')]).toEqual([1000, 1200]);
    expect(text.match(/^ {8}\[\{[^}]*"text":"Tenant number 1000"/gm)).toHaveLength(1);
  });

  it('gives the same bytes when it renders the same model twice', async () => {
    expect(await renderJson(demoReport())).toBe(await renderJson(demoReport()));
  });
});
