// The whole demo with its report, in both spellings, on a real deployment.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Application } from '../../src/compose.js';
import { createServices } from '../../src/compose.js';
import type { ReportModel } from '../../src/reports/model.js';
import { systemClock } from '../../src/services/base/clock.js';
import { systemRandom } from '../../src/services/base/random.js';
import type { Run } from '../../src/services/model/run.js';
import { openOnDeployment } from './deployment.js';

let services: Application;
let unexpected: unknown[];

beforeEach(async () => {
  unexpected = [];
  services = createServices({
    store: await openOnDeployment(),
    clock: systemClock(),
    random: systemRandom(),
    seed: 0,
    version: '0.0.0-test',
    onUnexpected: (error) => unexpected.push(error),
  });
  await services.start();
});

afterEach(() => services.stop());

describe('the demo on a real deployment', () => {
  it.each(['camelCase', 'snake_case'] as const)(
    'completes, with tenants isolated and a report, in %s',
    async (naming) => {
      const { id } = await services.runs.startDemo({ naming, pace: 'INSTANT' });
      let run: Run | null = null;
      for await (const followed of services.runs.follow(id, 0, new AbortController().signal)) run = followed.run;

      expect(run?.failure ?? null).toBeNull();
      expect(run?.status).toBe('COMPLETED');
      expect(await services.checks.isolation(null)).toMatchObject({ status: 'PASS', findings: [] });
      const { model } = await services.reports.generateForRun(id);
      expect((JSON.parse(model) as ReportModel).outcome.mark).toBe('PASS');
      expect(unexpected).toEqual([]);
    },
  );
});
