/** Puts the doctor's report together: the settings first, then the store that they name, then the port. */
import { createServer } from 'node:net';

import type { Clock } from '../../services/base/clock.js';
import {
  type CheckResult,
  type DoctorReport,
  fail,
  pass,
  type Verdict,
  warn,
  worstOf,
} from '../../services/model/check.js';
import { arangoChecks, examineArango } from '../../services/store/arango/doctor/doctor.js';
import type { Network } from '../../services/store/arango/doctor/network.js';
import { embeddedChecks, examineEmbedded } from '../../services/store/embedded/doctor.js';
import { type Check, examine, skipAll } from '../../services/store/examination.js';
import { readSettings, type Settings, SettingsError } from '../../settings.js';
import { systemCode } from '../failure.js';
import { connectionOf, dataFileIn, graphOf } from '../store-settings.js';

/** What the doctor looks at the world with. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly network: Network;
  readonly freeBytesOf: (folder: string) => Promise<number>;
  /** The compiled `examiner`, which looks through the data file in a process of its own; null: in this one. */
  readonly examiner: URL | null;
  /** So long may one request to ArangoDB take, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** Asking a port takes milliseconds, and whoever has it may be slow to say who it is. */
const portLimitMs = 3000;

/** Returns the report; takes some seconds, whatever does not answer, and more for a large data file. Changes nothing. */
export async function diagnose(surroundings: Surroundings): Promise<DoctorReport> {
  const { environment, clock } = surroundings;
  const checkedAt = clock.now().toISOString();
  try {
    const settings = readSettings(environment);
    const isCluster = settings.ARANGO_ENDPOINT.length > 0;
    const [store, port] = await Promise.all([
      isCluster ? ofCluster(settings, surroundings) : ofDataFolder(settings, surroundings),
      examine(portChecks, { host: settings.HOST, port: settings.PORT }, portLimitMs),
    ]);
    return reportOf(isCluster, checkedAt, [settingsCheck('PASS', described(settings), null), ...store, ...port]);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const isCluster = (environment.ARANGO_ENDPOINT ?? '') !== '';
    const reason = 'Not checked, because SETTINGS failed';
    const store = isCluster ? skipAll(arangoChecks, reason) : skipAll(embeddedChecks, reason);
    const remedy = 'Correct these environment variables; shardbook --help lists them all';
    const settings = settingsCheck('FAIL', error.problems.join('; '), remedy);
    return reportOf(isCluster, checkedAt, [settings, ...store, ...skipAll(portChecks, reason)]);
  }
}

function ofCluster(
  settings: Settings,
  { clock, network, requestTimeoutMs }: Surroundings,
): Promise<readonly CheckResult[]> {
  return examineArango({
    connection: { ...connectionOf(settings), timeoutMs: requestTimeoutMs },
    graph: graphOf(settings),
    naming: settings.SHARDBOOK_NAMING,
    clock,
    network,
  });
}

function ofDataFolder(settings: Settings, surroundings: Surroundings): Promise<readonly CheckResult[]> {
  const folder = settings.SHARDBOOK_DATA;
  return examineEmbedded({ ...surroundings, folder, file: dataFileIn(folder) });
}

function reportOf(isCluster: boolean, checkedAt: string, checks: readonly CheckResult[]): DoctorReport {
  return { store: isCluster ? 'ARANGODB' : 'EMBEDDED', status: worstOf(checks), checkedAt, checks };
}

function settingsCheck(status: 'PASS' | 'FAIL', evidence: string, remedy: string | null): CheckResult {
  return { code: 'SETTINGS', title: 'The settings are complete and valid', status, evidence, remedy };
}

/** Endpoints never carry credentials here: the settings refuse those that do. */
function described(settings: Settings): string {
  const { ARANGO_ENDPOINT: endpoints, ARANGO_DATABASE: database, ARANGO_USERNAME: user } = settings;
  if (endpoints.length === 0) return `Embedded store in ${settings.SHARDBOOK_DATA}, with a simulated cluster`;
  return `ArangoDB store: database ${database} at ${endpoints.join(', ')}, user ${user}`;
}

/** Where the server would listen. */
interface ListeningPlace {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

/** So long may whatever has the port take to say who it is, in milliseconds. */
const healthTimeoutMs = 1500;

const portChecks: readonly Check<ListeningPlace>[] = [
  { code: 'PORT', title: 'The server can listen on its port', needs: [], look: lookAtPort },
];

async function lookAtPort({ host, port }: ListeningPlace): Promise<Verdict> {
  const code = await listeningFault(host, port);
  if (code === null) return pass(port === 0 ? `A free port on ${host}` : `Port ${port} on ${host} is free`);
  if (code === 'EADDRINUSE') {
    const evidence = `Port ${port} on ${host} is in use`;
    if (!(await answersHealth(host, port))) {
      return fail(`${evidence} by another program`, 'Stop that program, or set PORT to another port');
    }
    return warn(
      `${evidence} by a program that answers /health like Shardbook`,
      'Nothing, if that is the intended Shardbook; otherwise set PORT to another port',
    );
  }
  if (code === 'EACCES') {
    return fail(`This user may not listen on port ${port} of ${host} (${code})`, 'Set PORT to 1024 or higher');
  }
  return fail(
    `It is not possible to listen on ${host}, port ${port} (${code})`,
    'Set HOST to an address of this machine',
  );
}

/** Returns the code of the error that listening ends with; null when it begins. It is ended at once. */
function listeningFault(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(systemCode(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function answersHealth(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const name = reachable.includes(':') ? `[${reachable}]` : reachable;
  try {
    const answer = await fetch(`http://${name}:${port}/health`, { signal: AbortSignal.timeout(healthTimeoutMs) });
    return ((await answer.json()) as { status?: unknown } | null)?.status === 'ok';
  } catch {
    return false;
  }
}
