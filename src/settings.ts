/** The settings that the environment gives, checked all at once: whoever starts the program sees every mistake in one go. */
import { z } from 'zod';

import { at } from './services/base/cells.js';

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** One setting: how it is read, and what the help says about it. */
interface Setting<T> {
  readonly schema: z.ZodType<T>;
  readonly fallback: T;
  readonly help: string;
}

const integer = (least: number, greatest: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^-?\d{1,16}$/, `is not a whole number from ${least} to ${greatest}`)
    .transform(Number)
    .refine((value) => value >= least && value <= greatest, `is not a whole number from ${least} to ${greatest}`);

const oneOf = <const T extends readonly string[]>(...names: T): z.ZodType<T[number]> =>
  z.enum(names, `is not one of ${names.join(', ')}`);

const text = z.string().trim().min(1, 'is empty');

/** Characters of a setting that is a list: dozens of long names. */
const maxListLength = 10_000;

/** Addresses are shown in messages, so a password has no place in one. */
const endpointList = z
  .string()
  .max(maxListLength, `is longer than ${maxListLength} characters`)
  .transform((list) => list.split(',').map((endpoint) => endpoint.trim()))
  .refine((endpoints) => endpoints.every(isEndpoint), 'is not a list of addresses such as https://db.example.com:8529')
  .refine(
    (endpoints) => endpoints.every((each) => !isEndpoint(each) || !hasLogin(each)),
    'contains a user name or password; use ARANGO_USERNAME and ARANGO_PASSWORD instead',
  );

/** Origins as browsers send them: compared to the letter. */
const originList = z
  .string()
  .max(maxListLength, `is longer than ${maxListLength} characters`)
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .refine(
    (origins) => origins.every((origin) => isEndpoint(origin) && new URL(origin).origin === origin),
    'is not a list of origins such as https://app.example.com: scheme, host and port, no path',
  );

function hasLogin(endpoint: string): boolean {
  const { username, password } = new URL(endpoint);
  return username !== '' || password !== '';
}

function isEndpoint(endpoint: string): boolean {
  return /^https?:\/\//.test(endpoint) && URL.canParse(endpoint);
}

/** ArangoDB's traditional naming of databases. */
const databaseName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'is not a valid database name: a letter, then letters, digits, _ or -');

const zoneList = z
  .string()
  .max(maxListLength, `is longer than ${maxListLength} characters`)
  .transform((list) => list.split(',').map((zone) => zone.trim()))
  .refine((zones) => zones.every((zone) => zone !== ''), 'contains an empty name; separate names with commas');

const setting = <T>(schema: z.ZodType<T>, fallback: NoInfer<T>, help: string): Setting<T> => ({
  schema,
  fallback,
  help,
});

/** Every setting by its environment variable, in the order of the help. */
export const settingsByVariable = {
  HOST: setting(text, '127.0.0.1', 'address to listen on; 0.0.0.0 accepts connections from other machines'),
  PORT: setting(integer(0, 65535), 4000, 'port to listen on; 0 chooses a free one'),
  SHARDBOOK_ALLOWED_ORIGINS: setting<readonly string[]>(
    originList,
    [],
    'origins of other sites whose pages may use the API, separated by commas',
  ),
  SHARDBOOK_DATA: setting(text, './data', 'folder of the embedded store'),
  SHARDBOOK_SEED: setting<number | null>(integer(0, 2 ** 31 - 1), null, 'makes keys, ids and data reproducible'),
  SHARDBOOK_LOG_LEVEL: setting(oneOf(...logLevels), 'warn', `one of ${logLevels.join(', ')}`),
  SHARDBOOK_NAMING: setting(
    oneOf('camelCase', 'snake_case'),
    'camelCase',
    'naming convention of the first two tenants: camelCase or snake_case',
  ),
  SHARDBOOK_DB_SERVERS: setting(integer(1, 1000), 3, 'DB-Servers of a new simulated cluster'),
  SHARDBOOK_SHARD_GROUPS: setting(integer(1, 1000), 12, 'shard groups of a new SmartGraph'),
  SHARDBOOK_REPLICATION_FACTOR: setting(integer(1, 10), 2, 'copies of each shard, the leader included'),
  SHARDBOOK_WRITE_CONCERN: setting(integer(1, 10), 1, 'copies that must be in sync for writes'),
  SHARDBOOK_ZONES: setting<readonly string[]>(zoneList, [], 'zones of the DB-Servers, separated by commas'),
  SHARDBOOK_SERVER_CAPACITY_BYTES: setting(
    integer(1, 2 ** 50),
    10 * 2 ** 30,
    'capacity of each simulated DB-Server, in bytes',
  ),
  ARANGO_ENDPOINT: setting<readonly string[]>(
    endpointList,
    [],
    'Coordinators of the cluster to work on, separated by commas; without it the cluster is simulated',
  ),
  ARANGO_USERNAME: setting(text, 'root', 'user on that cluster'),
  ARANGO_PASSWORD: setting(z.string(), '', 'password of that user'),
  ARANGO_DATABASE: setting(databaseName, 'network_assets_demo', 'database on that cluster; created when missing'),
  SHARDBOOK_BANDWIDTH_BYTES_PER_SECOND: setting(
    integer(1, 2 ** 50),
    64 * 2 ** 20,
    'bandwidth of simulated moves, in bytes per second',
  ),
} as const;

