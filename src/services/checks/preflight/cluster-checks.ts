/** Before scale-out: is the cluster itself in a state to start from, and can more servers help at all? */
import { counted, inFigures, inPercent } from '../../base/wording.js';
import { fail, pass, skip, warn } from '../../model/check.js';
import { balanceOf, headroomOf } from '../../planning/measure/balance.js';
import { objectiveOf } from '../../planning/measure/objectives/list.js';
import type { PreflightCheck } from './facts.js';

/** A fullest server this far above the best reachable is worth a rebalance of its own. */
export const gapWorthRebalancing = 0.1;

/** Slower than this, something is wrong between Shardbook and the store, and everything else will be slow too. */
const slowPingMs = 1_000;

const storeReachable: PreflightCheck = {
  code: 'STORE_REACHABLE',
  title: 'The store answers',
  judge: ({ pingMs, storeDescription }) =>
    pingMs <= slowPingMs
      ? pass(`The ${storeDescription} answered in ${pingMs.toFixed(1)} ms`)
      : warn(
          `The ${storeDescription} took ${inFigures(pingMs)} ms to answer; more than ${slowPingMs} ms is slow`,
          'Check the network and the load of the store before changing anything',
        ),
};

/** No server is missing and every replica is where it should be. */
export const clusterHealthy: PreflightCheck<'health' | 'topology'> = {
  code: 'CLUSTER_HEALTHY',
  title: 'The cluster is in good health',
  judge({ health, topology }) {
    const judged =
      `${counted(topology.servers.length, 'DB-Server')} and ` +
      `${counted(topology.groups.length, 'shard group')} checked`;
    const findings = health.findings.map(({ level, message }) => `${level}: ${message}`).join('; ');
    const evidence = `${judged}, health ${health.status}${findings === '' ? '' : `; ${findings}`}`;
    if (health.status === 'GOOD') return pass(evidence);
    return {
      status: health.status === 'BAD' ? 'FAIL' : 'WARN',
      evidence,
      remedy: 'Restore the servers and replicas named here first',
    };
  },
};

/** Moving data while a follower lags would lose redundancy. */
export const replicasInSync: PreflightCheck<'topology'> = {
  code: 'REPLICAS_IN_SYNC',
  title: 'All followers are in sync with their leaders',
  judge({ topology: { groups } }) {
    const followers = groups.reduce((sum, group) => sum + group.followers.length, 0);
    const inSync = groups.reduce((sum, group) => sum + group.inSync.length, 0);
    const evidence = `${inFigures(inSync)} of ${counted(followers, 'follower')} in sync, in ${counted(groups.length, 'shard group')}`;
    if (followers === 0) {
      return skip(`There are no followers in ${counted(groups.length, 'shard group')}`);
    }
    if (inSync === followers) return pass(evidence);
    return fail(evidence, 'Wait until all followers are in sync: moving data now reduces redundancy');
  },
};

/** A single copy goes with its server. */
export const replicationFactor: PreflightCheck<'topology'> = {
  code: 'REPLICATION_FACTOR',
  title: 'Every collection has a second copy',
  judge({ topology: { collections } }) {
    if (collections.length === 0) {
      return skip('There are 0 collections: none has been created yet');
    }
    const factors = collections.map((collection) => collection.replicationFactor);
    const without = factors.filter((factor) => factor < 2).length;
    const evidence = `Replication factor ${Math.min(...factors)} or more in ${counted(collections.length, 'collection')}; ${without} without a second copy`;
    if (without === 0) return pass(evidence);
    return warn(evidence, 'Raise replicationFactor to 2 or more, so that losing a server loses no data');
  },
};

const balance: PreflightCheck = {
  code: 'BALANCE',
  title: 'Bytes and leaders are spread about as evenly as possible',
  judge({ topology }) {
    if (topology.groups.length === 0) {
      return skip('There are 0 shard groups: nothing to balance');
    }
    const balances = (['BYTES', 'LEADERS'] as const).map((measure) => balanceOf(topology, measure));
    const evidence = balances
      .map(({ measure, max, unit, mean, bestReachable, gap }) => {
        const shown = (value: number): string => objectiveOf(measure).inWords(value, unit);
        return `${measure}: fullest server ${shown(max)}, mean ${shown(mean)}, best reachable ${shown(bestReachable)} (${inPercent(gap)} above it)`;
      })
      .join('; ');
    if (balances.every(({ gap }) => gap <= gapWorthRebalancing)) return pass(evidence);
    return warn(evidence, 'Run simulateRebalance: moving shard groups helps more than a new server');
  },
};

const headroom: PreflightCheck = {
  code: 'HEADROOM',
  title: 'There are shard groups for more servers to lead',
  judge({ topology }) {
    const { serversThatCanHelp, bindingRule } = headroomOf(topology);
    const evidence = `${counted(serversThatCanHelp, 'further server')} could lead a shard group. ${bindingRule}`;
    if (serversThatCanHelp > 0) return pass(evidence);
    return warn(
      evidence,
      'Add tenants first, or create the SmartGraph with more shards: a further server would lead nothing',
    );
  },
};

/** In the order of the report. */
export const clusterChecks: readonly PreflightCheck[] = [
  storeReachable,
  clusterHealthy,
  replicasInSync,
  replicationFactor,
  balance,
  headroom,
];
