/**
 * Starts a Coordinator double as a process of its own and prints its address: for trying the ArangoDB store, its tests and
 * the doctor without a cluster. Arguments: DB-Servers (3), latency of an answer in milliseconds (0), password of root (none).
 */
import { once } from 'node:events';

import { startArangod } from '../test/support/arangod/arangod.js';

const dbServers = Number(process.argv[2] ?? 3);
const latencyMs = Number(process.argv[3] ?? 0);
const password = process.argv[4] ?? '';

const arangod = await startArangod({
  dbServers,
  latencyMs,
  users: { root: { password, access: { '*': 'rw' } } },
});
console.log(`A double of a cluster of ${dbServers} DB-Servers listens at ${arangod.url}; Ctrl-C stops it`);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await arangod.close();
