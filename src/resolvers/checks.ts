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

/** Checks read the whole store, or all documents of a tenant: a request may hold a few of them, not hundreds. */
const expensive = { field: 50_000, multiplier: 1 };
const ofOneTenant = { field: 10_000, multiplier: 1 };

const AdviseScalingInput = builder.inputType('AdviseScalingInput', {
  description: 'DB-Servers that might be added.',
  fields: (t) => ({
    count: t.int({
      required: true,
      defaultValue: 2,
      description: 'Number of DB-Servers, 0 to 100.',
      validate: serverCount,
    }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of each DB-Server in bytes; that of the largest existing DB-Server when omitted.',
      validate: positiveBytes,
    }),
    zone: t.string({
      description: 'Availability zone of the DB-Servers; spread over the existing zones when omitted.',
      validate: zoneName,
    }),
  }),
});

const MeasurePerformanceInput = builder.inputType('MeasurePerformanceInput', {
  description: 'How many queries to measure, and how many at a time.',
  fields: (t) => ({
    samples: t.int({
      required: true,
      defaultValue: 50,
      description: 'Number of queries of each kind, 1 to 1,000.',
      validate: z.int('is not a whole number').min(1, 'is less than 1').max(1000, 'is more than 1,000'),
    }),
    concurrency: t.int({
      required: true,
      defaultValue: 4,
      description: 'Number of queries in flight at the same time, 1 to 16.',
      validate: z.int('is not a whole number').min(1, 'is less than 1').max(16, 'is more than 16'),
    }),
  }),
});

builder.queryFields((t) => ({
  adviseScaling: t.field({
    type: ScalingAdvice,
    nullable: true,
    description:
      'Says what a number of new DB-Servers would improve, and whether they are worth adding. Changes nothing.',
    args: {
      input: t.arg({ type: AdviseScalingInput, required: true, description: 'The DB-Servers that might be added.' }),
    },
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
    nullable: true,
    description:
      'Checks whether tenants are isolated from each other. Examines every document and edge, not a sample, and ends when the client leaves.',
    args: {
      tenantId: t.arg.id({ description: 'Global id of a tenant, to check that one only; all tenants when omitted.' }),
    },
    complexity: ({ tenantId }) => (tenantId == null ? expensive : ofOneTenant),
    resolve: (_root, { tenantId }, { services, signal }) =>
      services.checks.isolation(tenantId == null ? null : tenantKeyOf(tenantId), { signal: signal() }),
  }),
  checkDatabase: t.field({
    type: DatabaseReport,
    nullable: true,
    description:
      'Checks whether the stored data is intact: the file or SmartGraph of the store, replicas, the ' +
      'number of documents of each tenant, the ends of edges, event logs and runs. Changes nothing.',
    complexity: expensive,
    resolve: (_root, _args, { services, signal }) => services.checks.database(signal()),
  }),
  preflight: t.field({
    type: PreflightReport,
    nullable: true,
    description:
      'Checks whether a scale-out may start, following the checklist of the scale-out guide. Examines every document, and ends when the client leaves.',
    complexity: expensive,
    resolve: (_root, _args, { services, signal }) => services.checks.preflight(signal()),
  }),
  measurePerformance: t.field({
    type: PerformanceReport,
    nullable: true,
    description: 'Measures how fast the store answers, by sending real queries.',
    args: {
      input: t.arg({ type: MeasurePerformanceInput, description: 'How to measure; defaults apply when omitted.' }),
    },
    complexity: expensive,
    resolve: (_root, { input }, { services }) => services.checks.performance(input ?? {}),
  }),
}));
