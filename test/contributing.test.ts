// The walks of CONTRIBUTING.md are true: what they say to write is written into a copy of the sources, and what they
// promise is looked for there.
import { rmSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type * as PlanReport from '../src/reports/content/plan-report.js';
import type { PlanWeights, RebalancePlan } from '../src/services/model/plan.js';
import type * as Planning from '../src/services/planning/answers/plan.js';
import type * as Options from '../src/services/planning/question/options.js';
import type { PlanRequest } from '../src/services/planning/question/options.js';
import { cluster, unit } from './support/clusters.js';
import { copyOfSources, followWalk, printedSchema } from './support/contributing-walk.js';

/** The modules of the copy that the walks are about. */
interface Modules {
  readonly options: typeof Options;
  readonly planning: typeof Planning;
  readonly report: typeof PlanReport;
  /** What `npm run schema` prints there. */
  readonly sdl: string;
}

let folder: string;
let modules: Modules;

beforeAll(async () => {
  folder = copyOfSources();
  followWalk(folder, 'Add an objective', 'services/planning/measure/objectives', 'shards.ts');
  followWalk(folder, 'Add a limit', 'services/planning/limits', 'groups-per-server.ts');
  const load = async <T>(path: string): Promise<T> => (await import(`${folder}/src/${path}`)) as T;
  modules = {
    options: await load<typeof Options>('services/planning/question/options.ts'),
    planning: await load<typeof Planning>('services/planning/answers/plan.ts'),
    report: await load<typeof PlanReport>('reports/content/plan-report.ts'),
    sdl: await printedSchema(folder),
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of the report's list of what was asked, as text. */
function inputsOf(plan: RebalancePlan): readonly (readonly string[])[] {
  const { parts } = modules.report.planReport(plan, '0.1.0');
  const cells = parts.map((make) => make()).flatMap((part) => (part && 'cells' in part ? part.cells : []));
  const table = cells.find(({ id }) => id === 'question-inputs');
  return table?.kind === 'TABLE' ? table.rows.map((row) => row.map(({ text }) => text)) : [];
}

describe('an objective that is added as CONTRIBUTING.md says', () => {
  const weightOf = (weights: PlanWeights): unknown => (weights as Readonly<Record<string, number>>).SHARDS;

  it('has its default in the options, and its range', () => {
    const { completeOptions } = modules.options;

    expect(weightOf(completeOptions().objectives)).toBe(0);
    expect(() => completeOptions({ objectives: { SHARDS: 1001 } as object })).toThrow('objectives.SHARDS is 1001');
  });

  it('is an input, an enum value and a balance of the API', () => {
    const { sdl } = modules;

    expect(sdl).toContain('Weight of as many shards on every DB-Server. 0 to 1,000; 0 when omitted.');
    expect(sdl).toMatch(/enum Measure \{[^}]*"""Number of shards on a DB-Server, all replicas counted."""\s+SHARDS/);
    expect(sdl).toMatch(/type Balance \{[^}]*shards: MeasureBalance!/);
  });

  it('is what a plan improves, names in its reasons and is listed with in reports', () => {
    const groups = Array.from({ length: 4 }, () => ({ leader: 'a' }));

    const plan = modules.planning.makePlan(
      cluster(['a', 'b'], groups),
      { objectives: { SHARDS: 1, LEADERS: 0 } as object },
      1,
    );

    expect(plan.summary.before.find(({ measure }) => (measure as string) === 'SHARDS')).toMatchObject({ max: 8 });
    expect(plan.summary.after.find(({ measure }) => (measure as string) === 'SHARDS')).toMatchObject({
      max: 4,
      gap: 0,
    });
    expect(plan.moves[0]?.reason).toMatchObject({
      code: 'LOWERS_MAX_SHARDS',
      sentence: expect.stringContaining('goes from 8 shards to 6 shards') as string,
    });
    expect(inputsOf({ ...plan, id: 'p', createdAt: '' })).toContainEqual(['Weight of SHARDS', '1']);
  });
});

describe('a limit that is added as CONTRIBUTING.md says', () => {
  const atMost = (maxGroupsPerServer: number): PlanRequest => ({ limits: { maxGroupsPerServer } as object });

  it('has its default in the options, and its range', () => {
    const { completeOptions } = modules.options;

    expect(completeOptions().limits).toMatchObject({ maxGroupsPerServer: 1_000_000 });
    expect(() => completeOptions({ limits: { maxGroupsPerServer: 0 } as object })).toThrow(
      'limits.maxGroupsPerServer is 0',
    );
  });

  it('is an input of the API', () => {
    expect(modules.sdl).toMatch(/input PlanLimitsInput \{[^}]*when omitted\.\s+"""\s+maxGroupsPerServer: Int/);
  });

  it('is kept by plans, named where it stops them, and listed in reports', () => {
    const topology = cluster(
      ['a', 'b'],
      Array.from({ length: 8 }, () => ({ leader: 'a', bytes: unit })),
    );

    const plan = modules.planning.makePlan(topology, atMost(3), 1);

    expect(plan.after.groups.filter(({ leader }) => leader === 'b')).toHaveLength(3);
    expect(plan.notMoved).toContainEqual({
      serverId: 'b',
      code: 'GROUPS_PER_SERVER',
      sentence: expect.stringContaining('DBServer-b holds 3 shard groups already, which is the most') as string,
    });
    expect(inputsOf({ ...plan, id: 'p', createdAt: '' })).toContainEqual(['Shard groups on a DB-Server at most', '3']);
  });

  it('says what to do where it keeps a server from being emptied', () => {
    const topology = cluster(
      ['a', 'b'],
      ['a', 'a', 'a', 'b'].map((leader) => ({ leader })),
    );

    expect(() => modules.planning.makePlan(topology, { removeServers: ['a'], ...atMost(2) }, 1)).toThrow(
      expect.objectContaining({ remedy: 'Raise limits.maxGroupsPerServer, or add a server with addServers' }) as Error,
    );
  });
});
