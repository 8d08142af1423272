/** What a plan may be asked for: the defaults, and the checks on what a client sends. */
import { characterCount, tidied } from '../../base/text.js';
import { InvalidInputError } from '../../errors/errors.js';
import { type NamingConvention, scaleFactorRange } from '../../model/asset.js';
import type {
  Growth,
  NewServers,
  ObjectiveCode,
  PlanLimits,
  PlanOptions,
  PlanWeights,
  ServerReplacement,
  TenantGrowth,
  WhatIfOptions,
} from '../../model/plan.js';
import type { PlacementStrategy } from '../../model/tenant.js';
import type { ClusterTopology } from '../../model/topology.js';
import { limitSettings } from '../limits/list.js';
import { names, whole } from '../limits/setting.js';
import { measures, objectives } from '../measure/objectives/list.js';
import { weightRange } from '../measure/objectives/objective.js';

/** A wish for a plan; what is left out or null gets its default. */
export interface PlanRequest extends WhatIfRequest {
  readonly addServers?: Partial<NewServers> | null;
  readonly removeServers?: readonly string[] | null;
  readonly objectives?: Partial<Readonly<Record<ObjectiveCode, number | null>>> | null;
  readonly limits?: { readonly [Name in keyof PlanLimits]?: PlanLimits[Name] | null } | null;
  /** Candidates that the search may evaluate; 100,000,000 when left out. */
  readonly budget?: number | null;
}

/** The most servers that one question may add; the same as `addSimulatedServers` takes. */
const maxNewServers = 100;

/** Enough for 72 servers and 20,000 groups to settle. */
const defaultBudget = 100_000_000;

/** Returns the options of a plan that is asked for nothing in particular: no servers added or removed. */
export function defaultPlanOptions(): PlanOptions {
  return completeOptions({});
}

/**
 * Returns complete options in a canonical form: lists sorted and without repetition. Throws InvalidInputError for a value
 * out of range; whether servers and tenants exist is checked by the planner, which knows the topology.
 */
export function completeOptions(request: PlanRequest = {}): PlanOptions {
  const removeServers = names('removeServers', request.removeServers ?? []);
  return {
    addServers: completeNewServers(request.addServers ?? {}, 0),
    removeServers,
    ...completeWhatIf(request, removeServers),
    objectives: completeObjectives(request.objectives ?? {}),
    limits: completeLimits(request.limits ?? {}),
    budget: whole('budget', request.budget ?? defaultBudget, 0, Number.MAX_SAFE_INTEGER),
  };
}

/** Returns complete new servers; `count` is what leaving it out means. Throws InvalidInputError. */
export function completeNewServers(request: Partial<NewServers>, count: number): NewServers {
  const capacityBytes = request.capacityBytes ?? null;
  if (capacityBytes !== null && capacityBytes <= 0n) {
    throw new InvalidInputError('addServers.capacityBytes', `addServers.capacityBytes is ${capacityBytes}`, above0);
  }
  const zone = request.zone?.trim() ?? null;
  return {
    count: whole('addServers.count', request.count ?? count, 0, maxNewServers),
    capacityBytes,
    zone: zone === '' ? null : zone,
  };
}

const above0 = 'Give a whole number above 0, or leave it out';

function completeObjectives(request: NonNullable<PlanRequest['objectives']>): PlanWeights {
  const { least, greatest } = weightRange;
  const weights = objectives.map(({ code, defaultWeight }) => {
    const weight = request[code] ?? defaultWeight;
    if (weight >= least && weight <= greatest) return [code, weight] as const;
    const field = `objectives.${code}`;
    throw new InvalidInputError(field, `${field} is ${weight}`, `Give ${least} to ${greatest}`);
  });
  const complete = Object.fromEntries(weights) as PlanWeights; // Every objective there is has its weight.
  if (measures.some((measure) => complete[measure] > 0)) return complete;
  throw new InvalidInputError(
    'objectives',
    'All objectives have weight 0',
    'Give at least one measure a weight above 0',
  );
}

function completeLimits(request: NonNullable<PlanRequest['limits']>): PlanLimits {
  const values = limitSettings.map((setting) => {
    const { name, defaultValue } = setting;
    return [name, setting.complete(`limits.${name}`, request[name] ?? defaultValue)] as const;
  });
  return Object.fromEntries(values) as unknown as PlanLimits; // Every setting there is has its value.
}

/** Tenants that are still to come; what is left out or null gets its default. */
interface TenantGrowthRequest {
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
function completeWhatIf(request: WhatIfRequest, removeServers: readonly string[]): WhatIfOptions {
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

/**
 * Returns the wish with the serverId in place of each short name that exactly one server has. Names that no server has
 * stay as they are: the planner refuses them.
 */
export function withServerIds(request: PlanRequest, { servers }: ClusterTopology): PlanRequest {
  const ids = new Set(servers.map(({ serverId }) => serverId));
  const byShortName = new Map<string, string | null>();
  for (const { serverId, shortName } of servers) {
    byShortName.set(shortName, byShortName.has(shortName) ? null : serverId);
  }
  const idOf = (name: string): string => (ids.has(name) ? name : (byShortName.get(name) ?? name));
  return {
    ...request,
    removeServers: request.removeServers?.map(idOf),
    replaceServers: request.replaceServers?.map((wish) => ({ ...wish, serverId: idOf(wish.serverId) })),
  };
}

/** The same question without anything imagined: what was imagined is not there, or the plan would not have been applied. */
export function finishOptions({ addServers, removeServers, objectives, limits, budget }: PlanOptions): PlanOptions {
  return { addServers: { ...addServers, count: 0 }, removeServers, objectives, limits, budget };
}

/** Servers that were to leave take back what they had, and undoing is not held to the caps of doing. */
export function goBackOptions(options: PlanOptions): PlanOptions {
  const finish = finishOptions(options);
  return { ...finish, removeServers: [], limits: { ...finish.limits, maxBytesMoved: null } };
}
