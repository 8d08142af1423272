/**
 * Subscriptions as server-sent events, each with the cursor of its event as `id`: EventSource sends the last one back as
 * `Last-Event-ID` when it reconnects. Yoga's own streams have no ids.
 */
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { Context } from '../schema/context.js';

/** Milliseconds between two comments that keep an idle connection open: proxies close those that are silent for a minute. */
const pingEveryMs = 12_000;

const headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  Connection: 'keep-alive',
  // nginx would collect events until it has some kilobytes.
  'X-Accel-Buffering': 'no',
};

/** What is read of the context of a subscription. */
type Subscribed = Pick<Context, 'cursor' | 'shutdown'>;

/** Returns the plugin. It takes over what Yoga would send as a stream; the first answer of a refused one stays Yoga's. */
export function sendEventStreams(): Plugin {
  return {
    onResultProcess(hook) {
      const result: unknown = hook.result;
      if (!isStream(result) || !hook.resultProcessor) return;
      const context = hook.serverContext as unknown as Subscribed;
      hook.setResultProcessor(
        (_result, fetchAPI) => new fetchAPI.Response(streamOf(result, context), { headers }),
        'text/event-stream',
      );
    },
  };
}

function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

/**
 * An event for each result, as fast as the client takes them, then `complete`. A stream that ends because the server stops
 * ends without it: `complete` means that nothing more will ever come, and clients come back after anything else.
 */
function streamOf(results: AsyncIterable<ExecutionResult>, context: Subscribed): ReadableStream<Uint8Array> {
  const iterator = results[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let ping: NodeJS.Timeout;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const comment = (): void => controller.enqueue(encoder.encode(':\n\n'));
      // Some browsers do not see the head of an answer before there is something of its body.
      comment();
      ping = setInterval(() => (controller.desiredSize ?? 0) > 0 && comment(), pingEveryMs);
    },
    async pull(controller) {
      const next = await iterator.next();
      if (context.shutdown.aborted || next.done) {
        clearInterval(ping);
        controller.enqueue(
          encoder.encode(context.shutdown.aborted ? ': the server is stopping\n\n' : 'event: complete\ndata:\n\n'),
        );
        controller.close();
        return;
      }
      const id = context.cursor === null ? '' : `id: ${context.cursor}\n`;
      controller.enqueue(encoder.encode(`${id}event: next\ndata: ${JSON.stringify(next.value)}\n\n`));
    },
    async cancel() {
      clearInterval(ping);
      await iterator.return?.();
    },
  });
}
