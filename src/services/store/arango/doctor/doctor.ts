/** The doctor of an ArangoDB deployment: what to look at before Shardbook is pointed at it, or when it does not work. */
import { type CheckResult } from '../../../model/check.js';
import { type Check, examine } from '../../examination.js';
import { clusterChecks } from './cluster-checks.js';
import { connectionChecks } from './connection-checks.js';
import { type ArangoDoctorSettings, Examined } from './examined.js';
import { serverChecks } from './server-checks.js';

/** From the wire up: each needs what comes before. */
export const arangoChecks: readonly Check<Examined>[] = [...connectionChecks, ...serverChecks, ...clusterChecks];

/** So long may one check take, in milliseconds. */
const limitMs = 6000;

/** Returns one result per check of `arangoChecks`, in their order. Changes nothing in the deployment. */
export async function examineArango(settings: ArangoDoctorSettings): Promise<readonly CheckResult[]> {
  const examined = new Examined(settings);
  try {
    return await examine(arangoChecks, examined, limitMs);
  } finally {
    await examined.close();
  }
}
