/**
 * A finished demo run by hand, as its events and snapshots would tell it: two tenants become five, three DB-Servers
 * become five, 3,285 documents become 7,665. Sizes and times are made up but agree with each other.
 */
import { sha256 } from '../../src/services/base/canonical.js';
import { assetKinds, documentsOfTenant, documentsPerScale, isEdgeKind } from '../../src/services/model/asset.js';
import type {
  CheckResult,
  IsolationReport,
  LatencyFigures,
  PerformanceReport,
  ProbeFigures,
} from '../../src/services/model/check.js';
import { fingerprint } from '../../src/services/model/fingerprint.js';
import { applyMove } from '../../src/services/model/placement.js';
import type { Move, MoveKind, PlanBody, RebalancePlan } from '../../src/services/model/plan.js';
import {
  applyEvent,
  type Run,
  type RunEvent,
  type RunEventBody,
  type StepFacts,
} from '../../src/services/model/run.js';
import type { ClusterTopology, Snapshot, TopologyTenant } from '../../src/services/model/topology.js';
import { figuresOf } from '../../src/services/planning/explain/figures.js';
import { whatIfOf } from '../../src/services/planning/explain/imagined.js';
import { allBalances } from '../../src/services/planning/measure/balance.js';

export interface DemoRun {
  readonly run: Run;
  readonly events: readonly RunEvent[];
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly plan: RebalancePlan;
  readonly version: string;
}

/** A tenant by what a test cares about; the group is an index. */
export interface TenantWish {
  readonly name: string;
  readonly scaleFactor: number;
  readonly group: number;
}

/** The tenants of the guide's demo; the first two are there before it. */
export const guideTenants: readonly TenantWish[] = [
  { name: 'Acme Corp', scaleFactor: 1, group: 3 },
  { name: 'Global Enterprises', scaleFactor: 2, group: 6 },
  { name: 'Global Retail Chain', scaleFactor: 2, group: 0 },
  { name: 'Manufacturing Solutions Inc', scaleFactor: 1, group: 6 },
  { name: 'Tech Startup Innovations', scaleFactor: 1, group: 9 },
];

const bytesPerDocument = 312n;

