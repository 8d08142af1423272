// The whole demo on a cluster: against the Coordinator double, with servers that a person adds.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Run } from '../../../src/services/model/run.js';
import { openArangoStore } from '../../../src/services/store/arango/open.js';
import { type Arangod, startArangod } from '../../support/arangod/arangod.js';
import { openTestServices, type TestServices } from '../../support/services.js';
import { settingsFor } from '../store/arango/open-store.js';

let arangod: Arangod;
let opened: TestServices;

beforeEach(async () => {
  arangod = await startArangod();
  opened = await openTestServices({
    open: (clock) => Promise.resolve(openArangoStore(settingsFor(arangod, { clock, movePollMs: 1 }), 'camelCase')),
  });
});

afterEach(async () => {
  await opened.services.stop();
  await arangod.close();
});

async function demo(): Promise<Run> {
  let { run } = { run: await opened.services.runs.startDemo({ pace: 'INSTANT' }) };
  for await (const followed of opened.services.runs.follow(run.id, 0, new AbortController().signal)) {
    run = followed.run;
  }
  return run;
}

describe('the demo on ArangoDB', () => {
  it('starts from an empty database, adds all tenants, says how servers are added, and completes', async () => {
    const run = await demo();

    expect(run.failure).toBeNull();
    expect(run.status).toBe('COMPLETED');
    const { topology } = await opened.services.topology.live();
    expect(topology.tenants.map(({ documents }) => documents).reduce((sum, each) => sum + each, 0)).toBe(7665);
    expect(run.steps.map(({ facts }) => facts?.kind)).toEqual([
      'INITIAL_STATE',
      'TENANT_ADDITION',
      'SERVER_ADDITION',
      'SHARD_REBALANCING',
      'VALIDATION',
    ]);
    expect(opened.unexpected).toEqual([]);
  });
});
