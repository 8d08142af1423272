// The Coordinator double through the real driver: a few questions per area whose answers a store relies on.
import { Database } from 'arangojs';
import { afterEach, describe, expect, it } from 'vitest';

import { type Arangod, startArangod } from './arangod.js';

const running: Arangod[] = [];

async function start(
  options: Parameters<typeof startArangod>[0] = {},
): Promise<{ arangod: Arangod; system: Database }> {
  const arangod = await startArangod(options);
  running.push(arangod);
  return { arangod, system: new Database({ url: arangod.url }) };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((arangod) => arangod.close()));
});

describe('login', () => {
  it('turns a wrong password away with 401 and error 11', async () => {
    const { arangod } = await start({ users: { root: { password: 'right', access: { '*': 'rw' } } } });
    const db = new Database({ url: arangod.url, auth: { username: 'root', password: 'wrong' } });

    await expect(db.version()).rejects.toMatchObject({ code: 401, errorNum: 11 });
  });
});
