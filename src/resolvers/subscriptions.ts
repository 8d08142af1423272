/** What can be followed live: runs from any cursor on, and changes of the cluster. */
import { builder } from '../schema/builder.js';
import { Cluster } from '../schema/Cluster.js';
import { ClusterView } from '../schema/cluster-view.js';
import type { Context } from '../schema/context.js';
import { clusterCursor, markIn, runCursor, sequenceIn } from '../schema/cursor.js';
import { liveSource } from '../schema/global-id.js';
import { RunEvent, RunEventType } from '../schema/RunEvent.js';
import { InvalidIdError } from '../services/errors/errors.js';
import type { RunEventBody, RunKind } from '../services/model/run.js';
import type { FollowedEvent } from '../services/runs/log.js';
import { listen } from './live.js';
import { runIdDescription, runOf } from './references.js';

const endDescription =
  'Ends after the event with isFinal, which always comes: also when after is its cursor, and whatever types are selected.';

type FieldBuilder = Parameters<Parameters<typeof builder.subscriptionFields>[0]>[0];

/** The events of a run of this kind; null: of any kind. */
const eventsOf = (t: FieldBuilder, kind: RunKind | null, subject: string) =>
  t.field({
    type: RunEvent,
    description: `The events of a ${subject}: first those after the cursor, then live ones as they happen. ${endDescription}`,
    args: {
      runId: t.arg.id({ required: true, description: runIdDescription }),
      after: t.arg.string({
        description: 'Only events after this cursor of the run; all events from the start when omitted.',
      }),
      types: t.arg({ type: [RunEventType], description: 'Only events of these types; of all types when omitted.' }),
    },
    subscribe: (_root, args, context) => follow(args, context, kind),
    resolve: ({ event, run }: FollowedEvent) => ({ ...event, runAsOf: run }),
  });

builder.subscriptionFields((t) => ({
  runProgress: eventsOf(t, null, 'run'),
  demoProgress: eventsOf(t, 'DEMO', 'demo run'),
  clusterChanged: t.field({
    type: Cluster,
    description:
      'The cluster as it is now, then each time placement or tenants have changed. Several changes in a row may ' +
      'give one update.',
    args: {
      after: t.arg.string({
        description:
          'Cursor of the state that the client has. While the cluster is as it was then, nothing comes; the current ' +
          'state comes first when omitted.',
      }),
    },
    subscribe: (_root, { after }, context) => {
      const cursor = context.lastEventId ?? after;
      const mark = cursor == null ? null : markIn(cursor);
      const changes = (signal: AbortSignal) => context.services.topology.changes(signal, mark);
      return listen(context, changes, ({ topology }) => clusterCursor(topology));
    },
    resolve: (state) => new ClusterView(state, liveSource),
  }),
}));

interface FollowArguments {
  readonly runId: string;
  readonly after?: string | null;
  readonly types?: readonly RunEventBody['type'][] | null;
}

/** Checks the arguments before anything is opened: a mistake is an answer, not a broken stream. */
async function follow(
  { runId, after, types }: FollowArguments,
  context: Context,
  kind: RunKind | null,
): Promise<AsyncIterableIterator<FollowedEvent>> {
  const run = await runOf(runId, context);
  if (kind !== null && run.kind !== kind) throw new InvalidIdError('DemoRun');
  const cursor = context.lastEventId ?? after;
  const sequence = cursor == null ? 0 : sequenceIn(run.id, cursor);
  return listen(
    context,
    (signal) => context.services.runs.follow(run.id, sequence, signal, types),
    ({ event }) => runCursor(run.id, event.sequence),
  );
}
