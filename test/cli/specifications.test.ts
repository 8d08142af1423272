// Files in which people describe tenants and scenarios: how much of them is read, and how many entries they may have.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readText } from '../../src/cli/files.js';
import { readScenario, readTenants } from '../../src/cli/specifications.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-specification-'));
  path = join(folder, 'given.json');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a file of tenants', () => {
  it('may have a thousand tenants', async () => {
    await writeFile(path, JSON.stringify(Array.from({ length: 1000 }, (_, at) => ({ name: `T${at}` }))));

    expect(await readTenants(path)).toHaveLength(1000);
  });

  it.each([
    ['a list', JSON.stringify(Array(1001).fill(0))],
    ['a property', JSON.stringify({ tenants: Array(1001).fill(0) })],
  ])('with more of them in %s is refused before one of them is looked at', async (_where, text) => {
    await writeFile(path, text);

    await expect(readTenants(path)).rejects.toThrow('1000 entries are possible at most');
  });

  it('without any is refused', async () => {
    await writeFile(path, '[]');

    await expect(readTenants(path)).rejects.toMatchObject({ isWrongUsage: true });
  });
});

describe('a file of a scenario', () => {
  it.each([
    ['tenants', 1000],
    ['servers', 100],
  ])('with too many %s is refused with the limit', async (list, most) => {
    await writeFile(path, JSON.stringify({ [list]: Array(most + 1).fill(0) }));

    await expect(readScenario(path)).rejects.toThrow(`at ${list}: ${most} entries are possible at most`);
  });
});

describe('a file', () => {
  it('is read up to its limit, and no further', async () => {
    await writeFile(path, 'x'.repeat(10));

    expect(await readText(path, 'a file', 10)).toBe('x'.repeat(10));
    await expect(readText(path, 'a file', 9)).rejects.toThrow(`${path} has more than 9 bytes`);
  });

  it.skipIf(process.platform === 'win32')('without an end is refused, not read for ever', async () => {
    await expect(readTenants('/dev/zero')).rejects.toThrow('/dev/zero has more than 4,194,304 bytes');
  });

  it('that is not there is told of with what it should be', async () => {
    await expect(readText(path, 'a topology file', 10)).rejects.toMatchObject({
      remedy: 'Pass the path of a topology file',
    });
  });
});
