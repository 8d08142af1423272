/** What can be followed live: runs from any cursor on, and changes of the cluster. */
import { builder } from '../schema/builder.js';
import { Cluster } from '../schema/Cluster.js';
import { ClusterView } from '../schema/cluster-view.js';
import type { Context } from '../schema/context.js';
import { sequenceIn } from '../schema/cursor.js';
import { liveSource } from '../schema/global-id.js';
import { RunEvent } from '../schema/RunEvent.js';
import { InvalidIdError } from '../services/errors/errors.js';
import type { RunKind } from '../services/model/run.js';
import type { FollowedEvent } from '../services/runs/log.js';
import { listen } from './live.js';
import { runIdDescription, runOf } from './references.js';

const afterDescription = 'Only events after this cursor of the run; all events from the start when omitted.';

builder.subscriptionFields((t) => ({
  runProgress: t.field({
    type: RunEvent,
    description: 'The events of a run: first those after the cursor, then live ones as they happen. Ends with the run.',
    args: {
      runId: t.arg.id({ required: true, description: runIdDescription }),
      after: t.arg.string({ description: afterDescription }),
    },
    subscribe: (_root, args, context) => follow(args, context),
    resolve: ({ event, run }: FollowedEvent) => ({ ...event, run }),
  }),
  demoProgress: t.field({
    type: RunEvent,
    description:
      'The events of a demo run: first those after the cursor, then live ones as they happen. Ends with the run.',
    args: {
      runId: t.arg.id({ required: true, description: runIdDescription }),
      after: t.arg.string({ description: afterDescription }),
    },
    subscribe: (_root, args, context) => follow(args, context, 'DEMO'),
    resolve: ({ event, run }: FollowedEvent) => ({ ...event, run }),
  }),
  clusterChanged: t.field({
    type: Cluster,
    description:
      'The current cluster, each time placement or tenants have changed. Several changes in a row may ' +
      'give one update.',
    subscribe: (_root, _args, context) => listen(context, (signal) => context.services.topology.changes(signal)),
    resolve: (state) => new ClusterView(state, liveSource),
  }),
}));

interface FollowArguments {
  readonly runId: string;
  readonly after?: string | null;
}

/** Checks the arguments before anything is opened: a mistake is an answer, not a broken stream. */
async function follow(
  { runId, after }: FollowArguments,
  context: Context,
  kind: RunKind | null = null,
): Promise<AsyncIterableIterator<FollowedEvent>> {
  const run = await runOf(runId, context);
  if (kind !== null && run.kind !== kind) throw new InvalidIdError('DemoRun');
  const sequence = after == null ? 0 : sequenceIn(run.id, after);
  return listen(context, (signal) => context.services.runs.follow(run.id, sequence, signal));
}
