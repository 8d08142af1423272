// The direction of imports: reads the import lines of the sources and fails when one points the wrong way.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

import { describe, expect, it } from 'vitest';

import { packageFile } from '../src/services/base/package-root.js';

interface Import {
  /** Path of the importing file under src. */
  readonly from: string;
  /** Path under src for our own files, else the package. */
  readonly to: string;
  readonly isOwn: boolean;
}

const root = packageFile('src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(?:type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)';/gms);
  const dynamic = text.matchAll(/import\((?:undefined)?'([^']+)'\)/g);
  return [...statements, ...dynamic].map(([, target = '']) => {
    const isOwn = target.startsWith('.');
    const path = relative(root, normalize(join(root, dirname(from), target))).replaceAll('\\', '/');
    return {
      from,
      to: isOwn ? path.replace(/\.js$/, '.ts') : packageOf(target),
      isOwn,
    };
  });
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * The rooms of the house from the ground up, by the start of their files' paths; the longest start counts. A room may
 * import itself and the rooms below it. `docs/architecture.md` says what is in each.
 */
const rooms = [
  'services/base/',
  'services/errors/',
  'services/model/',
  'services/store/',
  'services/store/embedded/',
  'services/store/arango/',
  'services/assets/',
  'services/tenants/generation/',
  'services/tenants/',
  'services/cluster/',
  'services/planning/measure/',
  'services/planning/problem/',
  'services/planning/limits/',
  'services/planning/schedule/',
  'services/planning/search/',
  'services/planning/question/',
  'services/planning/explain/',
  'services/planning/answers/',
  'services/planning/queue/',
  'services/planning/',
  'services/checks/',
  'services/runs/',
  'reports/model',
  'reports/charts/',
  'reports/render/',
  'reports/content/',
  'reports/',
  'schema/',
  'resolvers/',
  'server/',
  'settings.ts',
  'compose.ts',
  'cli/',
  'main.ts',
];

function roomOf(path: string): number {
  const found = rooms.filter((room) => path.startsWith(room)).sort((one, other) => other.length - one.length);
  return rooms.indexOf(found[0] ?? '');
}

/** The imports that `isAllowed` refuses, as `from -> to`. */
function forbidden(isAllowed: (each: Import) => boolean): string[] {
  return imports.filter((each) => !isAllowed(each)).map(({ from, to }) => `${from} -> ${to}`);
}

/** The same, of files in a room. */
function forbiddenIn(room: string, isAllowed: (each: Import) => boolean): string[] {
  return forbidden((each) => !each.from.startsWith(room) || isAllowed(each));
}

const graphqlPackages = /^(graphql|graphql-.*|@pothos\/.*|@graphql-yoga\/.*|ws|dataloader)$/;

describe('imports', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({ from: 'server/server.ts', to: 'server/api.ts', isOwn: true });
    expect(imports.filter(({ isOwn, to }) => isOwn && !files.includes(to))).toEqual([]);
  });

  it('lead to the same room or to one below it', () => {
    expect(files.filter((path) => roomOf(path) < 0)).toEqual([]);
    expect(forbidden(({ from, to, isOwn }) => !isOwn || roomOf(to) <= roomOf(from))).toEqual([]);
  });

  it('of the services know nothing of GraphQL or HTTP', () => {
    expect(
      forbiddenIn('services/', ({ to, isOwn }) => isOwn || !(graphqlPackages.test(to) || to.startsWith('node:http'))),
    ).toEqual([]);
  });

  it('of the reports know nothing of GraphQL', () => {
    expect(forbiddenIn('reports/', ({ to, isOwn }) => isOwn || !graphqlPackages.test(to))).toEqual([]);
  });

  it('of a store lead to its own room, the port, the model, the errors and the base only', () => {
    for (const store of ['embedded', 'arango']) {
      const own = `services/store/${store}/`;
      const known = new RegExp(`^(${own}|services/store/[a-z-]+\\.ts$|services/(model|errors|base)/)`);
      expect(forbiddenIn(own, ({ to, isOwn }) => !isOwn || known.test(to))).toEqual([]);
    }
  });

  it('name a store other than the port in the command line only', () => {
    const openers = imports
      .filter(({ from, to }) => /^services\/store\/(embedded|arango)\//.test(to) && !from.startsWith('services/store/'))
      .map(({ from }) => from);

    expect(openers.length).toBeGreaterThan(0);
    expect(openers.filter((from) => !from.startsWith('cli/'))).toEqual([]);
  });

  it('of its database driver are in the embedded store only', () => {
    const drivers = imports.filter(({ to }) => to === 'libsql' || to === 'better-sqlite3');

    expect(drivers.filter(({ from }) => !from.startsWith('services/store/embedded/'))).toEqual([]);
    expect(drivers.length).toBeGreaterThan(0);
  });

  it('lead to the schema as a whole from the server and the printer only', () => {
    const callers = imports.filter(({ to }) => to === 'resolvers/index.ts').map(({ from }) => from);

    expect(callers).toEqual(['resolvers/print-schema.ts', 'server/api.ts']);
  });
});

describe('source files', () => {
  const texts = files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

  it('have at most 500 lines', () => {
    expect(texts.filter(({ text }) => text.split('\n').length > 501).map(({ path }) => path)).toEqual([]);
  });

  it('open with what they are for', () => {
    expect(
      texts.filter(({ text }) => !/^(#!.*\n)?(\/\*\*|\/\/) ?\S|^(#!.*\n)?\/\*\*\n/.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });

  it('read the environment in main.ts only', () => {
    expect(texts.filter(({ text }) => text.includes('process.env')).map(({ path }) => path)).toEqual(['main.ts']);
  });

  it('of types carry the name of the type that they define', () => {
    const types = files.filter((path) => /^schema\/[A-Z]/.test(path)).map((path) => path.slice('schema/'.length, -3));

    expect(types.length).toBeGreaterThan(30);
    expect(
      types.filter((name) => !readFileSync(join(root, 'schema', `${name}.ts`), 'utf8').includes(`'${name}'`)),
    ).toEqual([]);
  });
});
