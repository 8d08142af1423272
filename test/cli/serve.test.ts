import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runProgram, startProgram } from '../support/program.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-serve-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('shardbook serve', () => {
  it('prints where GraphiQL is, which store and cluster it runs on, and what to try', async () => {
    const { program } = await startProgram({ SHARDBOOK_DATA: folder });

    const { code, stdout } = await program.stop();

    expect(code).toBe(0);
    expect(stdout).toMatch(/GraphiQL +http:\/\/127\.0\.0\.1:\d+\/graphql/);
    expect(stdout).toMatch(/Store +.*embedded/);
    expect(stdout).toContain('3 DB-Servers, 12 shard groups, 2 tenants, 3,285 documents');
    expect(stdout).toContain('curl ');
  });

  it('keeps what it acknowledged over a kill, and marks the run that it interrupted with the reason', async () => {
    const first = await startProgram({ SHARDBOOK_DATA: folder });
    await ask(first.url, 'mutation { addTenant(input: { name: "New Corp" }) { __typename } }');
    await ask(first.url, 'mutation { startDemo(input: { pace: PRESENTER }) { __typename } }');
    await first.program.stop('SIGKILL');

    const second = await startProgram({ SHARDBOOK_DATA: folder });
    const tenants = await ask(second.url, '{ tenants { nodes { name documents } } }');
    const runs = await ask(second.url, '{ runs { nodes { status failure { code } } } }');
    await second.program.stop();

    expect(JSON.stringify(tenants)).toContain('{"name":"New Corp","documents":1095}');
    expect(runs).toEqual({
      data: { runs: { nodes: [{ status: 'INTERRUPTED', failure: { code: 'RUN_INTERRUPTED' } }] } },
    });
  });

  it('has no half tenant after a kill during an addition', async () => {
    const first = await startProgram({ SHARDBOOK_DATA: folder });
    const addition = 'mutation { addTenant(input: { name: "Big", scaleFactor: 200 }) { __typename } }';
    const isCutOff = expect(ask(first.url, addition)).rejects.toThrow();
    const total = '{ cluster { shardGroups { nodes { documents } } } }';
    let documents = 3285;
    while (documents === 3285) {
      const groups = [...JSON.stringify(await ask(first.url, total)).matchAll(/"documents":(\d+)/g)];
      documents = groups.reduce((sum, [, count]) => sum + Number(count), 0);
    }
    await first.program.stop('SIGKILL');
    await isCutOff;

    const second = await startProgram({ SHARDBOOK_DATA: folder });
    const answer = await ask(second.url, '{ checkIsolation { status documentsChecked } tenants { totalCount } }');
    await second.program.stop();

    expect(answer).toEqual({
      data: { checkIsolation: { status: 'PASS', documentsChecked: 3285 }, tenants: { totalCount: 2 } },
    });
  });

  it('says in one line that the port is taken, and changes nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;

    const { code, stderr } = await runProgram([], { SHARDBOOK_DATA: folder, PORT: String(port) });
    other.close();

    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(String(port));
  });

  it('says in one line that the data file is not one of its own, and leaves it as it was', async () => {
    const path = join(folder, 'shardbook.db');
    await writeFile(path, 'this is not a database, and it matters to somebody'.repeat(100));
    const before = await readFile(path);

    const { code, stderr } = await runProgram([], { SHARDBOOK_DATA: folder, PORT: '0' });

    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await readFile(path)).toEqual(before);
  });

  it('says in one line that the data folder cannot be created', async () => {
    await writeFile(join(folder, 'file'), '');

    const { code, stderr } = await runProgram([], { SHARDBOOK_DATA: join(folder, 'file', 'data'), PORT: '0' });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^shardbook: .*SHARDBOOK_DATA/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.runIf(existsSync('/proc/self'))('ends at once where no folder can ever be made', async () => {
    const { code, stderr } = await runProgram([], { SHARDBOOK_DATA: '/proc/shardbook/data', PORT: '0' });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^shardbook: The data folder .* cannot be created \(ENOENT\)/);
  });

  it('stops in order when one Ctrl-C reaches it twice, as npm passes it on', async () => {
    const { program } = await startProgram({ SHARDBOOK_DATA: folder });

    void program.stop('SIGINT');
    await program.printed(/Stopping/);
    const { code } = await program.stop('SIGINT');

    expect(code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('is what gets the signals that npm sends to its script', async () => {
    const script = (JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { start: string } }).scripts.start;
    const environment = { PATH: process.env.PATH ?? '', PORT: '0', SHARDBOOK_DATA: folder };
    const shell = spawn(script, { shell: true, env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(shell.stdout, 'data');

    shell.kill('SIGTERM');

    expect(await once(shell, 'exit')).toEqual([0, null]);
  });

  it('refuses a second server on the same data', async () => {
    const { program } = await startProgram({ SHARDBOOK_DATA: folder });

    const { code, stderr } = await runProgram([], { SHARDBOOK_DATA: folder, PORT: '0' });
    await program.stop();

    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('names every bad setting and exits with 2', async () => {
    const { code, stderr } = await runProgram([], { PORT: 'http', SHARDBOOK_SEED: 'x', SHARDBOOK_DATA: folder });

    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it('lists commands and settings in its help', async () => {
    const { code, stdout } = await runProgram(['--help']);

    expect(code).toBe(0);
    expect(stdout).toContain('SHARDBOOK_DATA');
    expect(stdout).toContain('demo');
  });

  it('fits its help into 80 columns', async () => {
    const { stdout } = await runProgram(['--help']);

    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
