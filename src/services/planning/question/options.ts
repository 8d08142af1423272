/** What a plan may be asked for: the defaults, and the checks on what a client sends. */
import { InvalidInputError } from '../../errors/errors.js';
import type { NewServers, ObjectiveCode, PlanLimits, PlanOptions, PlanWeights } from '../../model/plan.js';
import { limitSettings } from '../limits/list.js';
import { names, whole } from '../limits/setting.js';
import { measures, objectives } from '../measure/objectives/list.js';
import { weightRange } from '../measure/objectives/objective.js';
import { completeWhatIf, type WhatIfRequest } from './what-if-options.js';

/** A wish for a plan; what is left out or null gets its default. */
export interface PlanRequest extends WhatIfRequest {
  readonly addServers?: Partial<NewServers> | null;
  readonly removeServers?: readonly string[] | null;
  readonly objectives?: Partial<Readonly<Record<ObjectiveCode, number | null>>> | null;
  readonly limits?: { readonly [Name in keyof PlanLimits]?: PlanLimits[Name] | null } | null;
  readonly budget?: number | null;
}

/** The most servers that one question may add; the same as `addSimulatedServers` takes. */
const maxNewServers = 100;

/** Enough for 72 servers and 20,000 groups to settle. */
const defaultBudget = 100_000_000;

/** Returns the options of a plan that is asked for nothing in particular: no servers added or removed. */
export function defaultPlanOptions(): PlanOptions {
  return {
    addServers: { count: 0, capacityBytes: null, zone: null },
    removeServers: [],
    objectives: completeObjectives({}),
    limits: completeLimits({}),
    budget: defaultBudget,
  };
}

/**
 * Returns complete options in a canonical form: lists sorted and without repetition. Throws InvalidInputError for a value
 * out of range; whether servers and tenants exist is checked by the planner, which knows the topology.
 */
export function completeOptions(request: PlanRequest = {}): PlanOptions {
  const defaults = defaultPlanOptions();
  const removeServers = names('removeServers', request.removeServers ?? []);
  const options: PlanOptions = {
    addServers: completeNewServers(request.addServers ?? {}, 0),
    removeServers,
    ...completeWhatIf(request, removeServers),
    objectives: completeObjectives(request.objectives ?? {}),
    limits: completeLimits(request.limits ?? {}),
    budget: whole('budget', request.budget ?? defaults.budget, 0, Number.MAX_SAFE_INTEGER),
  };
  return options;
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
