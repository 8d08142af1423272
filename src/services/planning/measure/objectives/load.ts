/**
 * Every leader carries about as much query load as the others. Measured queries per second count where every shard
 * group with data has them; otherwise the documents on the leader stand in for load, and the unit says so.
 */
import { inFigures } from '../../../base/wording.js';
import { type ClusterTopology, groupSize } from '../../../model/topology.js';
import type { MeasureObjective } from './objective.js';

declare module '../../../model/plan.js' {
  interface MeasureCodes {
    readonly LOAD: true;
  }
}

/** The unit of load when every group with data was measured. */
export const measuredLoadUnit = 'queries per second (measured)';

/** The unit of load otherwise. */
export const modelledLoadUnit = 'documents (modelled load)';

/** Returns whether every shard group that holds data has a measured load; false when no group holds data. */
export function isLoadMeasured(topology: ClusterTopology): boolean {
  let withData = 0;
  for (const group of topology.groups) {
    if (groupSize(group).documents === 0) continue;
    if (group.measuredLoad === null) return false;
    withData += 1;
  }
  return withData > 0;
}

export const load: MeasureObjective = {
  kind: 'MEASURE',
  code: 'LOAD',
  title: 'Load on leaders',
  ratioTitle: 'Load, most over mean',
  description:
    'Load on the leaders of a DB-Server. It is measured where possible and modelled otherwise; the unit says which',
  weighs: 'equal load on the leaders of all DB-Servers',
  defaultWeight: 1,
  counts: 'LEADER_ONLY',
  unitOf: (topology) => (isLoadMeasured(topology) ? measuredLoadUnit : modelledLoadUnit),
  sizeIn: (topology) =>
    isLoadMeasured(topology) ? (group) => group.measuredLoad ?? 0 : (group) => groupSize(group).documents,
  inWords: (value, unit) => `${inFigures(value)} ${unit === measuredLoadUnit ? 'queries/s' : 'documents led'}`,
};
