// The doctor of the embedded store: folders, files and disks in every state, none of which it changes.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CheckResult } from '../../../../src/services/model/check.js';
import { examineEmbedded } from '../../../../src/services/store/embedded/doctor.js';
import { examinerBeside } from '../../../../src/services/store/embedded/file-examination.js';
import { compiledMaintenance, openStore } from './open-store.js';

const mebibyte = 2 ** 20;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-doctor-'));
  file = join(folder, 'shardbook.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The compiled examiner: `npm run build` makes it. */
const examiner = examinerBeside(compiledMaintenance);

async function look(freeBytes = 4096 * mebibyte, at = folder): Promise<Readonly<Record<string, CheckResult>>> {
  const place = { folder: at, file: join(at, 'shardbook.db'), freeBytesOf: () => Promise.resolve(freeBytes), examiner };
  const checks = await examineEmbedded(place);
  return Object.fromEntries(checks.map((check) => [check.code, check]));
}

describe('the doctor of the embedded store', () => {
  it('passes on a folder that is not there yet, and does not make it', async () => {
    const checks = await look(undefined, join(folder, 'new', 'data'));

    expect(Object.values(checks).map(({ code, status }) => `${code} ${status}`)).toEqual([
      'DATA_FOLDER PASS',
      'DATA_FILE PASS',
      'FREE_DISK_SPACE PASS',
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('passes on a data file, and leaves every byte of the folder as it was', async () => {
    await (await openStore(file)).close();
    const before = await readdir(folder);
    const bytes = await readFile(file);

    const { DATA_FILE: found } = await look();

    expect(found).toMatchObject({ status: 'PASS' });
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(file)).toEqual(bytes);
  });

  it('fails on a file that is not a database, with what to do', async () => {
    await writeFile(file, 'this is not a database, and it matters to somebody'.repeat(100));

    const { DATA_FILE: found } = await look();

    expect(found).toMatchObject({ status: 'FAIL' });
    expect(found?.evidence).toMatch(/is damaged/);
    expect(found?.remedy).toMatch(/move it away/);
  });

  it('fails where a file is in the place of the folder, and looks no further', async () => {
    await writeFile(join(folder, 'taken'), '');

    const checks = await look(undefined, join(folder, 'taken'));

    expect(checks.DATA_FOLDER).toMatchObject({ status: 'FAIL' });
    expect(checks.DATA_FILE).toMatchObject({ status: 'SKIPPED', evidence: 'Not checked, because DATA_FOLDER failed' });
  });

  it.each([
    [2048, 'PASS'],
    [512, 'WARN'],
    [10, 'FAIL'],
  ])('takes %i MiB of free space for a %s', async (mebibytes, status) => {
    const { FREE_DISK_SPACE: found } = await look(mebibytes * mebibyte);

    expect(found).toMatchObject({ status });
  });
});
