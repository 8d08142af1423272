/**
 * A Coordinator double in a process of its own, so that its documents and its work do not count for what is measured.
 * Started with `fork`; it tells its address, and on each message how many requests have come since the last one.
 */
import { startArangod } from '../test/support/arangod/arangod.js';

const arangod = await startArangod({ latencyMs: Number(process.argv[2] ?? 2) });
process.on('message', () => {
  const paths = arangod.requests.map(({ method, path }) => `${method} ${path}`);
  arangod.resetRequests();
  process.send?.({ paths });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: arangod.url });
