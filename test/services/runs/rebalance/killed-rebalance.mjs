// Applies a plan and kills itself right after the n-th event is kept; run as a process of its own.
import process from 'node:process';

const [dist, path, events] = process.argv.slice(2);
const { openEmbeddedStore } = await import(`${dist}/services/store/embedded/open.js`);
const { defaultCluster } = await import(`${dist}/services/store/embedded/settings.js`);
const { createServices } = await import(`${dist}/compose.js`);
const { systemClock } = await import(`${dist}/services/base/clock.js`);
const { systemRandom } = await import(`${dist}/services/base/random.js`);

const clock = systemClock();
const random = systemRandom();
const real = await openEmbeddedStore({ path, clock, random, seed: 1, cluster: defaultCluster });
const store = {
  ...real,
  async appendEvent(event, after) {
    await real.appendEvent(event, after);
    if (event.sequence === Number(events)) process.kill(process.pid, 'SIGKILL');
  },
};
const onUnexpected = (error) => process.stderr.write(`${error}\n`);
const services = createServices({ store, clock, random, seed: 0, version: '0.0.0-test', onUnexpected });
await services.start();
await services.tenants.add({ name: 'Retail', scaleFactor: 1 });
await services.topology.addSimulatedServers(Array.from({ length: 2 }, () => ({ capacityBytes: null, zone: null })));
const plan = await services.plans.simulate({});
const { id } = await services.runs.applyRebalance(plan.id);
for await (const { event } of services.runs.follow(id, 0, new globalThis.AbortController().signal)) void event;
