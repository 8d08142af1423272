/** Checks and advice: isolation, preflight, performance, and what more servers would do. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { DatabaseReport } from '../schema/DatabaseReport.js';
import { IsolationReport } from '../schema/IsolationReport.js';
import { PerformanceReport } from '../schema/PerformanceReport.js';
import { PreflightReport } from '../schema/PreflightReport.js';
import { ScalingAdvice } from '../schema/ScalingAdvice.js';
import { tenantKeyOf } from '../schema/Tenant.js';
import { positiveBytes, serverCount, zoneName } from './inputs.js';

/** Checks read the whole store: a request may hold a few of them, not hundreds. */
const expensive = { field: 50_000, multiplier: 1 };

const AdviseScalingInput = builder.inputType('AdviseScalingInput', {
  description: 'Servers that might be added.',
  fields: (t) => ({
    count: t.int({ required: true, defaultValue: 2, description: 'How many, 0 to 100.', validate: serverCount }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'What each can hold, in bytes; as much as the largest server there is when left out.',
      validate: positiveBytes,
    }),
    zone: t.string({
      description: 'Availability zone; spread over the zones there are when left out.',
      validate: zoneName,
    }),
  }),
});

const MeasurePerformanceInput = builder.inputType('MeasurePerformanceInput', {
  description: 'How to measure.',
  fields: (t) => ({
    samples: t.int({
      required: true,
      defaultValue: 50,
      description: 'Queries of each kind, 1 to 1,000.',
      validate: z.int('is not a whole number').min(1, 'is less than 1').max(1000, 'is more than 1,000'),
    }),
    concurrency: t.int({
      required: true,
      defaultValue: 4,
      description: 'Queries at the same time, 1 to 16.',
      validate: z.int('is not a whole number').min(1, 'is less than 1').max(16, 'is more than 16'),
    }),
  }),
});

builder.queryFields((t) => ({
  adviseScaling: t.field({
    type: ScalingAdvice,
    description: 'What so many more servers would do. Changes nothing.',
    args: { input: t.arg({ type: AdviseScalingInput, required: true, description: 'Which servers.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    resolve: (_root, { input }, { services }) =>
      services.plans.advise({
        count: input.count,
        capacityBytes: input.capacityBytes ?? null,
        zone: input.zone ?? null,
      }),
  }),
  checkIsolation: t.field({
    type: IsolationReport,
    description: 'Whether tenants are isolated: looks at every document and edge, not at a sample.',
    args: { tenantId: t.arg.id({ description: 'Global id of the one tenant to look at; all when left out.' }) },
    complexity: expensive,
    resolve: (_root, { tenantId }, { services }) =>
      services.checks.isolation(tenantId == null ? null : tenantKeyOf(tenantId)),
  }),
  checkDatabase: t.field({
    type: DatabaseReport,
    description:
      'Whether the data is whole: the file or SmartGraph of the store, replicas, the documents of every tenant by counting, ends of edges, event logs and runs. Changes nothing.',
    complexity: expensive,
    resolve: (_root, _args, { services }) => services.checks.database(),
  }),
  preflight: t.field({
    type: PreflightReport,
    description: 'Whether a scale-out may start: the list of the guide, point by point.',
    complexity: expensive,
    resolve: (_root, _args, { services }) => services.checks.preflight(),
  }),
  measurePerformance: t.field({
    type: PerformanceReport,
    description: 'How fast the store answers: sends real queries and measures.',
    args: {
      input: t.arg({ type: MeasurePerformanceInput, description: 'How to measure; the defaults when left out.' }),
    },
    complexity: expensive,
    resolve: (_root, { input }, { services }) => services.checks.performance(input ?? {}),
  }),
}));
