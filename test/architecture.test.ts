// The direction of imports: reads the import lines of the sources and fails when one points the wrong way.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

import { describe, expect, it } from 'vitest';

import { packageFile } from '../src/package-root.js';

interface Import {
  /** Path of the importing file under src. */
  readonly from: string;
  /** Path under src for our own files, else the package. */
  readonly to: string;
  readonly isOwn: boolean;
  readonly isTypeOnly: boolean;
}

const root = packageFile('src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)';/gms);
  const dynamic = text.matchAll(/import\((undefined)?'([^']+)'\)/g);
  return [...statements, ...dynamic].map(([, type, target = '']) => {
    const isOwn = target.startsWith('.');
    const path = relative(root, normalize(join(root, dirname(from), target))).replaceAll('\\', '/');
    return {
      from,
      to: isOwn ? path.replace(/\.js$/, '.ts') : packageOf(target),
      isOwn,
      isTypeOnly: type !== undefined,
    };
  });
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The imports of files whose path starts so that are not allowed, as `from -> to`. */
function forbidden(start: string, isAllowed: (each: Import) => boolean): string[] {
  return imports
    .filter((each) => each.from.startsWith(start) && !isAllowed(each))
    .map(({ from, to }) => `${from} -> ${to}`);
}

/** Finds files of the package and its version; anybody may ask. */
const whereThePackageIs = 'package-root.ts';

const graphqlPackages = /^(graphql|graphql-.*|@pothos\/.*|@graphql-yoga\/.*|ws|dataloader)$/;

describe('imports', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({ from: 'server.ts', to: 'server/api.ts', isOwn: true, isTypeOnly: false });
    expect(imports.filter(({ isOwn, to }) => isOwn && !files.includes(to))).toEqual([]);
  });

  it('never lead to main.ts', () => {
    expect(forbidden('', ({ to }) => to !== 'main.ts')).toEqual([]);
  });

  it('of the services know nothing of GraphQL or HTTP, and of reports only the types of their model', () => {
    const isAllowed = ({ to, isOwn, isTypeOnly }: Import): boolean => {
      if (!isOwn) return !graphqlPackages.test(to) && !to.startsWith('node:http');
      return to.startsWith('services/') || to === whereThePackageIs || (to === 'reports/model.ts' && isTypeOnly);
    };

    expect(forbidden('services/', isAllowed)).toEqual([]);
  });

  it('of the model lead to the model, the base and the errors only', () => {
    const isAllowed = ({ to, isOwn }: Import): boolean =>
      !isOwn || /^services\/(model|base)\//.test(to) || to === 'services/errors/errors.ts';

    expect(forbidden('services/model/', isAllowed)).toEqual([]);
  });

  it('of a store lead to the port, the model, errors, clock and randomness only', () => {
    const known = [
      'services/store/',
      'services/model/',
      'services/errors/errors.ts',
      'services/base/',
      whereThePackageIs,
    ];

    expect(
      forbidden('services/store/', ({ to, isOwn }) => !isOwn || known.some((start) => to.startsWith(start))),
    ).toEqual([]);
  });

  it('of the embedded store are the only ones of its database driver', () => {
    const drivers = imports.filter(({ to }) => to === 'libsql' || to === 'better-sqlite3');

    expect(drivers.filter(({ from }) => !from.startsWith('services/store/embedded/'))).toEqual([]);
    expect(drivers.length).toBeGreaterThan(0);
  });

  it('of the planning and the checks never lead to a store', () => {
    expect(forbidden('services/planning/', ({ to }) => !/^services\/store\/(?!port)/.test(to))).toEqual([]);
    expect(forbidden('services/checks/', ({ to }) => !/^services\/store\/(?!port)/.test(to))).toEqual([]);
  });

  it('of the rendering of reports and their charts lead to nothing else of ours but reports and where the package is', () => {
    const isAllowed = ({ to, isOwn }: Import): boolean =>
      !isOwn || to.startsWith('reports/') || to === whereThePackageIs;

    expect(forbidden('reports/render/', isAllowed)).toEqual([]);
    expect(forbidden('reports/charts/', isAllowed)).toEqual([]);
    expect(forbidden('reports/', ({ to, isOwn }) => isOwn || !graphqlPackages.test(to))).toEqual([]);
  });

  it('of the schema lead to services and reports, never to resolvers, server or a store', () => {
    const known = ['schema/', 'services/', 'reports/'];
    const isAllowed = ({ to, isOwn }: Import): boolean =>
      !isOwn || (known.some((start) => to.startsWith(start)) && !/^services\/store\/(?!port)/.test(to));

    expect(forbidden('schema/', isAllowed)).toEqual([]);
  });

  it('of the resolvers lead to schema and services, never to the server', () => {
    const isAllowed = ({ to, isOwn }: Import): boolean => !isOwn || /^(resolvers|schema|services)\//.test(to);

    expect(forbidden('resolvers/', isAllowed)).toEqual([]);
  });

  it('lead to the schema as a whole from the server and the printer only', () => {
    const callers = imports.filter(({ to }) => to === 'resolvers/index.ts').map(({ from }) => from);

    expect(callers).toEqual(['print-schema.ts', 'server/api.ts']);
  });

  it('name a store other than the port in the command line only', () => {
    const openers = imports
      .filter(({ from, to }) => /^services\/store\/(?!port)/.test(to) && !from.startsWith('services/store/'))
      .map(({ from }) => from);

    expect(openers.filter((from) => !/^(cli\/|main\.ts)/.test(from))).toEqual([]);
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
    const typeFiles = files.filter((path) => /^schema\/[A-Z]/.test(path));

    for (const path of typeFiles) {
      const name = path.slice('schema/'.length, -'.ts'.length);
      expect(readFileSync(join(root, path), 'utf8'), path).toMatch(new RegExp(`'${name}'`));
    }
  });
});
