// Following a run over a connection that breaks: a real server, and a relay between that can be cut.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { remoteClient } from '../../src/cli/client.js';
import { followRun, type RunEventView } from '../../src/cli/run-follower.js';
import { encodeId } from '../../src/schema/global-id.js';
import type { RunningServer } from '../../src/server/server.js';
import { start } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;
let relay: Server;
let address: string;
const open = new Set<Socket>();

beforeEach(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
  const { hostname, port } = new URL(server.url);
  relay = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const one of [socket, onward]) {
      open.add(one);
      one.on('error', () => undefined).on('close', () => open.delete(one));
    }
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const bound = relay.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? (bound?.port ?? 0) : 0}`;
});

afterEach(async () => {
  cut();
  relay.close();
  await server.stop();
  await opened.services.stop();
});

function cut(): void {
  for (const socket of open) socket.destroy();
}

describe('followRun', () => {
  it('goes on after a lost connection with exactly the events that are missing', async () => {
    const { id } = await opened.services.runs.startDemo({ pace: 'INSTANT' });
    const events: RunEventView[] = [];
    for await (const event of followRun(remoteClient(address), encodeId('DemoRun', id), new AbortController().signal)) {
      events.push(event);
      if (events.length === 3) cut();
    }

    const [run] = await opened.services.runs.runsById([id]);
    expect(events.at(-1)?.runAsOf.status).toBe('COMPLETED');
    expect(events).toHaveLength(run?.lastSequence ?? 0);
    expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);
  });

  it('ends when the person leaves, and the run goes on', async () => {
    const { id } = await opened.services.runs.startDemo({ pace: 'PRESENTER' });
    const leaving = new AbortController();
    for await (const event of followRun(remoteClient(address), encodeId('DemoRun', id), leaving.signal)) {
      if (event.__typename === 'StepStarted') leaving.abort();
    }

    const [run] = await opened.services.runs.runsById([id]);
    expect(run?.status).toBe('RUNNING');
  });

  it('says at once that a run does not exist', async () => {
    const followed = followRun(remoteClient(address), encodeId('DemoRun', 'nothing'), new AbortController().signal);

    await expect(followed.next()).rejects.toThrow(/no run|unknown|There is no/i);
  });
});
