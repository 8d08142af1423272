/** The parts of a wish that imagine replacements, other shard groups and growth: defaults and checks. */
import { characterCount, tidied } from '../../base/text.js';
import { InvalidInputError } from '../../errors/errors.js';
import { type NamingConvention, scaleFactorRange } from '../../model/asset.js';
import type { Growth, ServerReplacement, TenantGrowth, WhatIfOptions } from '../../model/plan.js';
import type { PlacementStrategy } from '../../model/tenant.js';

/** Tenants that are still to come; what is left out or null gets its default. */
export interface TenantGrowthRequest {
  /** 1 to 100 characters; `Future tenant <place in the list>` when left out. */
  readonly name?: string | null;
  /** 1 when left out. */
  readonly scaleFactor?: number | null;
  /** 1 when left out. */
  readonly count?: number | null;
  /** camelCase when left out. */
  readonly naming?: NamingConvention | null;
  /** HASH when left out. */
  readonly placement?: PlacementStrategy | null;
}

/** A wish to imagine something; what is left out or null imagines nothing. */
export interface WhatIfRequest {
  readonly replaceServers?: readonly (Pick<ServerReplacement, 'serverId'> & Partial<ServerReplacement>)[] | null;
  readonly numberOfShards?: number | null;
  readonly growth?: {
    readonly tenants: readonly TenantGrowthRequest[];
    readonly bytesPerDocument?: number | null;
  } | null;
}

/** What ArangoDB takes for a new collection by default (`--cluster.max-number-of-shards`). */
const maxShards = 1000;

/** Tenants that one question may imagine: beyond this nobody reads their names. */
const maxTenants = 1000;

/** Names may have so many characters, as those of real tenants. */
const longestName = 100;

/** 16 MiB: larger documents are rare enough to be a slip. */
const maxBytesPerDocument = 16_777_216;

/** Servers that one question may replace. */
const maxReplacements = 100;

/**
 * Returns the complete what-if parts of a wish; parts that imagine nothing are missing. Throws InvalidInputError for a
 * value out of range; whether servers exist and names are free is checked where the topology is known.
 */
export function completeWhatIf(request: WhatIfRequest, removeServers: readonly string[]): WhatIfOptions {
  const { replaceServers, numberOfShards, growth } = request;
  const replacements = completeReplacements(replaceServers ?? [], removeServers);
  return {
    ...(replacements.length > 0 ? { replaceServers: replacements } : {}),
    ...(numberOfShards == null ? {} : { numberOfShards: whole('numberOfShards', numberOfShards, 1, maxShards) }),
    ...(growth == null || growth.tenants.length === 0 ? {} : { growth: completeGrowth(growth) }),
  };
}

function completeReplacements(
  request: NonNullable<WhatIfRequest['replaceServers']>,
  removeServers: readonly string[],
): readonly ServerReplacement[] {
  whole('replaceServers', request.length, 0, maxReplacements, 'replaceServers names');
  const seen = new Set<string>();
  const replacements = request.map(({ serverId, capacityBytes = null, zone = null }, at): ServerReplacement => {
    const field = `replaceServers[${at}]`;
    if (seen.has(serverId)) {
      throw new InvalidInputError(`${field}.serverId`, `${field} names ${serverId} twice`, 'Name each server once');
    }
    seen.add(serverId);
    if (removeServers.includes(serverId)) {
      throw new InvalidInputError(
        `${field}.serverId`,
        `${serverId} is in removeServers and in replaceServers`,
        'Remove it (nothing takes its place) or replace it, not both',
      );
    }
    if (capacityBytes !== null && capacityBytes <= 0n) {
      const remedy = "Give a whole number above 0, or leave it out for the old server's capacity";
      throw new InvalidInputError(`${field}.capacityBytes`, `${field}.capacityBytes is ${capacityBytes}`, remedy);
    }
    const trimmed = zone?.trim() ?? '';
    return { serverId, capacityBytes, zone: trimmed === '' ? null : trimmed };
  });
  return replacements.sort((a, b) => (a.serverId < b.serverId ? -1 : 1));
}

function completeGrowth({ tenants, bytesPerDocument }: NonNullable<WhatIfRequest['growth']>): Growth {
  // Each entry stands for one tenant at least.
  whole('growth.tenants', tenants.length, 0, maxTenants, 'growth.tenants adds up to');
  const complete = tenants.map(completeTenants);
  const total = complete.reduce((sum, { count }) => sum + count, 0);
  whole('growth.tenants', total, 0, maxTenants, 'growth.tenants adds up to');
  const stated = bytesPerDocument ?? null;
  if (stated !== null) whole('growth.bytesPerDocument', stated, 1, maxBytesPerDocument);
  return { tenants: complete, bytesPerDocument: stated };
}

function completeTenants(request: TenantGrowthRequest, at: number): TenantGrowth {
  const field = `growth.tenants[${at}]`;
  const name = request.name == null ? `Future tenant ${at + 1}` : tidied(request.name, longestName);
  const length = characterCount(name, longestName);
  if (length < 1 || length > longestName) {
    const remedy = `Give 1 to ${longestName} characters, or leave it out`;
    throw new InvalidInputError(`${field}.name`, `${field}.name has ${length} characters`, remedy);
  }
  const { least, greatest } = scaleFactorRange;
  return {
    name,
    scaleFactor: whole(`${field}.scaleFactor`, request.scaleFactor ?? least, least, greatest),
    count: whole(`${field}.count`, request.count ?? 1, 1, maxTenants),
    naming: request.naming ?? 'camelCase',
    placement: request.placement ?? 'HASH',
  };
}

function whole(field: string, value: number, least: number, greatest: number, found = `${field} is`): number {
  if (Number.isInteger(value) && value >= least && value <= greatest) return value;
  throw new InvalidInputError(field, `${found} ${value}`, `Give a whole number from ${least} to ${greatest}`);
}
