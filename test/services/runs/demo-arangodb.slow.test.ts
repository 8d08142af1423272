// The whole demo on a single server of ArangoDB, which has no shards to move.
import { expect, it } from 'vitest';

import { openArangoStore } from '../../../src/services/store/arango/open.js';
import { startArangod } from '../../support/arangod/arangod.js';
import { followed } from '../../support/rebalances.js';
import { openTestServices } from '../../support/services.js';
import { settingsFor } from '../store/arango/open-store.js';

it('the demo completes, moves nothing, and says that a cluster is needed for more servers', async () => {
  const single = await startArangod({ deployment: 'SINGLE' });
  const store = openArangoStore(settingsFor(single), 'camelCase');
  const { services } = await openTestServices({ open: () => Promise.resolve(store) });
  const { id } = await services.runs.startDemo({ pace: 'INSTANT' });
  const run = (await followed(services, id)).at(-1)?.run;

  const facts = run?.steps.map((step) => step.facts);
  expect(run?.status).toBe('COMPLETED');
  expect(facts?.find((each) => each?.kind === 'SERVER_ADDITION')).toMatchObject({
    manualSteps: [expect.stringContaining('move to a cluster first')],
  });
  expect(facts?.find((each) => each?.kind === 'SHARD_REBALANCING')).toMatchObject({ movesMade: 0 });
  await services.stop();
  await single.close();
});