/** Returns a cluster with round-robin placement, replication factor 2, and the wished tenants with their documents. */
export function clusterWith(
  wishes: readonly TenantWish[],
  { servers = 3, groups = 12 }: { servers?: number; groups?: number } = {},
): ClusterTopology {
  const ids = Array.from({ length: servers }, (_, at) => serverNamed(at + 1));
  const graph = 'network_assets';
  const collections = assetKinds.map((name) => ({
    name,
    type: isEdgeKind(name) ? ('EDGE' as const) : ('VERTEX' as const),
    graph,
    numberOfShards: groups,
    replicationFactor: 2,
    writeConcern: 1,
    smartGraphAttribute: 'tenantId',
    distributeShardsLike: name === 'Device' ? null : 'Device',
  }));
  return {
    deployment: 'SIMULATED',
    version: '0.1.0',
    servers: ids,
    collections,
    groups: Array.from({ length: groups }, (_, index) => {
      const scale = wishes.filter(({ group }) => group === index).reduce((sum, one) => sum + one.scaleFactor, 0);
      return {
        groupId: `${graph}/${index}`,
        graph,
        index,
        leader: ids[index % servers]!.serverId,
        followers: [ids[(index + 1) % servers]!.serverId],
        inSync: [ids[(index + 1) % servers]!.serverId],
        shards: assetKinds.map((collection, at) => ({
          shardId: `s${100 + index * assetKinds.length + at}`,
          collection,
          documents: documentsPerScale[collection] * scale,
          bytes: BigInt(documentsPerScale[collection] * scale) * bytesPerDocument,
        })),
        measuredLoad: null,
      };
    }),
    tenants: wishes.map(tenantOf).sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

function serverNamed(number: number): ClusterTopology['servers'][number] {
  const name = `DBServer${String(number).padStart(4, '0')}`;
  return {
    serverId: `PRMR-${name}`,
    shortName: name,
    zone: `zone-${'abc'[number % 3] ?? 'a'}`,
    status: 'GOOD',
    capacityBytes: null,
  };
}

function tenantOf({ name, scaleFactor, group }: TenantWish): TopologyTenant {
  const documents = documentsOfTenant(scaleFactor);
  const key = sha256(name).slice(0, 12);
  const bytes = BigInt(documents) * bytesPerDocument;
  return { key, name, naming: 'camelCase', scaleFactor, groupId: `network_assets/${group}`, documents, bytes };
}

/** Returns a snapshot of a state, taken so many seconds into the run. */
export function snapshotOf(id: string, topology: ClusterTopology, second = 0): Snapshot {
  return { id, label: `Demo: ${id}`, takenAt: timeAt(second), fingerprint: fingerprint(topology), topology };
}

function timeAt(second: number): string {
  return new Date(Date.UTC(2026, 7, 15, 10, 0, second)).toISOString();
}

const probe: ProbeFigures = {
  tenantsProbed: 2,
  probes: 412,
  failed: 0,
  failures: [],
  p50Ms: 0.41,
  p95Ms: 1.27,
  maxMs: 4.9,
};

const steps = [
  { name: 'INITIAL_STATE', title: 'Initial state analysis' },
  { name: 'TENANT_ADDITION', title: 'Dynamic tenant addition' },
  { name: 'SERVER_ADDITION', title: 'Server addition' },
  { name: 'SHARD_REBALANCING', title: 'Shard rebalancing' },
  { name: 'VALIDATION', title: 'Validation' },
];

const moveWishes: readonly (readonly [MoveKind, number, number, number])[] = [
  ['MOVE_LEADER', 0, 1, 4],
  ['MOVE_FOLLOWER', 0, 2, 3],
  ['MOVE_LEADER', 9, 1, 4],
  ['MOVE_FOLLOWER', 9, 2, 5],
  ['MOVE_LEADER', 3, 1, 5],
  ['MOVE_FOLLOWER', 3, 2, 3],
  ['MOVE_LEADER', 4, 2, 5],
  ['LEADERSHIP_TRANSFER', 5, 3, 1],
];

function planFor(before: ClusterTopology): RebalancePlan {
  let after = before;
  const moves = moveWishes.map(([kind, group, from, to], index): Move => {
    const move = {
      kind,
      groupId: `network_assets/${group}`,
      from: serverNamed(from).serverId,
      to: serverNamed(to).serverId,
    };
    after = applyMove(after, move);
    const isCopy = kind !== 'LEADERSHIP_TRANSFER';
    const size = isCopy ? before.groups[group]!.shards.reduce((sum, shard) => sum + shard.documents, 0) : 0;
    return {
      ...move,
      index,
      wave: Math.floor(index / 2),
      bytes: BigInt(size) * bytesPerDocument,
      documents: size,
      estimatedSeconds: (size * 312) / 50_000_000,
      tenantKeys: before.tenants.filter(({ groupId }) => groupId === move.groupId).map(({ key }) => key),
      reason: {
        code: size > 0 ? 'LOWERS_MAX_BYTES' : 'LOWERS_MAX_LEADERS',
        sentence:
          size > 0 ? 'Lowers the bytes on the fullest DB-Server' : 'Lowers the most groups that one DB-Server leads',
        gains: [],
        bindingRule: null,
        rejectedAlternative: null,
      },
    };
  });
  const bytesMoved = moves.reduce((sum, { bytes }) => sum + bytes, 0n);
  const body: PlanBody = {
    options: {
      addServers: { count: 0, capacityBytes: null, zone: null },
      removeServers: [],
      objectives: { BYTES: 1, DOCUMENTS: 1, LEADERS: 1, LOAD: 1, LEADER_SPREAD: 0.1, LEAST_MOVED: 1 },
      limits: {
        maximumNumberOfMoves: 1000,
        maxBytesMoved: null,
        allowedKinds: ['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER'],
        concurrentMovesPerServer: 1,
        bandwidthBytesPerSecond: 50_000_000,
        pinnedTenants: [],
        pinnedCollections: [],
      },
      budget: 10_000,
    },
    seed: 20260815,
    baseFingerprint: fingerprint(before),
    before,
    after,
    moves,
    waves: [0, 1, 2, 3].map((index) => ({
      index,
      moves: [index * 2, index * 2 + 1],
      bytes: 0n,
      estimatedSeconds: 0.02,
    })),
    summary: {
      moves: moves.length,
      bytesMoved,
      leastBytes: bytesMoved,
      estimatedSeconds: 0.06,
      before: allBalances(before),
      after: allBalances(after),
      sentence: 'Eight moves',
    },
    notMoved: [
      {
        serverId: serverNamed(1).serverId,
        code: 'NO_MOVE_HELPS',
        sentence: 'Its largest shard group cannot be divided',
      },
    ],
    inverse: [],
  };
  const id = '0mf2plan00c0ffee01';
  const kept = { whatIf: whatIfOf(before, body), figures: figuresOf(body) };
  return { ...body, ...kept, id, planHash: sha256('plan of the demo'), createdAt: timeAt(6) };
}

const isolationChecks: readonly CheckResult[] = [
  ['TENANT_ATTRIBUTE', 'Every document carries its tenant and its key starts with it', '7,665 documents, 0 without'],
  ['NO_EDGE_BETWEEN_TENANTS', 'No edge connects two tenants', '4,830 edges, 0 between tenants'],
  ['NO_DANGLING_EDGE', 'Both ends of every edge exist', '4,830 edges, 0 dangling'],
  ['ONE_SHARD_GROUP', 'All documents of a tenant are in one shard group', '5 tenants in 4 shard groups'],
].map(([code, title, evidence]) => ({ code: code!, title: title!, status: 'PASS', evidence: evidence!, remedy: null }));

function latency(name: string, description: string, p50Ms: number): LatencyFigures {
  return {
    name,
    description,
    samples: 50,
    failures: 0,
    p50Ms,
    p95Ms: p50Ms * 2,
    p99Ms: p50Ms * 3,
    maxMs: p50Ms * 4,
    queriesPerSecond: 1000 / p50Ms,
  };
}

function isolationOf(tenantsChecked: number, documentsChecked: number): IsolationReport {
  return {
    status: 'PASS',
    checkedAt: timeAt(9),
    tenantsChecked,
    documentsChecked,
    edgesChecked: (documentsChecked / 1095) * 690,
    checks: isolationChecks,
    findings: [],
    findingsTotal: 0,
    elapsedMs: 210,
  };
}

const fast: PerformanceReport = {
  measuredAt: timeAt(10),
  elapsedMs: 400,
  concurrency: 4,
  queries: [
    latency('DEVICE_BY_KEY', 'A device by its key', 0.12),
    latency('DEVICES_BY_TYPE', 'Current servers of a tenant', 0.61),
    latency('CONNECTIONS', 'Connections of a device', 0.34),
  ],
  overall: latency('OVERALL', '', 0.37),
  serverFigures: [],
};

function factsOf(
  states: Readonly<Record<'start' | 'tenants' | 'servers' | 'end', ClusterTopology>>,
  plan: RebalancePlan,
  wishes: readonly TenantWish[],
): readonly StepFacts[] {
  const good = { status: 'GOOD', findings: [] } as const;
  let documents = documentsOfTenant(wishes.slice(0, 2).reduce((sum, one) => sum + one.scaleFactor, 0));
  const additions = wishes.slice(2).map((wish, at) => {
    const tenant = tenantOf(wish);
    const before = { tenants: 2 + at, documents };
    documents += tenant.documents;
    const { key: tenantKey, name, scaleFactor, naming, bytes, groupId } = tenant;
    const after = { tenants: 3 + at, documents };
    return {
      tenantKey,
      name,
      scaleFactor,
      naming,
      outcome: 'ADDED' as const,
      documents: tenant.documents,
      bytes,
      groupId,
      elapsedMs: 31 * scaleFactor,
      before,
      after,
    };
  });
  return [
    { kind: 'INITIAL_STATE', snapshotId: 'start', health: good, isolation: isolationOf(2, 3285), performance: fast },
    {
      kind: 'TENANT_ADDITION',
      ...{ beforeSnapshotId: 'start', afterSnapshotId: 'tenants', tenants: additions, notAdded: [], probe },
    },
    {
      kind: 'SERVER_ADDITION',
      beforeSnapshotId: 'tenants',
      afterSnapshotId: 'servers',
      addedServerIds: [4, 5].map((n) => serverNamed(n).serverId),
      manualSteps: [],
    },
    {
      kind: 'SHARD_REBALANCING',
      beforeSnapshotId: 'servers',
      afterSnapshotId: 'end',
      planId: plan.id,
      planHash: plan.planHash,
      predictedFingerprint: fingerprint(plan.after),
      reachedFingerprint: fingerprint(states.end),
      movesMade: plan.moves.length,
      bytesMoved: plan.summary.bytesMoved,
      elapsedMs: 2140,
      before: plan.summary.before,
      after: plan.summary.after,
      probe: { ...probe, tenantsProbed: 5, probes: 836 },
    },
    {
      kind: 'VALIDATION',
      snapshotId: 'end',
      isolation: isolationOf(wishes.length, documents),
      performance: fast,
      health: good,
      integrity: [
        {
          title: 'Documents',
          expected: documents.toLocaleString('en-US'),
          found: documents.toLocaleString('en-US'),
          status: 'PASS',
        },
        { title: 'Tenants', expected: String(wishes.length), found: String(wishes.length), status: 'PASS' },
      ],
    },
  ];
}

/** Returns the events of the five steps, one second apart, then the final one. */
function eventsOf(facts: readonly StepFacts[]): readonly RunEvent[] {
  const bodies: RunEventBody[] = [{ type: 'RunStarted', message: '5 steps, naming camelCase', steps }];
  steps.forEach(({ name, title }, at) => {
    bodies.push({ type: 'StepStarted', message: title, step: name, total: 10, unit: 'documents' });
    bodies.push({ type: 'StepCompleted', message: `${title} is done`, step: name, facts: facts[at]! });
  });
  bodies.push({ type: 'RunCompleted', message: 'All 5 steps are completed', reportId: null });
  return bodies.map((body, at) => ({ ...body, runId: newRun.id, sequence: at + 1, at: timeAt(at) }));
}

const newRun: Run = {
  id: '0mf2demo00c0ffee02',
  kind: 'DEMO',
  input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
  status: 'RUNNING',
  startedAt: timeAt(0),
  finishedAt: null,
  steps: [],
  beforeSnapshotId: null,
  afterSnapshotId: null,
  reportId: null,
  failure: null,
  lastSequence: 0,
};

/** Returns the run as it stands after these events. */
export function foldRun(events: readonly RunEvent[]): Run {
  return events.reduce(applyEvent, newRun);
}

/** Returns the completed demo; the first two tenants are there before it. */
export function demoRun(wishes: readonly TenantWish[] = guideTenants): DemoRun {
  const start = clusterWith(wishes.slice(0, 2));
  const tenants = clusterWith(wishes);
  const servers = { ...tenants, servers: [...tenants.servers, serverNamed(4), serverNamed(5)] };
  const plan = planFor(servers);
  const states = { start, tenants, servers, end: plan.after };
  const events = eventsOf(factsOf(states, plan, wishes));
  const snapshots = new Map(Object.entries(states).map(([id, state], at) => [id, snapshotOf(id, state, at * 2)]));
  return { run: foldRun(events), events, snapshots, plan, version: '0.1.0' };
}
