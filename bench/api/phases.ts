/** Where the time of a request to Shardbook goes: each part by itself, in the process of the server, many times over. */
import { setImmediate } from 'node:timers/promises';

import { execute, parse, validate } from 'graphql';
import pino from 'pino';

import { schema } from '../../src/resolvers/index.js';
import { createContext } from '../../src/schema/context.js';
import type { Services } from '../../src/schema/services.js';
import { createApi } from '../../src/server/api.js';

export interface Phase {
  readonly name: string;
  readonly microseconds: number;
}

const warmUpMs = 300;
const measuredMs = 700;

/** Resolves with the microseconds that one request spends in each part. */
export async function phasesOf(services: Services, query: string): Promise<readonly Phase[]> {
  const shutdown = new AbortController().signal;
  const document = parse(query);
  const run = async () => execute({ schema, document, contextValue: createContext(services, shutdown) });
  const result = await run();
  const api = createApi(services, pino({ level: 'silent' }), shutdown);
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json' };
  const byName = { field: 'NAME', direction: 'ASC' } as const;
  const page = { limit: 500, after: null, before: null, fromEnd: false };
  const parts: readonly (readonly [string, () => unknown])[] = [
    ['parse', () => parse(query)],
    ['validate', () => validate(schema, document)],
    ['execution by graphql-js, store included', run],
    ['store: topology', () => services.topology.live()],
    ['store: page of tenants', () => services.tenants.page({}, byName, page)],
    ['serialisation by JSON.stringify', () => JSON.stringify(result)],
    [
      'all of Yoga, without HTTP',
      async () => (await api.fetch('http://127.0.0.1/graphql', { method: 'POST', headers, body })).text(),
    ],
  ];
  const phases: Phase[] = [];
  for (const [name, work] of parts) {
    await timesIn(work, warmUpMs);
    phases.push({ name, microseconds: (await timesIn(work, measuredMs)) * 1000 });
  }
  return phases;
}

/** Milliseconds of one call, the mean of all that fit in. */
async function timesIn(work: () => unknown, milliseconds: number): Promise<number> {
  let calls = 0;
  const start = performance.now();
  for (let now = start; now - start < milliseconds; now = performance.now()) {
    for (let index = 0; index < 10; index += 1) {
      const done = work();
      if (done instanceof Promise) await done;
      calls += 1;
    }
  }
  const elapsed = performance.now() - start;
  await setImmediate();
  return elapsed / calls;
}
