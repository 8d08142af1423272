// The commands that ask Shardbook, against a running server and on a data folder of their own.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Driver from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CommandFailure } from '../../src/cli/failure.js';
import type { RunningServer } from '../../src/server/server.js';
import { topologyFileOf } from '../../src/services/cluster/file/write.js';
import { runBeforeEvents } from '../../src/services/model/run.js';
import { differingGroups } from '../../src/services/runs/rebalance/ending.js';
import { runCommand } from '../support/commands.js';
import { runProgram } from '../support/program.js';
import { start } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;
let folder: string;

beforeEach(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
  folder = await mkdtemp(join(tmpdir(), 'shardbook-commands-'));
});

afterEach(async () => {
  await server.stop();
  await opened.services.stop();
  await rm(folder, { recursive: true });
});

/** Runs a command against the server and returns what it printed. */
function run(...args: readonly string[]): Promise<string> {
  return runCommand(server.url, args);
}

async function json<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await run(...args, '--json')) as T;
}

describe('commands about tenants', () => {
  it('list tenants in a table for people and as JSON for machines', async () => {
    const table = await run('tenants');
    const data = await json<{ name: string; documents: number }[]>('tenants');

    expect(table).toMatch(/Acme Corp +[0-9a-f]{12} +1 +1,095 +\d+ kB +network_assets\/\d+ +DBServer000\d/);
    expect(data.map(({ name, documents }) => [name, documents])).toEqual([
      ['Acme Corp', 1095],
      ['Global Enterprises', 2190],
    ]);
  });

  it('show one tenant by name without regard to case, or by key', async () => {
    const byName = await json<{ key: string }>('tenant', 'ACME corp');

    expect(await json('tenant', byName.key)).toEqual(byName);
    await expect(run('tenant', 'nobody')).rejects.toThrow('There is no tenant nobody');
  });

  it('add and remove a tenant, and say how many documents that were', async () => {
    const added = await run('add-tenant', '--tenant-name', 'Retail', '--scale-factor', '2', '--naming', 'snake_case');
    const removed = await run('remove-tenant', 'retail');

    expect(added).toMatch(/^Added Retail\n[^]*2,190/);
    expect(removed).toBe('Removed Retail: 2,190 documents; a recount found none left');
  });

  it("add the guide's three tenants, or those of a JSON or YAML file in the guide's spelling", async () => {
    await writeFile(
      join(folder, 'specs.yaml'),
      '- name: One\n  scale_factor: 2\n- name: Two\n  description: A second\n',
    );
    await writeFile(join(folder, 'specs.json'), JSON.stringify({ tenants: [{ name: 'Three' }] }));

    await run('add-tenants');
    await run('add-tenants', '--file', join(folder, 'specs.yaml'));
    await run('add-tenants', '--file', join(folder, 'specs.json'));

    const names = (await json<{ name: string; scaleFactor: number }[]>('tenants')).map((each) => each.name);
    expect(names).toEqual(expect.arrayContaining(['Global Retail Chain', 'One', 'Two', 'Three']));
  });

  it('fail when one of several tenants was not added, and say which and what to do', async () => {
    await writeFile(join(folder, 'specs.yaml'), '- name: Fresh\n- name: acme corp\n  scale_factor: 3\n');

    const added = run('add-tenants', '--file', join(folder, 'specs.yaml'));

    await expect(added).rejects.toThrow(/1 tenant could not be added; acme corp: .* exists already/);
    expect(await run('tenant', 'Fresh')).toContain('Fresh');
  });

  it.each([
    ['nothing.yaml', null, /cannot be read \(ENOENT\)/],
    ['text.yaml', 'just text', /is not a list|expected array/],
    ['field.yaml', '- name: A\n  size: 3\n', /at entry 1: .*size/],
    ['broken.yaml', '{ - : [', /neither JSON nor YAML/],
  ])('refuse %s with a line that says what is wrong', async (name, content, message) => {
    if (content !== null) await writeFile(join(folder, name), content);

    await expect(run('add-tenants', '--file', join(folder, name))).rejects.toThrow(message);
  });
});

describe('commands about the cluster', () => {
  it('show servers and what more of them would do', async () => {
    const text = await run('server-info', '--add-servers', '1');

    expect(text.match(/DBServer000\d +GOOD/g)).toHaveLength(3);
    expect(text).toMatch(/^[A-Z_]+: .*server/m);
    expect(text).toMatch(/^1\. Run takeSnapshot/m);
  });

  it('show shards with their tenants, and how even the cluster is', async () => {
    const text = await run('shard-info');

    expect(text.match(/network_assets\/\d+ +DBServer/g)).toHaveLength(12);
    expect(text).toMatch(/Global Enterprises/);
    expect(text).toMatch(/BYTES +max\/mean \d\.\d\d/);
  });

  it('check isolation and readiness, with one line for each check', async () => {
    expect(await run('validate')).toMatch(/PASS: 3,285 documents, 2,070 of them edges$/);
    expect(await run('preflight')).toMatch(/^(?:PASS|WARN) +.*: .+/m);
  });

  it('check the database, and fail with the first fault and what to do when it is damaged', async () => {
    const sound = await run('check-db');
    await opened.store.createRun(
      runBeforeEvents({
        id: 'left',
        kind: 'REBALANCE',
        input: { planId: 'plan1' },
        startedAt: '2026-08-01T12:00:00.000Z',
      }),
    );

    expect(sound).toMatch(/^PASS +The file of the store is intact.*: \d+ pages[^]*\nPASS, after [\d,]+ ms$/);
    await expect(run('check-db')).rejects.toMatchObject({
      message: '1 of 12 checks failed; Every RUNNING run is driven by a Shardbook process',
      remedy: expect.stringContaining('cancelRun') as string,
    });
  });
});

