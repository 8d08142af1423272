/** Checks a scenario that somebody wrote, before anything is changed for it. */
import { characterCount, tidied } from '../base/text.js';
import { InvalidInputError } from '../errors/errors.js';
import { maxServersAtOnce, maxTenantsAtOnce } from '../model/request-limits.js';
import type { ScenarioRequest, ServersRequest, TenantRequest } from '../model/requests.js';
import type { Scenario, ScenarioServers, ScenarioTenant } from '../model/scenario.js';
import { completeTenantRequest } from '../tenants/request.js';

/** The most of each that one scenario may have; texts in characters. */
const most = {
  tenants: maxTenantsAtOnce,
  servers: maxServersAtOnce,
  title: 100,
  description: 1000,
  zone: 100,
} as const;

/**
 * Returns the scenario with its defaults. Throws InvalidInputError that names the field, e.g. `tenants.3.scaleFactor`,
 * when something in it is not allowed or when it would do nothing.
 */
export function completeScenario(request: ScenarioRequest, usualTitle: string): Scenario {
  requireCount('tenants', request.tenants ?? []);
  requireCount('servers', request.servers ?? []);
  const tenants = (request.tenants ?? []).map(tenantAt);
  requireDifferentNames(tenants);
  const servers = (request.servers ?? []).map(serversAt);
  const joining = servers.reduce((sum, { count }) => sum + count, 0);
  if (joining > most.servers) {
    throw new InvalidInputError('servers', `${joining} DB-Servers are to be added`, `Add at most ${most.servers}`);
  }
  const isRebalanced = request.isRebalanced ?? servers.length > 0;
  if (tenants.length === 0 && servers.length === 0 && !isRebalanced) {
    throw new InvalidInputError(
      'tenants',
      'There is nothing to do: no tenant, no DB-Server, no rebalance',
      'Give at least one tenant or DB-Server, or ask for a rebalance',
    );
  }
  return {
    title: textOf('title', request.title) ?? usualTitle,
    description: textOf('description', request.description) ?? '',
    tenants,
    servers,
    homeZone: zoneAt('homeZone', request.homeZone),
    isRebalanced,
  };
}

function requireCount(field: 'tenants' | 'servers', list: readonly unknown[]): void {
  if (list.length <= most[field]) return;
  throw new InvalidInputError(field, `${field} has ${list.length} entries`, `Give at most ${most[field]}`);
}

function tenantAt(request: TenantRequest, at: number): ScenarioTenant {
  try {
    const { name, scaleFactor, description, placement, idempotencyKey } = completeTenantRequest(request);
    return { name, scaleFactor, description, placement, idempotencyKey, naming: request.naming ?? null };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(`tenants.${at}.${error.field}`, `Tenant ${at + 1}: ${error.message}`, error.remedy);
  }
}

function requireDifferentNames(tenants: readonly ScenarioTenant[]): void {
  const seen = new Map<string, number>();
  for (const [at, { name }] of tenants.entries()) {
    const first = seen.get(name.toLowerCase());
    if (first !== undefined) {
      const message = `Tenants ${first + 1} and ${at + 1} are both named ${name}`;
      throw new InvalidInputError(`tenants.${at}.name`, message, 'Give each tenant a name of its own');
    }
    seen.set(name.toLowerCase(), at);
  }
}

function serversAt({ count, zone, capacityBytes }: ServersRequest, at: number): ScenarioServers {
  if (!Number.isInteger(count) || count < 1 || count > most.servers) {
    throw new InvalidInputError(`servers.${at}.count`, `count is ${count}`, `Add 1 to ${most.servers} DB-Servers`);
  }
  if (capacityBytes != null && capacityBytes < 1n) {
    const field = `servers.${at}.capacityBytes`;
    throw new InvalidInputError(field, `capacityBytes is ${capacityBytes.toString()}`, 'Give a positive size in bytes');
  }
  return { count, zone: zoneAt(`servers.${at}.zone`, zone), capacityBytes: capacityBytes ?? null };
}

function zoneAt(field: string, zone: string | null | undefined): string | null {
  const name = zone?.trim();
  if (name === undefined) return null;
  if (name === '' || name.length > most.zone || /\p{Cc}/u.test(name)) {
    throw new InvalidInputError(
      field,
      'The name of a zone is empty, too long or not printable',
      `Give 1 to ${most.zone} characters`,
    );
  }
  return name;
}

/** Returns the text, null where it is left out or empty. */
function textOf(field: 'title' | 'description', text: string | null | undefined): string | null {
  const trimmed = tidied(text ?? '', most[field]);
  if (trimmed === '') return null;
  if (characterCount(trimmed, most[field]) > most[field]) {
    throw new InvalidInputError(field, `${field} is too long`, `Give at most ${most[field]} characters`);
  }
  if (/\p{Cc}/u.test(trimmed)) {
    throw new InvalidInputError(field, `${field} contains a control character`, 'Use printable characters only');
  }
  return trimmed;
}
