// The scenarios of the guide that differ from those of the default run in numbers only.
import { afterEach, beforeEach, expect, it } from 'vitest';

import { followed } from '../../support/rebalances.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;

beforeEach(async () => {
  opened = await openTestServices();
});

afterEach(() => opened.services.stop());

it.each([
  ['RAPID_GROWTH', 12, 'Rapid growth'],
  ['ENTERPRISE_ONBOARDING', 3, 'Enterprise onboarding'],
] as const)('the scenario %s runs to its end in five steps', async (scenario, tenants, title) => {
  const { services } = opened;
  const { id } = await services.runs.startDemo({ pace: 'INSTANT', scenario });
  const run = (await followed(services, id)).at(-1)?.run;

  expect(run?.status).toBe('COMPLETED');
  expect(run?.steps.map(({ status }) => status)).toEqual(Array(5).fill('COMPLETED'));
  const { topology } = await services.topology.live();
  expect([topology.tenants.length, topology.servers.length]).toEqual([tenants, 5]);
  const [report] = await services.reports.reportsById([run?.reportId ?? '']);
  expect(report?.model).toContain(`"title":"${title}"`);
  expect(opened.unexpected).toEqual([]);
});
