/** Makes reports and lists them. */
import { builder } from '../schema/builder.js';
import type { Context } from '../schema/context.js';
import { show } from '../schema/exposed.js';
import { decodeId } from '../schema/global-id.js';
import { pageComplexity, pageRequest, toConnection } from '../schema/paging.js';
import { Report, ReportConnection } from '../schema/Report.js';
import {
  InvalidIdError,
  InvalidInputError,
  RunInProgressError,
  UnknownPlanError,
  UnknownRunError,
  UnknownSnapshotError,
} from '../services/errors/errors.js';
import type { StoredReport } from '../services/store/port.js';
import { payload, payloadOr } from './payload.js';
import { planIdDescription, planIdOf, runIdDescription, runOf } from './references.js';

builder.queryFields((t) => ({
  reports: t.connection(
    {
      type: Report,
      description: 'The stored reports, newest first.',
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const page = await context.services.reports.page(pageRequest('reports', args));
        return toConnection('reports', page, (report) => report);
      },
    },
    ReportConnection,
  ),
}));

const GenerateReportInput = builder.inputType('GenerateReportInput', {
  isOneOf: true,
  description: 'Selects the subject of the report; give exactly one field.',
  fields: (t) => ({
    runId: t.id({ description: runIdDescription }),
    snapshotIds: t.idList({ description: 'Global ids of two snapshots to compare, the earlier one first.' }),
    planId: t.id({
      description: `${planIdDescription} The report describes the plan, and its result once it has been carried out.`,
    }),
  }),
});

const GenerateReportPayload = payload('generateReport', { report: show(Report, 'The report, which has been stored.') });

builder.mutationFields((t) => ({
  generateReport: t.field({
    type: GenerateReportPayload,
    description:
      'Makes a report on a run that has ended, on two snapshots, or on a plan. Fails with ' +
      'RunInProgressError while the run is in progress.',
    args: { input: t.arg({ type: GenerateReportInput, required: true, description: 'The subject of the report.' }) },
    errors: payloadOr('generateReport', 'prevented the report', [
      InvalidIdError,
      UnknownRunError,
      UnknownSnapshotError,
      UnknownPlanError,
      RunInProgressError,
    ]),
    resolve: async (_root, { input }, context) => ({ report: await generate(input, context) }),
  }),
}));

async function generate(input: typeof GenerateReportInput.$inferInput, context: Context): Promise<StoredReport> {
  const { reports } = context.services;
  if (input.runId != null) return reports.generateForRun((await runOf(input.runId, context)).id);
  if (input.planId != null) return reports.generateForPlan(await planIdOf(input.planId, context));
  const [before, after, ...more] = input.snapshotIds;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new InvalidInputError(
      'snapshotIds',
      'snapshotIds needs exactly two ids',
      'Pass the snapshots before and after',
    );
  }
  return reports.generateForSnapshots(decodeId(before, ['Snapshot']).id, decodeId(after, ['Snapshot']).id);
}
