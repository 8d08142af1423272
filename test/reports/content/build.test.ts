import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';

import { buildRunReport } from '../../../src/reports/content/build.js';
import type { ReportModel, TableCell } from '../../../src/reports/model.js';
import { canonicalJson } from '../../../src/services/base/canonical.js';
import { inOneGo } from '../../../src/services/base/turns.js';
import { RUN_INTERRUPTED, type RunEventBody } from '../../../src/services/model/run.js';
import { demoRun, foldRun } from '../../support/demo-run.js';
import { demoReport, largeReport } from '../../support/named-reports.js';

/** The demo up to so many of its events, then ended by this one. */
function endedEarly(kept: number, ...ends: RunEventBody[]): ReportModel {
  const demo = demoRun();
  const head = demo.events.slice(0, kept);
  const tail = ends.map((end, at) => {
    const sequence = kept + at + 1;
    return { ...end, runId: demo.run.id, sequence, at: `2026-08-15T10:01:0${at}.000Z` };
  });
  const events = [...head, ...tail];
  return inOneGo(buildRunReport({ ...demo, run: foldRun(events), events, plan: null }));
}

function table(model: ReportModel, id: string): TableCell {
  const cell = model.cells.find((one) => one.id === id);
  if (cell?.kind !== 'TABLE') throw new Error(`The report has no table ${id}`);
  return cell;
}

function column(cell: TableCell, id: string): readonly (string | number | null | undefined)[] {
  const at = cell.columns.findIndex((one) => one.id === id);
  return cell.rows.map((row) => row[at]?.value);
}

