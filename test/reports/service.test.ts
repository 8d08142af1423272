import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  InvalidInputError,
  RunInProgressError,
  UnknownPlanError,
  UnknownRunError,
  UnknownSnapshotError,
} from '../../src/services/errors/errors.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  opened = await openTestServices();
});

afterEach(() => opened.services.stop());

async function finishedDemo(): Promise<string> {
  const { id } = await opened.services.runs.startDemo({ pace: 'INSTANT' });
  const events = opened.services.runs.follow(id, 0, new AbortController().signal)[Symbol.asyncIterator]();
  while (!(await events.next()).done);
  return id;
}

describe('the report of a run', () => {
  it('is the one that the run made of itself, however often it is asked for', async () => {
    const runId = await finishedDemo();
    const [run] = await opened.services.runs.runsById([runId]);

    const first = await opened.services.reports.generateForRun(runId);
    const second = await opened.services.reports.generateForRun(runId);

    expect(first.id).toBe(run?.reportId);
    expect(second).toEqual(first);
  });

  it('is refused while the run is under way', async () => {
    const { id } = await opened.services.runs.startDemo({ pace: 'PRESENTER' });

    await expect(opened.services.reports.generateForRun(id)).rejects.toThrow(RunInProgressError);
  });

  it('is made of a cancelled run too, and says so', async () => {
    const { id } = await opened.services.runs.startDemo({ pace: 'PRESENTER' });
    await opened.services.runs.cancel(id);

    const { model } = await opened.services.reports.generateForRun(id);

    expect(model.toLowerCase()).toContain('cancelled');
  });

  it('is refused for a run that is not there', async () => {
    await expect(opened.services.reports.generateForRun('nothing')).rejects.toThrow(UnknownRunError);
  });
});

describe('the report of two snapshots', () => {
  it('compares them and is kept', async () => {
    const before = await opened.services.topology.takeSnapshot('before');
    await opened.services.tenants.add({ name: 'New Corp' });
    const after = await opened.services.topology.takeSnapshot('after');

    const report = await opened.services.reports.generateForSnapshots(before.id, after.id);

    expect(report.model).toContain('New Corp');
    expect(await opened.services.reports.reportsById([report.id])).toEqual([report]);
  });

  it('is refused for one snapshot with itself', async () => {
    const { id } = await opened.services.topology.takeSnapshot('only');

    await expect(opened.services.reports.generateForSnapshots(id, id)).rejects.toThrow(InvalidInputError);
  });

  it('is refused for a snapshot that is not there', async () => {
    const { id } = await opened.services.topology.takeSnapshot('only');

    await expect(opened.services.reports.generateForSnapshots(id, 'nothing')).rejects.toThrow(UnknownSnapshotError);
  });
});

describe('the report of a plan', () => {
  it('tells of a plan that was not applied, and is the same however often it is asked for', async () => {
    const plan = await opened.services.plans.simulate({ addServers: { count: 2 } });

    const first = await opened.services.reports.generateForPlan(plan.id);

    expect(first).toMatchObject({ runId: null, createdAt: plan.createdAt, title: 'A plan before it is applied' });
    expect(first.model).toContain(plan.planHash);
    expect(await opened.services.reports.generateForPlan(plan.id)).toEqual(first);
  });

  it('is refused for a plan that is not there', async () => {
    await expect(opened.services.reports.generateForPlan('nothing')).rejects.toThrow(UnknownPlanError);
  });
});

describe('the list of reports', () => {
  it('shows the newest first', async () => {
    const snapshots = [];
    for (const label of ['a', 'b', 'c']) snapshots.push(await opened.services.topology.takeSnapshot(label));
    const [a, b, c] = snapshots.map(({ id }) => id);
    const older = await opened.services.reports.generateForSnapshots(a ?? '', b ?? '');
    const newer = await opened.services.reports.generateForSnapshots(b ?? '', c ?? '');

    const { items } = await opened.services.reports.page({ limit: 10, after: null, before: null, fromEnd: false });

    expect(items.map(({ item }) => item.id)).toEqual([newer.id, older.id]);
  });
});
