import { describe, expect, it } from 'vitest';

import { buildRunReport } from '../../../src/reports/content/build.js';
import type { CheckCell } from '../../../src/reports/model.js';
import { inOneGo } from '../../../src/services/base/turns.js';
import type { RunEvent, StepFacts } from '../../../src/services/model/run.js';
import { demoRun, foldRun } from '../../support/demo-run.js';

type Lists = Readonly<Record<'before' | 'during' | 'after', CheckCell>>;

/** The checklist of a demo whose facts are changed so, or that ended after so many events. */
function checklist(change: (facts: StepFacts) => StepFacts = (facts) => facts, kept?: number): Lists {
  const demo = demoRun();
  const events = demo.events
    .slice(0, kept)
    .map((event): RunEvent => (event.type === 'StepCompleted' ? { ...event, facts: change(event.facts) } : event));
  const { cells } = inOneGo(buildRunReport({ ...demo, events, run: foldRun(events) }));
  const list = (name: string): CheckCell => {
    const cell = cells.find(({ id }) => id === `checklist-${name}`);
    if (cell?.kind !== 'CHECK') throw new Error(`The report has no checklist ${name}`);
    return cell;
  };
  return { before: list('before'), during: list('during'), after: list('after') };
}

function marks({ checks }: CheckCell): readonly string[] {
  return checks.map(({ code, mark }) => `${code} ${mark}`);
}

describe('the production checklist', () => {
  it('has every line of the guide, checked where the run looked and SKIPPED where only a person can', () => {
    const { before, during, after } = checklist();

    expect(marks(before)).toEqual([
      'BACKUP SKIPPED',
      'STATE_KEPT PASS',
      'CLUSTER_HEALTHY PASS',
      'REPLICAS_IN_SYNC PASS',
      'REPLICATION_FACTOR PASS',
      'CAPACITY_FOR_LOST_SERVER SKIPPED',
      'LOW_USAGE_WINDOW SKIPPED',
      'TESTED_ON_STAGING SKIPPED',
    ]);
    expect(marks(during)).toEqual([
      'QUERIES_WHILE_ADDING PASS',
      'QUERIES_WHILE_MOVING PASS',
      'ISOLATION_BETWEEN_STEPS SKIPPED',
      'PROGRESS PASS',
      'LOGS SKIPPED',
    ]);
    expect(marks(after)).toEqual([
      'DATA_WHOLE PASS',
      'TENANTS_ISOLATED PASS',
      'CLUSTER_HEALTHY PASS',
      'REPLICAS_IN_SYNC PASS',
      'QUERIES_ANSWERED PASS',
      'FASTER_THAN_BEFORE SKIPPED',
      'DOCUMENTED SKIPPED',
      'STABLE SKIPPED',
    ]);
  });

  it('gives evidence for each line and says what to do for those that are SKIPPED', () => {
    const lines = Object.values(checklist()).flatMap(({ checks }) => checks);

    expect(lines.filter(({ evidence }) => evidence === '')).toEqual([]);
    expect(lines.filter(({ mark, remedy }) => mark === 'SKIPPED' && remedy === null)).toEqual([]);
  });

  it('takes its evidence from the facts of the run', () => {
    const { during, after } = checklist();
    const evidence = (cell: CheckCell, code: string): string =>
      cell.checks.find((one) => one.code === code)?.evidence ?? '';

    expect(evidence(during, 'QUERIES_WHILE_MOVING')).toBe('836 probes of 5 tenants, 0 failed, p95 1.27 ms');
    expect(evidence(during, 'PROGRESS')).toBe('5 of 5 steps completed, 0 failed, by 11 events without a gap');
    expect(evidence(after, 'DOCUMENTED')).toContain('Global Retail Chain');
  });

  it('fails a list when one of its lines failed', () => {
    const { during, after } = checklist((facts) =>
      facts.kind === 'SHARD_REBALANCING' ? { ...facts, probe: { ...facts.probe, failed: 3 } } : facts,
    );

    expect([during.mark, after.mark]).toEqual(['FAIL', 'PASS']);
  });

  it('passes nothing that an early end kept from being looked at', () => {
    const { before, during, after } = checklist(undefined, 4);

    expect(before.mark).toBe('PASS');
    expect(marks(during)).toContain('QUERIES_WHILE_MOVING SKIPPED');
    expect(during.mark).toBe('WARN');
    expect(after.mark).toBe('SKIPPED');
  });
});
