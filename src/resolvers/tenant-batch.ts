/** Starts to add tenants as a run: with progress, a probe of the existing tenants, validation and a report. */
import { builder } from '../schema/builder.js';
import { refresh } from '../schema/context.js';
import { changeErrors } from '../schema/Error.js';
import { TenantBatchRun } from '../schema/TenantBatchRun.js';
import { RunInProgressError } from '../services/errors/errors.js';
import type { Run } from '../services/model/run.js';
import { tenantsField } from './tenant-inputs.js';

const StartTenantBatchInput = builder.inputType('StartTenantBatchInput', {
  description: 'Tenants to be added in a run.',
  fields: (t) => ({
    tenants: t.field({ ...tenantsField, required: true }),
  }),
});

const StartTenantBatchPayload = builder.objectRef<{ readonly run: Run }>('StartTenantBatchPayload').implement({
  description: 'What startTenantBatch brought.',
  fields: (t) => ({
    run: t.field({
      type: TenantBatchRun,
      description: 'The run, which has only just begun.',
      resolve: ({ run }) => run,
    }),
  }),
});

builder.mutationFields((t) => ({
  startTenantBatch: t.field({
    type: StartTenantBatchPayload,
    description:
      'Adds tenants as a run and returns it at once; follow it with runProgress. Existing tenants are probed meanwhile, one that is refused does not stop the others, everything is validated at the end, and the run makes a report. A tenant that is there already, of the same size, is left as it is.',
    args: { input: t.arg({ type: StartTenantBatchInput, required: true, description: 'The tenants.' }) },
    errors: {
      types: [...changeErrors, RunInProgressError],
      union: { description: 'The run, or why there is none.' },
    },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.startTenantBatch(input.tenants);
      refresh(context);
      return { run };
    },
  }),
}));
