/** No run is left as if it were under way: it would keep every other run from starting, and nobody would end it. */
import { counted } from '../../base/wording.js';
import { fail, pass, warn } from '../../model/check.js';
import type { DatabaseCheck } from './subject.js';

export const runs: DatabaseCheck = {
  code: 'RUNS',
  title: 'Every RUNNING run is driven by a Shardbook process',
  async look({ dependencies: { store, drives } }) {
    const open = await store.runningRuns();
    const running = open.filter(({ status }) => status === 'RUNNING');
    // One that has begun or ended meanwhile is not left behind, so it is read again before anybody is asked.
    const again = await store.runsById(running.map(({ id }) => id));
    const left = again.filter((run) => run?.status === 'RUNNING' && !drives(run.id)).filter((run) => run !== null);
    if (left.length === 0) {
      const paused = open.length - running.length;
      return pass(`${counted(running.length, 'run')} in progress, each driven by a process; ${paused} paused`);
    }
    const named = left.map(({ id, kind, startedAt }) => `${kind} run ${id}, started ${startedAt}`).join('; ');
    if (store.isShared) {
      return warn(
        `${counted(left.length, 'run')} not driven by this process: ${named}`,
        'Nothing, if another Shardbook drives it; otherwise this one takes it over within a minute',
      );
    }
    return fail(
      `${counted(left.length, 'run')} RUNNING without a process that drives it: ${named}`,
      'Cancel it with cancelRun, or restart Shardbook: it ends interrupted runs and continues rebalances',
    );
  },
};
