/**
 * Requests per second of Shardbook beside other servers of the same answers, in one run: every server is a process of its
 * own on one core, the client on another. Rounds of all servers take turns, and the median of each is printed, because
 * what else the machine does comes and goes. Exit code 1 where a goal is missed.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';

import { measure, type Round } from './api/load.js';
import { everything, mutationGoal, type Operation, operations } from './api/operations.js';
import type { PeerData } from './api/peers.js';
import type { Kind, Question, Reply, Start } from './api/server.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    phases: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const connections = 10;

/** What the compilers of JavaScript get to see before anything is counted. */
const warmUpSeconds = 3;
const kinds: readonly Kind[] = ['node', 'mercurius-jit', 'mercurius', 'yoga', 'shardbook'];

interface Peer {
  readonly process: ChildProcess;
  readonly port: number;
}

/** Pins a process to a core, where the system can. */
function pin(pid: number | undefined, core: number): void {
  if (process.platform !== 'linux' || availableParallelism() < 2 || pid === undefined) return;
  execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

async function tell(child: ChildProcess, message: Start | Question): Promise<Reply> {
  const reply = once(child, 'message');
  child.send(message);
  const [answer] = (await reply) as [Reply];
  return answer;
}

async function start(kind: Kind, message: Start): Promise<Peer> {
  const path = fileURLToPath(new URL('api/server.js', import.meta.url));
  const child = fork(path, [kind], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { NODE_ENV: 'production' } });
  const { port } = await tell(child, message);
  pin(child.pid, 0);
  return { process: child, port };
}