type Variables = typeof settingsByVariable;

/** The settings by the name of their variable. */
export type Settings = { readonly [V in keyof Variables]: Variables[V] extends Setting<infer T> ? T : never };

/** What is wrong with the environment: one line for each bad variable. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * Returns the settings that an environment gives; a variable that is missing or empty takes its default. Throws
 * SettingsError with one line for each bad variable, and for each that starts like ours and is none.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const values = Object.entries(settingsByVariable).map(([variable, { schema, fallback }]) => {
    const given = environment[variable];
    if (given === undefined || given === '') return [variable, fallback];
    const parsed = (schema as z.ZodType).safeParse(given);
    if (parsed.success) return [variable, parsed.data];
    // A password may be in an address by mistake.
    const shown = variable.startsWith('ARANGO_') ? variable : `${variable}=${given}`;
    problems.push(`${shown} ${at(parsed.error.issues, 0).message}`);
    return [variable, fallback];
  });
  const settings = Object.fromEntries(values) as Settings;
  problems.push(...misspelt(environment), ...contradictions(settings));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/** Read by downloaded notebooks, which a person may run in the same shell. */
const readElsewhere = 'SHARDBOOK_URL';

/** A misspelt setting would be ignored in silence, and a person would wonder for long. */
function misspelt(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(environment)
    .filter((variable) => variable.startsWith('SHARDBOOK_') && variable !== readElsewhere)
    .filter((variable) => !Object.hasOwn(settingsByVariable, variable))
    .map((variable) => `${variable} is not a setting: run shardbook --help for a list`);
}

/** `ARANGO_ENDPOINT` names a cluster whose servers are not ours to count. */
function contradictions(settings: Settings): string[] {
  const problems: string[] = [];
  const isSimulated = settings.ARANGO_ENDPOINT.length === 0;
  const {
    SHARDBOOK_DB_SERVERS: servers,
    SHARDBOOK_REPLICATION_FACTOR: copies,
    SHARDBOOK_WRITE_CONCERN: concern,
  } = settings;
  if (isSimulated && copies > servers) {
    problems.push(
      `SHARDBOOK_REPLICATION_FACTOR=${copies} requires that many DB-Servers, but SHARDBOOK_DB_SERVERS is ${servers}`,
    );
  }
  if (concern > copies) {
    problems.push(
      `SHARDBOOK_WRITE_CONCERN=${concern} is more than the ${copies} copies of SHARDBOOK_REPLICATION_FACTOR`,
    );
  }
  return problems;
}

/** Returns every variable with its meaning and default, for the help, in the order of `settingsByVariable`. */
export function settingsHelp(): readonly (readonly [variable: string, meaning: string])[] {
  return Object.entries(settingsByVariable).map(([variable, { fallback, help }]) => {
    const shown = Array.isArray(fallback) || fallback === null || fallback === '' ? 'none' : String(fallback);
    return [variable, `${help} (default ${shown})`];
  });
}