describe('buildRunReport', () => {
  it('tells the growth of the guide: 2 to 5 tenants, 3,285 to 7,665 documents, 3 to 5 DB-Servers', () => {
    const figures = demoReport().figures.map(({ label, value, note }) => [label, value, note]);

    expect(figures.slice(0, 3)).toEqual([
      ['Tenants', '5', '2 before'],
      ['Documents', '7,665', '3,285 before'],
      ['DB-Servers', '5', '3 before'],
    ]);
  });

  it('has a section for each of the five steps, each with its mark', () => {
    const steps = demoReport().sections.filter(({ title }) => title.startsWith('Step '));

    expect(steps.map(({ title }) => title)).toEqual([
      'Step 1: Initial state analysis',
      'Step 2: Dynamic tenant addition',
      'Step 3: Server addition',
      'Step 4: Shard rebalancing',
      'Step 5: Validation',
    ]);
    expect(steps.map(({ mark }) => mark)).toEqual(['PASS', 'PASS', 'PASS', 'PASS', 'PASS']);
  });

  it('is the same before and after the final event of the run', () => {
    const demo = demoRun();
    const before = demo.events.slice(0, -1);

    const early = inOneGo(buildRunReport({ ...demo, run: foldRun(before), events: before }));

    expect(canonicalJson(early)).toBe(canonicalJson(inOneGo(buildRunReport(demo))));
  });

  it('takes its time from the newest event and not from a clock', () => {
    expect(demoReport().createdAt).toBe('2026-08-15T10:00:10.000Z');
  });

  it('survives JSON unchanged, so that it can be stored', () => {
    const model = demoReport();

    expect(JSON.parse(canonicalJson(model))).toEqual(model);
  });

  it('gives every cell an id of its own and a section that exists', () => {
    const { cells, sections } = demoReport();
    const titles = cells.flatMap(({ title }) => title ?? []);

    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(new Set(titles).size).toBe(titles.length);
    expect(sections.map(({ id }) => id)).toEqual([...new Set(cells.map(({ section }) => section))]);
  });

  it('adds up: documents after each addition, and bytes per DB-Server over all replicas', () => {
    const model = demoReport();

    expect(column(table(model, 'tenant-addition-additions'), 'documents-after')).toEqual([5475, 6570, 7665]);
    const bytes = column(table(model, 'server-addition-servers'), 'bytes').map(Number);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(2 * 7665 * 312);
  });

  it('names every move with its reason, and neighbours in a shared shard group', () => {
    const model = demoReport();

    const reasons = model.cells.find(({ id }) => id === 'rebalancing-reasons');

    expect(table(model, 'rebalancing-moves').rows).toHaveLength(8);
    expect(reasons?.kind === 'NARRATIVE' ? reasons.list : []).toHaveLength(8);
    expect(column(table(model, 'tenant-addition-neighbours'), 'neighbours')).toContain('Global Enterprises');
  });

  it('shows operations that are GraphQL, with variables that are JSON', () => {
    const operations = demoReport().cells.filter((cell) => cell.kind === 'OPERATION');

    expect(operations.length).toBeGreaterThanOrEqual(5);
    for (const { operation, variables } of operations) {
      expect(() => parse(operation)).not.toThrow();
      expect(() => JSON.parse(variables ?? '{}') as unknown).not.toThrow();
    }
  });

  it('marks counts, bytes and placement as measured, load and times of moves as modelled', () => {
    const model = demoReport();
    const basisOf = new Map(table(model, 'before-after-table').rows.map((row) => [row[0]?.value, row.at(-1)?.value]));
    const kinds = new Map(table(model, 'basis-kinds').rows.map((row) => [row[0]?.value, row[1]?.value]));

    const bases = model.cells.flatMap((cell) => (cell.kind === 'CHART' ? [cell.basis] : []));
    expect(new Set(bases)).toEqual(new Set(['MEASURED']));
    expect(model.figures.find(({ id }) => id === 'fullest')?.basis).toBe('MEASURED');
    expect(basisOf.get('Bytes, fullest DB-Server over mean')).toBe('MEASURED');
    expect(basisOf.get('Load, most over mean')).toBe('MODELLED');
    expect(kinds.get('Bytes, documents and leaders per DB-Server')).toBe('MEASURED');
    expect(kinds.get('Duration of moves')).toBe('MODELLED');
  });

  it('says at the top why a run failed and what to do, and proves nothing that did not run', () => {
    const failure = { code: 'STORE_FULL', message: 'The disk is full', remedy: 'Free some space' };

    const model = endedEarly(
      4,
      { type: 'StepFailed', message: failure.message, step: 'TENANT_ADDITION', failure, facts: null },
      { type: 'RunFailed', message: failure.message, failure, reportId: null },
    );

    expect(model.outcome).toMatchObject({ mark: 'FAIL', label: 'Failed' });
    expect(model.outcome.sentence).toContain('in the step “Dynamic tenant addition”: The disk is full');
    expect(JSON.stringify(model.cells)).toContain('What to do: Free some space');
    expect(model.sections.filter(({ title }) => title.startsWith('Step ')).map(({ mark }) => mark)).toEqual([
      'PASS',
      'FAIL',
      'SKIPPED',
      'SKIPPED',
      'SKIPPED',
    ]);
    expect(JSON.stringify(model.cells)).not.toContain('Zero downtime: none of');
  });

  it('says that a run was cancelled, the same before and after its final event', () => {
    const cancelled = endedEarly(5, { type: 'RunCancelled', message: 'Stopped', reason: 'Stopped', reportId: null });

    expect(cancelled.outcome).toMatchObject({ mark: 'WARN', label: 'Cancelled' });
    expect(cancelled.outcome.sentence).toContain('2 of 5 steps were completed');
    expect({ ...cancelled, createdAt: '' }).toEqual({ ...endedEarly(5), createdAt: '' });
  });

  it('says that a run was interrupted', () => {
    const failure = { code: RUN_INTERRUPTED, message: 'The server stopped', remedy: 'Start a new run' };

    const model = endedEarly(6, { type: 'RunFailed', message: failure.message, failure, reportId: null });

    expect(model.outcome).toMatchObject({ mark: 'FAIL', label: 'Interrupted' });
  });

  it('makes a report even of a run that did not complete its first step', () => {
    const model = endedEarly(1, { type: 'RunCancelled', message: 'Stopped', reason: 'Stopped', reportId: null });

    expect(model.figures).toEqual([]);
    expect(JSON.stringify(model.cells)).toContain('Nothing: the run ended before its first step was completed.');
  });
});

describe('buildSnapshotReport', () => {
  it('keeps the facts behind its charts in tables: where each shard group is, and what each DB-Server holds', () => {
    const model = largeReport({ tenants: 50, servers: 5, groups: 64 });
    const [groups, servers] = [table(model, 'groups'), table(model, 'servers-change')];
    const sum = (cell: TableCell, id: string): number =>
      column(cell, id).reduce<number>((total, value) => total + Number(value), 0);

    expect([groups.rows.length, groups.shown]).toEqual([64, 24]);
    expect(new Set(column(groups, 'leader-after'))).toEqual(new Set(column(servers, 'server')));
    expect(sum(servers, 'leaders-after')).toBe(64);
    expect(sum(servers, 'documents-after')).toBe(2 * sum(groups, 'documents'));
    expect(column(servers, 'bytes-before').slice(-2)).toEqual([null, null]);
  });

  it('compares two states and says what it leaves out of its charts', () => {
    const model = largeReport({ tenants: 50, servers: 5, groups: 64 });
    const notes = model.cells.flatMap((cell) => (cell.kind === 'CHART' && cell.note !== null ? [cell.note] : []));

    expect(model.outcome.label).toBe('Placement changed');
    expect(notes[0]).toBe('The 11 largest of 50 tenants have a bar each; the last bar is the sum of the other 39.');
  });
});