describe('commands about plans', () => {
  it('plan, apply, and report', async () => {
    await opened.services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);
    const plan = await json<{ id: string; moves: { reason: { sentence: string } }[] }>('plan');

    const applied = await run('apply', plan.id);
    const saved = await run('report', 'latest', '--format', 'md', 'ipynb', '--folder', join(folder, 'out'));

    expect(plan.moves.length).toBeGreaterThan(0);
    expect(applied).toContain(`COMPLETED: ${plan.moves.length} of ${plan.moves.length} moves made`);
    expect((await readdir(join(folder, 'out'))).map((name) => name.split('.').at(-1)).sort()).toEqual(['ipynb', 'md']);
    expect(saved.match(/^Saved /gm)).toHaveLength(2);
  });

  it('take back a run, after showing how without doing it', async () => {
    await opened.services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);
    const { topology: start } = await opened.services.topology.live();
    const plan = await json<{ id: string; moves: object[] }>('plan');
    const [, runId = ''] = /to undo it: shardbook undo (\S+)/i.exec(await run('apply', plan.id)) ?? [];

    const shown = await run('undo', runId, '--dry-run');
    const { topology: between } = await opened.services.topology.live();
    const undone = await run('undo', 'latest');

    expect(shown).toMatch(/^Undoes the run started [^]*Undoes move \d+ of the plan[^]*shardbook apply \S+$/);
    expect(differingGroups(start, between)).not.toEqual([]);
    expect(undone).toContain(`COMPLETED: ${plan.moves.length} of ${plan.moves.length} moves made`);
    expect(differingGroups(start, (await opened.services.topology.live()).topology)).toEqual([]);
    await expect(run('undo', runId)).rejects.toThrow(/is not where it left them|are not where it left them/);
  });

  it('say what to do first while there is neither a plan nor a run', async () => {
    await expect(run('apply', 'latest')).rejects.toThrow('There is no plan yet');
    await expect(run('report', 'latest')).rejects.toThrow('There is no run yet');
  });

  it('say why a plan is stale', async () => {
    const plan = await json<{ id: string }>('plan', '--add-servers', '1');
    const stale = await json<{ id: string }>('plan');
    await opened.services.topology.addSimulatedServers([{ capacityBytes: null, zone: null }]);

    await expect(run('apply', plan.id)).rejects.toThrow(/do(?:es)? not exist/);
    await expect(run('apply', stale.id)).rejects.toThrow(/The plan was made for topology/);
  });

  it('export a plan to a file, and keep a topology from one', async () => {
    const { id } = await json<{ id: string }>('plan');
    const { topology } = await opened.services.topology.live();
    await writeFile(join(folder, 'cluster.json'), await topologyFileOf(topology));

    await run('export', id, '--file', join(folder, 'plan.json'));
    const kept = await run('import-topology', join(folder, 'cluster.json'), '--label', 'Elsewhere');

    expect(JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8'))).toHaveProperty('waves');
    expect(kept).toMatch(/^Stored as snapshot \S+ \(Elsewhere\)$/);
  });
});

describe('the program', () => {
  it('exits with 0 when it did what was asked, 1 when it could not, 2 when it was asked wrongly', async () => {
    const environment = { SHARDBOOK_DATA: folder, SHARDBOOK_SEED: '1' };

    const good = await runProgram(['tenants', '--json'], environment);
    const failed = await runProgram(['tenant', 'nobody'], environment);
    const wrong = await runProgram(['add-tenant'], environment);
    const outOfRange = await runProgram(['add-tenant', '--tenant-name', 'X', '--scale-factor', '0'], environment);

    expect([good.code, failed.code, wrong.code, outOfRange.code]).toEqual([0, 1, 2, 2]);
    expect(JSON.parse(good.stdout)).toHaveLength(2);
    expect(failed.stderr).toBe('shardbook: There is no tenant nobody. List them with `shardbook tenants`\n');
  });

  it('exits with 1 when the database that it checks is damaged', async () => {
    const environment = { SHARDBOOK_DATA: folder, SHARDBOOK_SEED: '1' };

    const sound = await runProgram(['check-db', '--json'], environment);
    const driver = new Driver(join(folder, 'shardbook.db'));
    driver.exec('delete from document where id = (select max(id) from document)');
    driver.close();
    const damaged = await runProgram(['check-db', '--json'], environment);

    expect([sound.code, damaged.code]).toEqual([0, 1]);
    const { status, checks } = JSON.parse(damaged.stdout) as {
      status: string;
      checks: { code: string; status: string }[];
    };
    expect(status).toBe('FAIL');
    expect(checks.filter((check) => check.status === 'FAIL').map(({ code }) => code)).toEqual([
      ...['TENANT_DOCUMENTS', 'TENANT_COUNTERS', 'COLLECTION_SUMS'],
    ]);
    expect(damaged.stderr).toMatch(/^shardbook: 3 of 12 checks failed; Every tenant has exactly the documents/);
  });

  it('says in one line that no server answers', async () => {
    await server.stop();

    const asked = run('tenants');

    await expect(asked).rejects.toBeInstanceOf(CommandFailure);
    await expect(asked).rejects.toThrow(`No Shardbook server answers at ${server.url}`);
  });
});
