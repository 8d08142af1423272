// Server-sent events as browsers take them: a GET that is repeated with the id of the last event after a lost connection.
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../src/server/server.js';
import { start } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;

beforeAll(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
});

afterAll(async () => {
  await server.stop();
  await opened.services.stop();
});

/** Yields what the server sends, like an EventSource that reconnects with what it received last. */
async function* source(
  query: string,
  lastEventId?: string,
  variables: Record<string, unknown> = {},
): AsyncGenerator<EventSourceMessage, void> {
  const url = new URL(`${server.url}/graphql`);
  url.searchParams.set('query', query);
  url.searchParams.set('variables', JSON.stringify(variables));
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
  });
  if (!response.body) throw new Error('The response has no body');
  const received: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void received.push(event) });
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* received.splice(0);
  }
}

async function all(...request: Parameters<typeof source>): Promise<EventSourceMessage[]> {
  const events: EventSourceMessage[] = [];
  for await (const event of source(...request)) events.push(event);
  return events;
}

const messages = 'subscription { runProgress(runId: "latest") { message } }';
const withCursor = 'subscription ($after: String) { runProgress(runId: "latest", after: $after) { message cursor } }';

describe('the events of a run', () => {
  let events: readonly EventSourceMessage[];

  beforeAll(async () => {
    await opened.services.runs.startDemo({ pace: 'INSTANT' });
    events = await all(messages);
  });

  it('carry their cursors as ids, also where nobody selects them, and end with complete', async () => {
    const selected = (await all(withCursor)).slice(0, -1);
    const cursors = selected.map(({ data }) => (JSON.parse(data) as Selected).data.runProgress.cursor);

    expect(events.slice(0, -1).map(({ id }) => id)).toEqual(cursors);
    expect(new Set(cursors).size).toBe(events.length - 1);
    expect(events.map(({ event }) => event)).toEqual([...cursors.map(() => 'next'), 'complete']);
  });

  it('go on after the last id without gap or duplicate, whatever the first request said', async () => {
    const at = Math.floor(events.length / 2);

    expect(await all(messages, events[at]?.id)).toEqual(events.slice(at + 1));
    expect(await all(withCursor, events[at]?.id, { after: events[1]?.id })).toHaveLength(events.length - at - 1);
  });

  it('give the last one again to a client that reconnects after it, and complete', async () => {
    expect(await all(messages, events.at(-2)?.id)).toEqual(events.slice(-2));
  });

  it('refuse an id of another list', async () => {
    const [refusal, end] = await all(messages, 'Zm9yZ2Vk');

    expect(JSON.parse(refusal?.data ?? '')).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CURSOR' } }] });
    expect(end?.event).toBe('complete');
  });
});

interface Selected {
  readonly data: { readonly runProgress: { readonly cursor: string } };
}

describe('the states of the cluster', () => {
  it('go on with what has changed since the last id', async () => {
    const query = 'subscription { clusterChanged { totals { tenants } } }';
    const first = source(query);
    const { value: before } = await first.next();
    await first.return();
    const again = source(query, before?.id);
    const next = again.next();
    await opened.services.tenants.add({ name: 'EMEA Division' });
    const { value: after } = await next;
    await again.return();

    const tenants = ({ data }: EventSourceMessage): number =>
      (JSON.parse(data) as { data: { clusterChanged: { totals: { tenants: number } } } }).data.clusterChanged.totals
        .tenants;
    expect(before && after && tenants(after) - tenants(before)).toBe(1);
    expect(after?.id).not.toBe(before?.id);
  });
});
