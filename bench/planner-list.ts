/** The problems of the planner's benchmark, each with what is promised for it and how often it is planned. */
import type { ClusterTopology } from '../src/services/model/topology.js';
import { leastMaximum } from '../test/support/least-maximum.js';
import { demoClusterOf, groupsWithData } from './planner-demo.js';
import { clusterOf, type PlannerProblem, type PlannerPromise } from './planner-problems.js';

/** The least that the fullest server can have, found by trying every placement. */
export interface Optimum {
  readonly bytes: number;
  readonly load: number;
}

export interface BenchProblem {
  readonly name: string;
  readonly groups: number;
  readonly promised: PlannerPromise;
  /** Runs after the first one, of which the median counts: plans of milliseconds are compiled after some dozens only. */
  readonly warmRuns: number;
  clusterOf(seed: number): ClusterTopology;
  /** null where there are too many placements to try. */
  optimumOf(topology: ClusterTopology): Optimum | null;
}

const loadOverBound = 1.01;

export const benchProblems: readonly BenchProblem[] = [
  seeded(
    { servers: 8, emptyServers: 2, groups: 200, replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL' },
    { seconds: 0.05, bytesOverBound: 1.002, loadOverBound, movedOverLeast: 1.01 },
    41,
  ),
  seeded(
    { servers: 24, emptyServers: 4, groups: 2000, replicationFactor: 3, zones: 3, sizes: 'LOGNORMAL' },
    { seconds: 0.5, bytesOverBound: 1.002, loadOverBound, movedOverLeast: 1.05 },
    9,
  ),
  seeded(
    { servers: 72, emptyServers: 12, groups: 20_000, replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL' },
    { seconds: 3, bytesOverBound: 1.002, loadOverBound, movedOverLeast: 1.02 },
    3,
  ),
  seeded(
    { servers: 200, emptyServers: 20, groups: 100_000, replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL' },
    { seconds: 15, bytesOverBound: 1.002, loadOverBound, movedOverLeast: 1.02, memoryMiB: 1024 },
    3,
  ),
  seeded(
    { servers: 16, emptyServers: 4, groups: 500, replicationFactor: 2, zones: 0, sizes: 'ZIPF' },
    { seconds: 0.3, bytesOverBound: 1.005, loadOverBound, movedOverLeast: 1.1 },
    9,
  ),
  seeded(
    {
      ...{ servers: 50, emptyServers: 10, groups: 50_000, collections: 500 },
      ...{ replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL' },
    },
    { seconds: 8, bytesOverBound: 1.002, loadOverBound, movedOverLeast: 1.05 },
    3,
  ),
  {
    name: 'the demo: 5 servers (2 empty), 12 coupled groups of 11 shards, 5 with data, RF 2',
    groups: 12,
    promised: { seconds: 0.005, bytesOverBound: 1, loadOverBound: 1, movedOverLeast: 1.1 },
    warmRuns: 201,
    clusterOf: demoClusterOf,
    optimumOf: (topology) => {
      const groups = groupsWithData(topology);
      const { length } = topology.servers;
      const bytes = groups.map((group) => group.bytes);
      const documents = groups.map((group) => group.documents);
      return { bytes: leastMaximum(bytes, 2, length), load: leastMaximum(documents, 1, length) };
    },
  },
];

function seeded(
  parts: Omit<PlannerProblem, 'name' | 'promised' | 'collections'> & { readonly collections?: number },
  promised: PlannerPromise,
  warmRuns: number,
): BenchProblem {
  const { servers, emptyServers, groups, replicationFactor, zones, sizes, collections = 1 } = parts;
  const zoned = zones > 0 ? `, ${zones} zones` : '';
  const sized = sizes === 'ZIPF' ? ', Zipf sizes' : '';
  const held = collections > 1 ? ` in ${collections} collections` : '';
  const count = `${groups.toLocaleString('en-US')} groups${held}`;
  const name = `${servers} servers (${emptyServers} empty), ${count}, RF ${replicationFactor}${zoned}${sized}`;
  return {
    name,
    groups,
    promised,
    warmRuns,
    clusterOf: (seed) => clusterOf({ ...parts, collections, name, promised }, seed),
    optimumOf: () => null,
  };
}