async function ask(port: number, query: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Starts every server with the data that Shardbook has, and sees that all give the same answers. */
async function startAll(folder: string, tenants: 5 | 500): Promise<ReadonlyMap<Kind, Peer>> {
  const nothing = { folder, tenants, data: null, answers: {} };
  const shardbook = await start('shardbook', nothing);
  const data = (await ask(shardbook.port, everything)) as PeerData;
  const answers: Record<string, string> = {};
  const asked = operations.filter((operation) => operation.tenants === tenants);
  for (const { query } of asked) {
    answers[JSON.stringify({ query })] = JSON.stringify({ data: await ask(shardbook.port, query) });
  }
  const peers = new Map<Kind, Peer>();
  for (const kind of kinds) {
    peers.set(kind, kind === 'shardbook' ? shardbook : await start(kind, { ...nothing, data, answers }));
  }
  for (const [kind, { port }] of peers) {
    for (const { name, query } of asked) {
      const expected: unknown = JSON.parse(answers[JSON.stringify({ query })] ?? '');
      if (isDeepStrictEqual({ data: await ask(port, query) }, expected)) continue;
      throw new Error(`${kind} answers "${name}" with something else than Shardbook`);
    }
  }
  return peers;
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}

/** A round, and the processor time of the server for each request, which other work on the machine changes least. */
interface Measured extends Round {
  readonly processorUs: number;
}

function medianOf(all: readonly Measured[], name: keyof Measured): number {
  return median(all.map((each) => each[name]));
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Prints one table and returns whether the goal is met. */
async function compare({ name, query, goal }: Operation, peers: ReadonlyMap<Kind, Peer>): Promise<boolean> {
  const body = JSON.stringify({ query });
  const figures = new Map<Kind, Measured[]>(kinds.map((kind) => [kind, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [kind, { port, process: child }] of peers) {
      const before = await tell(child, { phases: null });
      const length = round < 0 ? warmUpSeconds : seconds;
      const figure = await measure({ port, connections, seconds: length, body: () => body });
      const { processorMs } = await tell(child, { phases: null });
      const requests = figure.requestsPerSecond * figure.elapsedSeconds;
      // The first round is there for the compilers.
      if (round < 0) continue;
      figures.get(kind)?.push({ ...figure, processorUs: ((processorMs - before.processorMs) * 1000) / requests });
    }
  }
  const of = (kind: Kind, figure: keyof Measured): number => medianOf(figures.get(kind) ?? [], figure);
  const reference = of('mercurius-jit', 'requestsPerSecond');
  console.log(`\n${name} (${whole.format(of('node', 'bytes'))} bytes)`);
  console.log(`${''.padEnd(16)}requests/s    p50 ms    p99 ms  processor us  memory MB  against Mercurius with JIT`);
  for (const kind of kinds) {
    const peer = peers.get(kind);
    const { rssBytes } = peer ? await tell(peer.process, { phases: null }) : { rssBytes: 0 };
    const cells = [
      whole.format(of(kind, 'requestsPerSecond')).padStart(10),
      of(kind, 'p50Ms').toFixed(2).padStart(10),
      of(kind, 'p99Ms').toFixed(2).padStart(10),
      whole.format(of(kind, 'processorUs')).padStart(14),
      whole.format(rssBytes / 1024 ** 2).padStart(11),
      `${(of(kind, 'requestsPerSecond') / reference).toFixed(2)}x`.padStart(8),
    ];
    console.log(`${kind.padEnd(16)}${cells.join('')}`);
  }
  const ratio = of('shardbook', 'requestsPerSecond') / reference;
  console.log(`goal ${goal.toFixed(1)}x: ${ratio >= goal ? 'met' : 'MISSED'} with ${ratio.toFixed(2)}x`);
  return ratio >= goal;
}

/** Adds tenants for a while. Returns whether that is as fast as promised. */
async function addTenants({ port, process: child }: Peer): Promise<boolean> {
  let added = 0;
  const query =
    'mutation ($name: String!) { addTenant(input: { name: $name }) { ... on AddTenantPayload { tenant { key } } } }';
  const body = (): string => JSON.stringify({ query, variables: { name: `Added ${(added += 1)}` } });
  const figure = await measure({ port, connections: mutationGoal.askers, seconds: Math.max(5, seconds), body });
  const { rssBytes } = await tell(child, { phases: null });
  const isMet = figure.requestsPerSecond >= mutationGoal.tenantsPerSecond && figure.p99Ms <= mutationGoal.p99Ms;
  const rate = `${figure.requestsPerSecond.toFixed(1)}/s, p50 ${figure.p50Ms.toFixed(1)} ms, p99 ${figure.p99Ms.toFixed(1)} ms`;
  const goal = `${mutationGoal.tenantsPerSecond}/s and p99 ${mutationGoal.p99Ms} ms`;
  console.log(`\naddTenant, scale 1, ${mutationGoal.askers} askers: ${rate}, ${whole.format(rssBytes / 1024 ** 2)} MB`);
  console.log(`goal ${goal}: ${isMet ? 'met' : 'MISSED'}`);
  return isMet;
}

async function printPhases({ query, name }: Operation, peer: Peer | undefined): Promise<void> {
  if (!peer) return;
  const { phases } = await tell(peer.process, { phases: query });
  console.log(`\n${name}: microseconds in Shardbook`);
  for (const { name: phase, microseconds } of phases) {
    console.log(`${phase.padEnd(42)}${microseconds.toFixed(1).padStart(10)}`);
  }
}

pin(process.pid, 1);
const folders: string[] = [];
const started: Peer[] = [];
const met: boolean[] = [];
try {
  for (const tenants of [5, 500] as const) {
    const asked = operations.filter((each) => each.tenants === tenants && each.name.includes(values.only ?? ''));
    if (asked.length === 0) continue;
    const folder = await mkdtemp(join(tmpdir(), 'shardbook-api-'));
    folders.push(folder);
    const peers = await startAll(folder, tenants);
    started.push(...peers.values());
    for (const operation of asked) {
      met.push(await compare(operation, peers));
      if (values.phases) await printPhases(operation, peers.get('shardbook'));
    }
    const shardbook = peers.get('shardbook');
    if (tenants === 5 && shardbook && values.only === undefined) met.push(await addTenants(shardbook));
  }
} finally {
  for (const { process: child } of started) child.disconnect();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}
const missed = met.filter((isMet) => !isMet).length;
console.log(missed === 0 ? '\nEvery goal is met' : `\n${missed} of ${met.length} goals MISSED`);
if (missed > 0) process.exitCode = 1;
