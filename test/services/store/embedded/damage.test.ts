/**
 * Bytes of a data file flip in every kind of page, and in its log: whatever is opened, read or checked then is told of it
 * or gets what was there, and the process goes on.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import Driver from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import { type Random, seededRandom } from '../../../../src/services/base/random.js';
import type { CheckResult } from '../../../../src/services/model/check.js';
import { applyEvent, runBeforeEvents, type RunEvent } from '../../../../src/services/model/run.js';
import { salvage } from '../../../../src/services/store/embedded/salvage.js';
import { droppedFrames } from '../../../../src/services/store/embedded/write-ahead-log.js';
import { acmeKey, addTenant, device, draft, globexKey } from '../contract/samples.js';
import { openStore } from './open-store.js';

const at = '2026-08-01T12:00:00.000Z';
const pageBytes = 8192;
const flipsOfKind = 8;

const kinds = ['header', 'internal', 'leaf', 'overflow', 'free', 'log'] as const;
type Kind = (typeof kinds)[number];

/** What the reader says of a file. */
interface Told {
  readonly doctor: CheckResult;
  readonly told: readonly string[];
  /** Of everything that was read; null when something was not. */
  readonly hash: string | null;
}

let folder: string;
/** A closed file, and one with a log, as a process leaves them that is killed. */
let sound: string;
let killed: string;
/** The numbers of the pages of each kind, from 1. */
let pages: Readonly<Record<Kind, readonly number[]>>;
let reader: Reader;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-damage-'));
  sound = join(folder, 'sound.db');
  killed = join(folder, 'killed.db');
  await makeFiles();
  pages = pagesOf(sound);
  reader = new Reader();
});

afterAll(async () => {
  reader.end();
  await rm(folder, { recursive: true, force: true });
});

