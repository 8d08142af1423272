/** Global ids of runs: the type in such an id is the kind of the run, which the domain's own id does not tell. */
import type { Run } from '../services/model/run.js';
import type { Context } from './context.js';
import { encodeId } from './global-id.js';

const runTypes = {
  DEMO: 'DemoRun',
  REBALANCE: 'RebalanceRun',
  TENANT_BATCH: 'TenantBatchRun',
} as const satisfies Record<Run['kind'], string>;

/** Names of the types of runs. */
export type RunType = (typeof runTypes)[Run['kind']];

/** All of them. */
export const allRunTypes: readonly RunType[] = Object.values(runTypes);

/** Returns the name of a run's type, as in its global id. */
export function runType({ kind }: Pick<Run, 'kind'>): RunType {
  return runTypes[kind];
}

/** Returns the global id of the run that has this id in the domain. */
export async function runGlobalId(runId: string, { loaders }: Context): Promise<string> {
  const run = await loaders.run.load(runId);
  return encodeId(run ? runType(run) : 'DemoRun', runId);
}
