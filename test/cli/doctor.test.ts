// The doctor as people and programs run it: exit codes, the table, JSON, and what it never prints.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemSurroundings } from '../../src/cli/doctor.js';
import { diagnose } from '../../src/cli/doctor/diagnosis.js';
import type { DoctorReport } from '../../src/services/model/check.js';
import { type Arangod, startArangod } from '../support/arangod/arangod.js';
import type { ArangodOptions } from '../support/arangod/options.js';
import { testCertificate } from '../support/arangod/test-certificate.js';
import { runProgram, startProgram } from '../support/program.js';

let folder: string;
const running: Arangod[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-doctor-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((arangod) => arangod.close()));
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ArangodOptions> = {}): Promise<Arangod> {
  const arangod = await startArangod({
    users: { root: { password: 'secret-word', access: { '*': 'rw' } } },
    ...options,
  });
  running.push(arangod);
  return arangod;
}

async function examine(environment: Record<string, string>): Promise<{ code: number | null; report: DoctorReport }> {
  const { code, stdout } = await runProgram(['doctor', '--json'], { PORT: '0', ...environment });
  return { code, report: JSON.parse(stdout) as DoctorReport };
}

function statusOf({ checks }: DoctorReport, code: string): string | undefined {
  return checks.find((check) => check.code === code)?.status;
}

describe('shardbook doctor', () => {
  it('passes on the embedded store with a plain table, exits with 0 and leaves nothing behind', async () => {
    const data = join(folder, 'data');

    const { code, stdout, stderr } = await runProgram(['doctor'], { SHARDBOOK_DATA: data, PORT: '0' });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/│ (PASS|WARN|FAIL|SKIPPED) +│ [A-Z_]+/g)).toEqual(
      ['SETTINGS', 'DATA_FOLDER', 'DATA_FILE', 'FREE_DISK_SPACE', 'PORT'].map((each) => `│ PASS    │ ${each}`),
    );
    expect(stdout).toMatch(/PASS: 5 passed, 0 with a warning, 0 failed, 0 skipped\n$/);
    expect(stdout).not.toContain('\u001b');
    expect(await readdir(folder)).toEqual([]);
  });

  it('warns, and exits with 0, while a Shardbook runs with the same settings', async () => {
    const { program, url } = await startProgram({ SHARDBOOK_DATA: folder });

    const { code, report } = await examine({ SHARDBOOK_DATA: folder, PORT: new URL(url).port });
    await program.stop();

    expect(code).toBe(0);
    expect([statusOf(report, 'DATA_FILE'), statusOf(report, 'PORT')]).toEqual(['WARN', 'WARN']);
  });

  it('writes what can be read of a data file to a new file, and touches none that is there', async () => {
    const { program } = await startProgram({ SHARDBOOK_DATA: folder });
    await program.stop();
    const target = join(folder, 'rows.jsonl');

    const saved = await runProgram(['doctor', '--export', target], { SHARDBOOK_DATA: folder });
    const again = await runProgram(['doctor', '--export', target], { SHARDBOOK_DATA: folder });

    expect(saved.stderr).toBe('');
    expect(saved.stdout).toMatch(/^3,\d{3} rows are in .*rows\.jsonl; everything could be read\n$/);
    const rows = (await readFile(target, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { table: string });
    expect(rows.filter(({ table }) => table === 'document')).toHaveLength(3285);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot be written \(EEXIST\)/) as string });
  });

  it('fails, and exits with 1, when another program has the port', async () => {
    const other = createServer((_, response) => void response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;

    const { code, report } = await examine({ SHARDBOOK_DATA: folder, PORT: String(port) });
    other.close();

    expect(code).toBe(1);
    expect(statusOf(report, 'PORT')).toBe('FAIL');
  });

  it('names every bad setting and skips the rest of the list of that store', async () => {
    const { code, report } = await examine({ ARANGO_ENDPOINT: 'db.example.com', SHARDBOOK_SEED: 'x' });

    expect(code).toBe(1);
    expect(report.store).toBe('ARANGODB');
    expect(report.checks[0]?.evidence).toMatch(/SHARDBOOK_SEED=x.*ARANGO_ENDPOINT/);
    expect(report.checks.slice(1).every(({ status }) => status === 'SKIPPED')).toBe(true);
    expect(report.checks).toHaveLength(14);
  });

  it('passes every check over TLS with an authority that NODE_EXTRA_CA_CERTS gives, and prints no password', async () => {
    const arangod = await start({ tls: testCertificate });
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, testCertificate.cert);
    const login = { ARANGO_ENDPOINT: arangod.url, ARANGO_PASSWORD: 'secret-word' };

    const { code, report } = await examine({ ...login, NODE_EXTRA_CA_CERTS: authority });

    expect(report.checks.filter(({ status }) => status !== 'PASS')).toEqual([]);
    expect(report.checks).toHaveLength(14);
    expect(code).toBe(0);
    expect(JSON.stringify(report)).not.toContain('secret-word');
  });

  it('warns of one endpoint whose certificate has another name, and asks the other', async () => {
    const arangod = await start({ tls: testCertificate });
    const authority = join(folder, 'authority.pem');
    await writeFile(authority, testCertificate.cert);
    const endpoints = [arangod.url.replace('127.0.0.1', '0.0.0.0'), arangod.url].join(',');

    const login = { ARANGO_ENDPOINT: endpoints, ARANGO_PASSWORD: 'secret-word' };

    const { report } = await examine({ ...login, NODE_EXTRA_CA_CERTS: authority });

    expect(report.checks.filter(({ status }) => status !== 'PASS').map(({ code }) => code)).toEqual(['TLS']);
    expect(report.checks.find(({ code }) => code === 'TLS')?.evidence).toMatch(/0\.0\.0\.0: refused \(\S*ALTNAME/);
  });

  it('fails with what to do when the password is wrong, and does not print it', async () => {
    const arangod = await start();

    const { code, stdout } = await runProgram(['doctor'], {
      ARANGO_ENDPOINT: arangod.url,
      ARANGO_PASSWORD: 'wrong-word',
      PORT: '0',
    });

    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL +│ LOGIN +│ User root is unknown, or the password is wrong/);
    expect(stdout).toContain('-> Check ARANGO_USERNAME and ARANGO_PASSWORD');
    expect(stdout).not.toContain('wrong-word');
  });

  it('ends when a server takes connections and says nothing', async () => {
    const arangod = await start();
    arangod.inject({ kind: 'HANG', times: 1000 });

    const environment = { ARANGO_ENDPOINT: arangod.url, ARANGO_PASSWORD: 'secret-word', PORT: '0' };
    const report = await diagnose({ ...systemSurroundings(environment), requestTimeoutMs: 100 });

    expect(report.status).toBe('FAIL');
    expect(statusOf(report, 'LOGIN')).toBe('FAIL');
  });
});