async function makeFiles(): Promise<void> {
  const store = await openStore(sound);
  const documents = Array.from({ length: 900 }, (_, index) =>
    device(`device${index}`, { name: `größer ${index}`, note: 'x'.repeat(300) }),
  );
  await addTenant(store, { key: globexKey, name: 'Globex' }, documents.slice(0, 300));
  await addTenant(store, {}, documents);
  await store.importDocuments(acmeKey, [device('large', { note: 'long '.repeat(10_000) })]);
  const input = { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' } as const;
  const run = runBeforeEvents({ id: 'run1', kind: 'DEMO', input, startedAt: at });
  await store.createRun(run);
  const event: RunEvent = { type: 'RunStarted', message: 'Begins', steps: [], runId: 'run1', sequence: 1, at };
  await store.appendEvent(event, applyEvent(run, event));
  const topology = await store.readTopology();
  await store.saveSnapshot({ id: 's1', label: 'one', takenAt: at, fingerprint: 'f', topology });
  await store.saveReport({ id: 'r1', title: 'report', createdAt: at, runId: null, model: '{}' });
  // Leaves pages that are free.
  await store.beginRemoval(globexKey);
  await store.removeDocuments(globexKey, 300);
  await store.close();
  await copyFile(sound, killed);
  const running = await openStore(killed);
  for (let batch = 0; batch < 5; batch += 1) await running.importDocuments(acmeKey, [device(`more${batch}`)]);
  for (const end of ['', '-wal']) await copyFile(`${killed}${end}`, `${killed}.left${end}`);
  await running.close();
  killed = `${killed}.left`;
}

/** Tells the kinds of pages apart with SQLite's own list ("The DBSTAT Virtual Table"); pages that it leaves out are free. */
function pagesOf(path: string): Readonly<Record<Kind, readonly number[]>> {
  const driver = new Driver(path);
  const rows = driver.prepare('select pageno as page, pagetype as kind from dbstat').all() as {
    page: number;
    kind: Kind;
  }[];
  const [{ page_count: count }] = driver.prepare('pragma page_count').all() as [{ page_count: number }];
  driver.close();
  const of = (kind: Kind): readonly number[] => rows.filter((row) => row.kind === kind).map(({ page }) => page);
  const used = new Set(rows.map(({ page }) => page));
  const free = Array.from({ length: count }, (_, index) => index + 1).filter((page) => !used.has(page));
  return { header: [1], internal: of('internal'), leaf: of('leaf'), overflow: of('overflow'), free, log: [] };
}

/** The process that reads. */
class Reader {
  readonly #process = spawn(
    process.execPath,
    [join(import.meta.dirname, 'damaged-reader.mjs'), packageFile('dist/src')],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  readonly #lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;

  async read(path: string): Promise<Told> {
    this.#process.stdin.write(`${path}\n`);
    const next = await this.#lines.next();
    if (next.done)
      throw new Error(`The process ended with ${this.#process.signalCode ?? String(this.#process.exitCode)}`);
    return JSON.parse(next.value) as Told;
  }

  end(): void {
    this.#process.stdin.end();
  }
}

/** Returns a copy of a file, with its log where it has one. */
async function copyOf(path: string): Promise<string> {
  const copy = join(folder, `copy${copies++}.db`);
  for (const end of ['', '-wal']) {
    await rm(copy + end, { force: true });
    if (existsSync(path + end)) await copyFile(path + end, copy + end);
  }
  return copy;
}

/** Turns a run of bytes over, in some page of a kind or somewhere in the log. */
async function flip(path: string, kind: Kind, random: Random): Promise<void> {
  if (kind === 'log') return flipWithin(`${path}-wal`, 0, Infinity, random);
  const page = pages[kind][below(random, pages[kind].length)]!;
  // The header is what is before the first page's own.
  return flipWithin(path, (page - 1) * pageBytes, kind === 'header' ? 100 : pageBytes, random);
}

function below(random: Random, end: number): number {
  return random.seed() % end;
}

async function flipWithin(path: string, start: number, length: number, random: Random): Promise<void> {
  const content = await readFile(path);
  const end = Math.min(start + length, content.length);
  const first = start + below(random, end - start);
  const bytes = 1 + below(random, 64);
  for (let index = first; index < Math.min(first + bytes, end); index += 1) content[index]! ^= 0xff;
  await writeFile(path, content);
}

it.each(kinds)('tells of bytes that flip in a page of kind %s, or gives what was there', async (kind) => {
  const random = seededRandom(kinds.indexOf(kind) + 1);
  const whole = kind === 'log' ? killed : sound;
  const { hash } = await reader.read(await copyOf(whole));
  expect(hash).not.toBeNull();

  for (let number = 0; number < flipsOfKind; number += 1) {
    const path = await copyOf(whole);
    await flip(path, kind, random);

    const { doctor, told, hash: read } = await reader.read(path);

    expect(told.filter((text) => text.startsWith('UNEXPECTED'))).toEqual([]);
    if (kind === 'log') expect(told).toContainEqual(expect.stringMatching(/log of .* is damaged: .* were dropped/));
    if (read !== hash) expect({ number, status: doctor.status, told }).toMatchObject({ status: /FAIL|WARN/ });
  }
});

it('says how much of a log is dropped that was cut short, and nothing of one that is whole', async () => {
  const path = await copyOf(killed);
  const { size } = await stat(`${path}-wal`);
  expect(await droppedFrames(`${path}-wal`)).toBeNull();

  // A frame is a page and 24 bytes.
  await truncate(`${path}-wal`, size - 1000);

  expect(await droppedFrames(`${path}-wal`)).toEqual({ frames: 8, bytes: 9 * 8216 - 1000, transactions: 0 });
  const { told } = await reader.read(path);
  expect(told[0]).toMatch(/ends within a transaction: the last 8 frames \(72,944 bytes\) were dropped/);
});

it('saves what can be read around damage, in a file of any size', async () => {
  const path = join(folder, 'large.db');
  const store = await openStore(path);
  await store.createTenant(draft());
  const note = 'x'.repeat(3000);
  for (let batch = 0; batch < 8; batch += 1) {
    const documents = Array.from({ length: 500 }, (_, index) => device(`device${batch}-${index}`, { note }));
    await store.importDocuments(acmeKey, documents);
  }
  await store.close();
  const random = seededRandom(1);
  const leaves = pagesOf(path).leaf.filter((page) => page > 100);
  for (let number = 0; number < 3; number += 1) {
    await flipWithin(path, (leaves[below(random, leaves.length)]! - 1) * pageBytes, 8, random);
  }

  const lines: string[] = [];
  const { rows, gaps } = await salvage(path, (line) => lines.push(line));

  const { doctor, told } = await reader.read(path);
  expect(doctor).toMatchObject({ status: 'FAIL', remedy: expect.stringContaining('--export') as string });
  expect(told.filter((text) => text.startsWith('UNEXPECTED'))).toEqual([]);
  expect(gaps).toBeGreaterThan(0);
  expect(lines).toHaveLength(rows);
  const documents = lines
    .map((line) => JSON.parse(line) as { table: string; body: object })
    .filter(({ table }) => table === 'document');
  expect(documents.length).toBeGreaterThan(3900);
  expect(documents.length).toBeLessThan(4000);
  expect(documents[0]!.body).toMatchObject({ _key: `${acmeKey}:device0-0`, note });
});
