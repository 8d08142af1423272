/** Runs the doctor against a Coordinator double over the real network of this machine. */
import { fixedClock, systemClock } from '../../../src/services/base/clock.js';
import type { CheckResult, CheckStatus } from '../../../src/services/model/check.js';
import { examineArango } from '../../../src/services/store/arango/doctor/doctor.js';
import type { ArangoDoctorSettings } from '../../../src/services/store/arango/doctor/examined.js';
import { machineNetwork } from '../../../src/services/store/arango/doctor/network.js';
import type { ArangoConnectionSettings } from '../../../src/services/store/arango/settings.js';

export const doctorDatabase = 'network_assets_doctor';

/** The administrator of the doubles that the doctor looks at. */
export const admin = { root: { password: 'secret-word', access: { '*': 'rw' } } } as const;

/** Returns the doctor's settings for a double whose administrator is `admin`. */
export function doctorSettings(
  urls: readonly string[],
  connection: Partial<ArangoConnectionSettings> = {},
  changes: Partial<ArangoDoctorSettings> = {},
): ArangoDoctorSettings {
  const usual = { username: 'root', password: 'secret-word', timeoutMs: 2000, concurrency: 8 };
  return {
    connection: { endpoints: urls, database: doctorDatabase, ...usual, ...connection },
    graph: { numberOfShards: 6, replicationFactor: 2, writeConcern: 1 },
    naming: 'camelCase',
    clock: systemClock(),
    network: machineNetwork(2000),
    ...changes,
  };
}

/** The doctor's results, by code. */
export class Examination {
  private constructor(readonly checks: readonly CheckResult[]) {}

  static async of(settings: ArangoDoctorSettings): Promise<Examination> {
    return new Examination(await examineArango(settings));
  }

  of(code: string): CheckResult {
    const found = this.checks.find((check) => check.code === code);
    if (!found) throw new Error(`no check ${code}`);
    return found;
  }

  /** Codes of the checks with a status, in the order of the list. */
  codes(status: CheckStatus): readonly string[] {
    return this.checks.filter((check) => check.status === status).map(({ code }) => code);
  }
}

/** A clock that stands still at a moment, for what is judged by the date. */
export function standingAt(moment: Date): ReturnType<typeof fixedClock> {
  return fixedClock(moment.toISOString());
}
