/** Starts to add tenants as a run: with progress, a probe of the existing tenants, validation and a report. */
import { builder } from '../schema/builder.js';
import { refresh } from '../schema/context.js';
import { changeErrors } from '../schema/Error.js';
import { TenantBatchRun } from '../schema/TenantBatchRun.js';
import { RunInProgressError } from '../services/errors/errors.js';
import type { Run } from '../services/model/run.js';
import { tenantsField } from './tenant-inputs.js';

const StartTenantBatchInput = builder.inputType('StartTenantBatchInput', {
  description: 'The tenants to add in one run.',
  fields: (t) => ({
    tenants: t.field({ ...tenantsField, required: true }),
  }),
});

const StartTenantBatchPayload = builder.objectRef<{ readonly run: Run }>('StartTenantBatchPayload').implement({
  description: 'Returned by startTenantBatch when it succeeds.',
  fields: (t) => ({
    run: t.field({
      type: TenantBatchRun,
      description: 'The tenant batch run, which has just started.',
      resolve: ({ run }) => run,
    }),
  }),
});

builder.mutationFields((t) => ({
  startTenantBatch: t.field({
    type: StartTenantBatchPayload,
    description:
      'Starts a run that adds tenants and returns it at once; follow it with runProgress. Existing ' +
      'tenants are queried meanwhile, and everything is validated at the end. A tenant that cannot be ' +
      'added does not stop the others; an existing tenant with the same name and size is left unchanged. ' +
      'The run makes a report. Fails with RunInProgressError while another run changes the cluster.',
    args: { input: t.arg({ type: StartTenantBatchInput, required: true, description: 'The tenants to add.' }) },
    errors: {
      types: [...changeErrors, RunInProgressError],
      union: { description: 'The payload of startTenantBatch, or the error that prevented the run.' },
    },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.startTenantBatch(input.tenants);
      refresh(context);
      return { run };
    },
  }),
}));
