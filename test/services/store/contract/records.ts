/** The contract of snapshots, plans and reports: exact, written once, newest first. */
import { expect, it } from 'vitest';

import { InvalidCursorError } from '../../../../src/services/errors/errors.js';
import type { PlanBody, RebalancePlan } from '../../../../src/services/model/plan.js';
import { headOf, type Snapshot } from '../../../../src/services/model/topology.js';
import { figuresOf } from '../../../../src/services/planning/explain/figures.js';
import type { Store, StoredReport } from '../../../../src/services/store/port.js';
import { addTenant, device, itemsOf, page, walk } from './samples.js';

const takenAt = '2026-08-01T12:00:00.000Z';

/** Registers the tests of snapshots, plans and reports. */
export function recordContract(store: () => Store): void {
  const snapshotOf = async (id: string): Promise<Snapshot> => {
    return { id, label: `Label ${id}`, takenAt, fingerprint: 'f', topology: await store().readTopology() };
  };
  const reportOf = (id: string): StoredReport => {
    return {
      id,
      title: `Report ${id} <script>`,
      createdAt: takenAt,
      runId: null,
      model: '{"big":9223372036854775807}',
    };
  };

  it('gives a snapshot back exactly, bigints and all', async () => {
    await addTenant(store(), {}, [device('device1')]);
    const snapshot = await snapshotOf('s1');

    await store().saveSnapshot(snapshot);

    expect(await store().snapshotsById(['nobody', 's1'])).toEqual([null, snapshot]);
    expect(typeof snapshot.topology.groups[0]!.shards[0]!.bytes).toBe('bigint');
  });

  it('keeps the first of two records with the same id', async () => {
    await store().saveReport(reportOf('r1'));

    await store().saveReport({ ...reportOf('r1'), title: 'Other' });

    expect(await store().reportsById(['r1'])).toEqual([reportOf('r1')]);
    expect((await store().reportPage(page())).totalCount).toBe(1);
  });

  it('gives a plan back exactly', async () => {
    const topology = await store().readTopology();
    const plan = planOf('p1', topology);

    await store().savePlan(plan);
    await store().savePlan(plan);

    expect(await store().plansById(['p1', 'nobody'])).toEqual([plan, null]);
  });

  it('tells which plan was saved last', async () => {
    const topology = await store().readTopology();
    const before = await store().latestPlanId();

    // The order of saving counts, not that of ids.
    for (const id of ['p2', 'p1']) await store().savePlan(planOf(id, topology));

    expect([before, await store().latestPlanId()]).toEqual([null, 'p1']);
  });

  it('gives large records back exactly, by id and in a list, with others beside them', async () => {
    const topology = await store().readTopology();
    const [group] = topology.groups;
    const groups = Array.from({ length: 300 }, (_, index) => ({ ...group!, groupId: `g/${index}`, index }));
    const plan = { ...planOf('p2', { ...topology, groups }), notMoved: [{ serverId: 's', code: '$C', sentence: 'ü' }] };
    const snapshot = { ...(await snapshotOf('p2')), topology: { ...topology, groups } };

    await Promise.all([
      store().savePlan(plan),
      store().saveSnapshot(snapshot),
      store().savePlan(planOf('p1', topology)),
    ]);
    await store().savePlan({ ...plan, planHash: 'other' });

    expect(await store().plansById(['p1', 'p2'])).toEqual([planOf('p1', topology), plan]);
    expect(await store().snapshotsById(['p2'])).toEqual([snapshot]);
    expect(itemsOf(await store().snapshotPage(page()))).toEqual([headOf(snapshot)]);
  });

  it('lists snapshots and reports newest first, from both ends', async () => {
    for (const id of ['c', 'a', 'b']) {
      await store().saveSnapshot(await snapshotOf(id));
      await store().saveReport(reportOf(id));
    }

    const ids = itemsOf(await store().snapshotPage(page())).map(({ id }) => id);

    expect(ids).toEqual(['b', 'a', 'c']);
    for (const fromEnd of [false, true]) {
      const snapshots = await walk((slice) => store().snapshotPage(slice), 1, fromEnd);
      const reports = await walk((slice) => store().reportPage(slice), 2, fromEnd);
      expect(snapshots.map(({ id }) => id)).toEqual(ids);
      expect(reports.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('refuses positions that no page gave out', async () => {
    await expect(store().snapshotPage(page({ after: '-1' }))).rejects.toBeInstanceOf(InvalidCursorError);
    await expect(store().reportPage(page({ before: 'x' }))).rejects.toBeInstanceOf(InvalidCursorError);
  });
}

/** A plan that changes nothing: what a store has to keep is its form, not its sense. */
function planOf(id: string, topology: RebalancePlan['before']): RebalancePlan {
  const limits = {
    ...{ maximumNumberOfMoves: 10, maxBytesMoved: 2n ** 60n, allowedKinds: ['MOVE_LEADER'] as const },
    ...{ concurrentMovesPerServer: 1, bandwidthBytesPerSecond: 1, pinnedTenants: ['$bigint'], pinnedCollections: [] },
  };
  const options = {
    addServers: { count: 0, capacityBytes: null, zone: null },
    removeServers: [],
    objectives: { BYTES: 1, DOCUMENTS: 0.5, LEADERS: 0, LOAD: 0, LEADER_SPREAD: 0.1, LEAST_MOVED: 1 },
    limits,
    budget: 1000,
  };
  const counts = { moves: 0, bytesMoved: 0n, leastBytes: 9007199254740993n, estimatedSeconds: 0 };
  const body: PlanBody = {
    ...{ options, seed: 1, baseFingerprint: 'f' },
    ...{ before: topology, after: topology, moves: [], waves: [], notMoved: [], inverse: [] },
    summary: { ...counts, before: [], after: [], sentence: 'Nothing to do' },
  };
  const whatIf = { imagined: [], obstacle: null, today: [] };
  return { ...body, whatIf, figures: figuresOf(body), id, planHash: 'h', createdAt: takenAt };
}
