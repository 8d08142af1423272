import { describe, expect, it } from 'vitest';

import type { ReportModel, TableCell } from '../../../src/reports/model.js';
import { canonicalJson } from '../../../src/services/base/canonical.js';
import { namedPlan, planReports } from '../../support/named-reports.js';

function reportOf(name: string): ReportModel {
  const report = planReports[name];
  if (!report) throw new Error(`There is no report of ${name}`);
  return report();
}

function table(model: ReportModel, id: string): TableCell {
  const cell = model.cells.find((one) => one.id === id);
  if (cell?.kind !== 'TABLE') throw new Error(`The report has no table ${id}`);
  return cell;
}

function values(cell: TableCell, column: string): readonly unknown[] {
  const at = cell.columns.findIndex(({ id }) => id === column);
  return cell.rows.map((row) => row[at]?.value);
}

describe('the report of a plan', () => {
  it('says of every kind of plan that its figures are modelled', () => {
    for (const [name, report] of Object.entries(planReports)) {
      const { figures, cells } = report();
      const bases = cells.flatMap((cell) => (cell.kind === 'CHART' ? [cell.basis] : []));

      expect(new Set([...bases, ...figures.map(({ basis }) => basis)]), name).toEqual(new Set(['MODELLED']));
    }
  });

  it('has every part of a plan, with cells and titles of their own, and survives JSON', () => {
    for (const [name, report] of Object.entries(planReports)) {
      const model = report();
      const titles = model.cells.flatMap(({ title }) => title ?? []);

      expect(new Set(model.cells.map(({ id }) => id)).size, name).toBe(model.cells.length);
      expect(new Set(titles).size, name).toBe(titles.length);
      expect(JSON.parse(canonicalJson(model)), name).toEqual(model);
    }
    expect(reportOf('a plan').sections.map(({ id }) => id)).toEqual([
      'summary',
      'question',
      'before-after',
      'moves',
      'room',
      'placement',
      'apply',
      'basis',
      'provenance',
    ]);
  });

  it('has the moves, waves, bounds and peaks of the plan', () => {
    const plan = namedPlan();
    const { peaks, makespan } = plan.figures;
    const model = reportOf('a plan');

    expect(plan.moves.length).toBeGreaterThan(0);
    expect(values(table(model, 'plan-moves'), 'bytes')).toEqual(plan.moves.map(({ bytes }) => Number(bytes)));
    expect(values(table(model, 'plan-waves'), 'bytes')).toEqual(plan.waves.map(({ bytes }) => Number(bytes)));
    expect(values(table(model, 'balance'), 'best')).toEqual(
      plan.summary.after.map(({ bestReachable }) => bestReachable),
    );
    expect(values(table(model, 'room-peaks'), 'peak')).toEqual(peaks.map(({ peakBytes }) => Number(peakBytes)));
    expect(values(table(model, 'room-bounds'), 'least')).toContain(makespan.boundSeconds);
  });

  it('tells of a plan without a move that there is nothing to apply', () => {
    const model = reportOf('a plan without a move');

    expect(model.outcome).toMatchObject({ mark: 'PASS', label: 'Nothing to move' });
    expect(model.sections.map(({ id }) => id)).not.toContain('apply');
  });

  it('names the server that a plan empties, which holds nothing after it', () => {
    const model = reportOf('a plan that drains a DB-Server');
    const chart = model.cells.find(({ id }) => id === 'bytes');
    const bars = chart?.kind === 'CHART' && chart.chart.type === 'BEFORE_AFTER' ? chart.chart.categories : [];

    expect(values(table(model, 'question-inputs'), 'value')).toContain('DBServer0003');
    expect(bars.find(({ label }) => label === 'DBServer0003')?.after).toBe(0);
  });

  it('says of a plan that imagines something what that is, and shows no way to apply it', () => {
    const model = reportOf('a plan with imagined DB-Servers');

    expect(model.outcome).toMatchObject({ mark: 'WARN', label: 'Hypothetical' });
    expect(values(table(model, 'question-inputs'), 'value')).toContain('2 (5.00 MB)');
    expect(JSON.stringify(model.cells)).toContain('2 servers do not exist yet');
    expect(model.cells.map(({ id }) => id)).not.toContain('apply-operation');
  });

  it('compares with the cluster of today where a plan starts from another', () => {
    expect(() => table(reportOf('a plan with other shards and growth'), 'balance-today')).not.toThrow();
    expect(() => table(reportOf('a plan'), 'balance-today')).toThrow('no table');
  });
});
