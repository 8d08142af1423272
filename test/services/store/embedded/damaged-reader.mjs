// Opens one damaged copy of a data file after the other, reads everything in it and has it checked; run as a process of its
// own, because damage must not end it. Says for each what was told, and a hash of what was read where nothing failed.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const [dist] = process.argv.slice(2);
const { openEmbeddedStore } = await import(`${dist}/services/store/embedded/open.js`);
const { examineEmbedded } = await import(`${dist}/services/store/embedded/doctor.js`);
const { defaultCluster } = await import(`${dist}/services/store/embedded/settings.js`);
const { DomainError } = await import(`${dist}/services/errors/errors.js`);
const { systemClock } = await import(`${dist}/services/base/clock.js`);
const { seededRandom } = await import(`${dist}/services/base/random.js`);

const page = { limit: 100, after: null, before: null, fromEnd: false };

for await (const path of createInterface(process.stdin)) {
  const told = [];
  // Of a copy: in one process the driver keeps what it has once read.
  const copy = `${path}.copy`;
  for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end);
  const doctor = await examineEmbedded({
    folder: dirname(copy),
    file: copy,
    freeBytesOf: () => Promise.resolve(2 ** 40),
    examiner: null,
  });
  const hash = await readAll(path, told);
  process.stdout.write(`${JSON.stringify({ doctor: doctor.find(({ code }) => code === 'DATA_FILE'), told, hash })}\n`);
}

/** Returns a hash of all that the store gives; null when it fails, and then `told` has why. */
async function readAll(path, told) {
  const hash = createHash('sha256');
  let isWhole = true;
  const attempt = async (what, work) => {
    try {
      hash.update(
        JSON.stringify(await work(), (_key, value) => (typeof value === 'bigint' ? `${value}n` : value)) ?? '',
      );
    } catch (error) {
      isWhole = false;
      told.push(`${error instanceof DomainError ? '' : 'UNEXPECTED '}${what}: ${error.stack}`);
    }
  };
  let store;
  try {
    store = await openEmbeddedStore({
      ...{ path, clock: systemClock(), random: seededRandom(1), seed: 1, cluster: defaultCluster },
      onNotice: (text) => told.push(text),
    });
  } catch (error) {
    told.push(`${error instanceof DomainError ? '' : 'UNEXPECTED '}open: ${error.stack}`);
    return null;
  }
  await attempt('topology', () => store.readTopology());
  await attempt('tenants', () => store.tenantPage({}, { field: 'NAME', direction: 'ASC' }, page));
  await attempt('unfinished', () => store.unfinishedTenants());
  for (let after = null; ;) {
    let next = null;
    await attempt('documents', async () => {
      const scanned = await store.scanDocuments({ tenantKey: null, after, limit: 500 });
      next = scanned.next;
      return scanned;
    });
    if (next === null) break;
    after = next;
  }
  for (const key of ['c695ea905f74']) {
    await attempt('counts', () => store.countDocuments([key]));
    for (const kind of ['Device', 'hasConnection', 'Software']) {
      const request = { tenantKey: key, kind, filter: {}, asOf: null, page };
      await attempt('assets', () => store.assetPages([request]));
    }
  }
  await attempt('runs', () => store.runPage({}, page));
  await attempt('events', () => store.readEvents('run1', 0, 100));
  await attempt('snapshots', () => store.snapshotPage(page));
  await attempt('reports', () => store.reportPage(page));
  await attempt('check-db', async () => {
    const checks = await store.examineIntegrity();
    for (const { code, status, evidence } of checks) if (status === 'FAIL') told.push(`${code}: ${evidence}`);
    return null;
  });
  await store.close().catch((error) => told.push(`close: ${error.message}`));
  return isWhole ? hash.digest('hex') : null;
}
