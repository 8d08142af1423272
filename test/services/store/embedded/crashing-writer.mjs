// Imports batches for ever and says after each that it was acknowledged; run as a process of its own, to be killed.
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [dist, path, key, size] = process.argv.slice(2);
const { openEmbeddedStore } = await import(`${dist}/services/store/embedded/open.js`);
const { defaultCluster } = await import(`${dist}/services/store/embedded/settings.js`);
const { systemClock } = await import(`${dist}/services/base/clock.js`);
const { seededRandom } = await import(`${dist}/services/base/random.js`);

const random = seededRandom(1);
const maintenance = pathToFileURL(`${dist}/services/store/embedded/maintenance-thread.js`);
const store = await openEmbeddedStore({
  path,
  clock: systemClock(),
  random,
  seed: 1,
  cluster: defaultCluster,
  maintenance,
});
await store.createTenant({
  key,
  name: 'Acme Corp',
  description: null,
  scaleFactor: 1,
  naming: 'camelCase',
  placement: 'HASH',
  idempotencyKey: null,
  createdAt: '2026-08-01T12:00:00.000Z',
  seed: 1,
});
for (let batch = 1; ; batch++) {
  const documents = Array.from({ length: Number(size) }, (_, index) => ({
    kind: 'Device',
    fields: { _key: `${key}:device${batch}-${index}`, tenantId: key, created: 1, expired: 2n, note: 'x'.repeat(300) },
  }));
  await store.importDocuments(key, documents);
  process.stdout.write(`${batch}\n`);
}
