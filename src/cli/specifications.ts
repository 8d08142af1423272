/** Reads the files in which people describe tenants and scenarios: JSON or YAML, in the guide's spelling or the API's. */
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

import { maxServersAtOnce, maxTenantsAtOnce } from '../services/model/request-limits.js';
import { CommandFailure } from './failure.js';
import { readText } from './files.js';

/** How the guide calls a spelling, and how the API does. */
export const namings = { camelCase: 'CAMEL_CASE', snake_case: 'SNAKE_CASE' } as const;

/** A specification of the guide: `{ name, scale_factor }`; its other names are taken as well. */
const tenant = z
  .strictObject({
    name: z.string(),
    scale_factor: z.int().optional(),
    scaleFactor: z.int().optional(),
    description: z.string().optional(),
    naming: z.enum(['camelCase', 'snake_case']).optional(),
    placement: z.enum(['HASH', 'LEAST_LOADED']).optional(),
  })
  .transform(({ scale_factor: snake, scaleFactor, naming, ...rest }) => ({
    ...rest,
    scaleFactor: scaleFactor ?? snake ?? 1,
    ...(naming && { naming: namings[naming] }),
  }));

/** A list that is counted before its entries are looked at. */
function counted(entries: number) {
  return z.array(z.unknown()).max(entries, `${entries} entries are possible at most`);
}

const servers = z
  .strictObject({
    count: z.int().optional(),
    zone: z.string().optional(),
    capacity_bytes: z.int().optional(),
    capacityBytes: z.int().optional(),
  })
  .transform(({ capacity_bytes: snake, capacityBytes = snake, ...rest }) => ({
    ...rest,
    ...(capacityBytes !== undefined && { capacityBytes }),
  }));

const scenario = z
  .strictObject({
    title: z.string().optional(),
    description: z.string().optional(),
    tenants: counted(maxTenantsAtOnce).pipe(z.array(tenant)).optional(),
    servers: counted(maxServersAtOnce).pipe(z.array(servers)).optional(),
    home_zone: z.string().optional(),
    homeZone: z.string().optional(),
    rebalance: z.boolean().optional(),
  })
  .transform(({ home_zone: snake, homeZone = snake, rebalance, ...rest }) => ({
    ...rest,
    ...(homeZone !== undefined && { homeZone }),
    ...(rebalance !== undefined && { isRebalanced: rebalance }),
  }));

/** A thousand tenants with long descriptions: what one request may have. */
const maxBytes = 4 * 1024 * 1024;

/** What a tenant looks like in a file. */
const tenantsWanted = 'Write a list of { name, scale_factor }';

/** What a scenario looks like in a file. */
const scenarioWanted =
  'Write { title, tenants: [{ name, scale_factor }], servers: [{ count, zone }], home_zone, rebalance }';

/** Returns the tenants of a file, as the API takes them. Throws a CommandFailure that says where something is wrong. */
export async function readTenants(path: string): Promise<z.output<typeof tenant>[]> {
  const content = await contentOf(path, tenantsWanted);
  const list = typeof content === 'object' && content !== null && 'tenants' in content ? content.tenants : content;
  return checked(counted(maxTenantsAtOnce).min(1).pipe(z.array(tenant)), list, path, tenantsWanted);
}

/** Returns the scenario of a file, as the API takes it. Throws a CommandFailure that says where something is wrong. */
export async function readScenario(path: string): Promise<z.output<typeof scenario>> {
  return checked(scenario, await contentOf(path, scenarioWanted), path, scenarioWanted);
}

async function contentOf(path: string, wanted: string): Promise<unknown> {
  const text = await readText(path, 'a JSON or YAML file', maxBytes);
  try {
    // Every JSON text is YAML.
    return parseYaml(text, { logLevel: 'error' });
  } catch (cause) {
    const [reason = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new CommandFailure(`${path} is neither JSON nor YAML: ${reason.replace(/:$/, '')}`, wanted, {
      cause,
      isWrongUsage: true,
    });
  }
}

function checked<T>(schema: z.ZodType<T>, content: unknown, path: string, wanted: string): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // People count entries from 1.
  const steps = (issue?.path ?? []).map((step) => (typeof step === 'number' ? `entry ${step + 1}` : String(step)));
  const where = steps.length > 0 ? ` at ${steps.join(', ')}` : '';
  throw new CommandFailure(`${path}${where}: ${issue?.message ?? 'is not valid'}`, wanted, {
    isWrongUsage: true,
  });
}
