// What pages say about the repository is so: files and rooms that they name exist, links lead somewhere, and the pictures
// of the architecture are what the imports are.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

import { lint } from 'markdownlint/sync';
import { describe, expect, it } from 'vitest';

import { maxAnswerBytes } from '../src/schema/context.js';
import { maxStateParts } from '../src/schema/loaders.js';
import { pageSize } from '../src/schema/paging.js';
import { maxVariableValues } from '../src/server/operation-limits.js';
import { packageFile } from '../src/services/base/package-root.js';
import { scaleFactorRange } from '../src/services/model/asset.js';
import {
  maxNamesInList,
  maxServersAtOnce,
  maxTenantsAtOnce,
  topologyLimits,
} from '../src/services/model/request-limits.js';
import { longest } from '../src/services/tenants/request.js';
import { type Page, page, pages } from './support/pages.js';

const architecture = page('docs/architecture.md');

/** Text without blocks of code. */
function proseOf({ text }: Page): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '');
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf({ text }: Page): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** Folders under src with files of their own, as `services/planning/`; src itself is the empty text. */
const rooms = ['', ...readdirSync(packageFile('src'), { recursive: true, encoding: 'utf8' })]
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => statSync(packageFile(`src/${path}`)).isDirectory())
  .map((path) => (path === '' ? path : `${path}/`))
  .sort();

describe.each(pages)('$path', (each) => {
  it('names files and folders that exist', () => {
    const named = [...each.text.matchAll(/(?<![\w/.-])(?:src|test|bench|docs|mutation|\.ci)\/[\w/.-]*[\w/]/g)].map(
      ([path]) => path,
    );

    expect(named.filter((path) => !existsSync(packageFile(path)))).toEqual([]);
  });

  it('has links that lead somewhere', () => {
    const links = [...proseOf(each).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const isBroken = (target: string): boolean => {
      if (/^https?:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? each.path : normalize(join(dirname(each.path), path)).replaceAll('\\', '/');
      if (!existsSync(packageFile(file))) return true;
      return anchor !== undefined && !anchorsOf(page(file)).includes(anchor);
    };

    expect(links.filter(isBroken)).toEqual([]);
  });

  it('keeps to the rules of markdownlint', () => {
    // Lines are as long as the formatter makes them, and a row of a table cannot be wrapped.
    const config = { default: true, MD013: false };
    const found = lint({ strings: { page: each.text }, config }).page ?? [];

    expect(found.map(({ ruleNames, lineNumber, errorDetail }) => [ruleNames[0], lineNumber, errorDetail])).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('picks tests by titles that there are', () => {
    const picked = [...page('CONTRIBUTING.md').text.matchAll(/vitest run (\S+) -t '([^']+)'/g)];

    expect(picked.length).toBeGreaterThan(0);
    for (const [, folder = '', title = ''] of picked) {
      const names = readdirSync(packageFile(folder), { recursive: true, encoding: 'utf8' });
      const texts = names.filter((name) => name.endsWith('.ts')).map((name) => join(packageFile(folder), name));
      expect(
        texts.some((path) => readFileSync(path, 'utf8').includes(`'${title}`)),
        title,
      ).toBe(true);
    }
  });
});

describe('docs/troubleshooting.md', () => {
  it('quotes messages and codes that the code has', () => {
    const names = readdirSync(packageFile('src'), { recursive: true, encoding: 'utf8' });
    const code = names
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(packageFile(`src/${name}`), 'utf8'));
    const quoted = [...page('docs/troubleshooting.md').text.matchAll(/^\| `([^`]+)`/gm)].map(([, text = '']) => text);
    const parts = quoted.flatMap((text) => text.split('...')).map((part) => part.trim());

    expect(quoted.length).toBeGreaterThan(5);
    expect(parts.filter((part) => !code.some((text) => text.includes(part)))).toEqual([]);
  });
});

describe('docs/limits.md', () => {
  it.each([
    ['values in the variables', maxVariableValues],
    ['parts of all kept states', maxStateParts],
    ['weight of an answer', maxAnswerBytes.WHOLE / 2 ** 20],
    ['weight of an answer', maxAnswerBytes.PUSHED / 2 ** 20],
    ['items of a page', pageSize.most],
    ['items of a page', pageSize.byDefault],
    ['tenants that one request adds', maxTenantsAtOnce],
    ['DB-Servers that one request adds', maxServersAtOnce],
    ['scale factor', scaleFactorRange.greatest],
    ['name, description, idempotency key', longest.name],
    ['name, description, idempotency key', longest.description],
    ['name, description, idempotency key', longest.idempotencyKey],
    ['names in a list', maxNamesInList],
    ['document for `POST', topologyLimits.values],
    ['document for `POST', topologyLimits.bytes / 2 ** 20],
    ['DB-Servers  ', topologyLimits.servers],
    ['collections; shard groups; tenants', topologyLimits.collections],
    ['collections; shard groups; tenants', topologyLimits.groups],
    ['collections; shard groups; tenants', topologyLimits.tenants],
    ['shards of all groups', topologyLimits.shards],
    ['copies of one shard', topologyLimits.replicas],
    ['characters of a name', topologyLimits.nameLength],
  ])('has the figure of the code for %s: %d', (row, limit) => {
    expect(lineOf(row)).toMatch(figure(limit));
  });

  // Nobody but their own file needs these.
  it.each([
    ['body of a GraphQL request', 'server/api.ts', 'maxBodyBytes', 2 ** 20],
    ['body of a GraphQL request', 'server/websocket.ts', 'maxMessageBytes', 2 ** 20],
    ['tokens of a document', 'server/api.ts', 'maxQueryTokens', 1],
    ['connections; operations on one WebSocket', 'server/server.ts', 'openConnectionLimit', 1],
    ['connections; operations on one WebSocket', 'server/websocket.ts', 'maxOperations', 1],
    ['ids in `nodes`', 'resolvers/nodes.ts', 'maxNodes', 1],
    ['label of a snapshot', 'services/cluster/service.ts', 'longestLabel', 1],
    ['file of tenants or of a scenario', 'cli/specifications.ts', 'maxBytes', 2 ** 20],
    ['moves of a plan', 'services/planning/limits/maximum-moves.ts', 'maxMoves', 1],
    ['`numberOfShards`', 'services/planning/question/options.ts', 'maxShards', 1],
    ['plans that are being made', 'services/planning/queue/worker-pool.ts', 'maxThreads', 1],
    ['plans that are being made', 'services/planning/queue/planner-queue.ts', 'maxWaiting', 1],
    ['rows of a table in JSON', 'reports/content/parts.ts', 'maxRows', 1],
  ])('has the figure of the code for %s: %s, %s', (row, file, name, unit) => {
    const [, product = ''] =
      new RegExp(`const ${name} = ([\\d_ *]+);`).exec(readFileSync(packageFile(`src/${file}`), 'utf8')) ?? [];
    const limit = product.split('*').reduce((sum, factor) => sum * Number(factor.replaceAll('_', '')), 1);

    expect(lineOf(row)).toMatch(figure(limit / unit));
  });
});

function lineOf(row: string): string | undefined {
  return page('docs/limits.md')
    .text.split('\n')
    .find((text) => text.startsWith(`| ${row}`));
}

/** The figure as people write it, not as a part of a longer one. */
function figure(limit: number): RegExp {
  return new RegExp(`(?<![\\d,])${limit.toLocaleString('en-US')}(?![\\d,]\\d)`);
}

describe('the floor plan', () => {
  it('has every room of src, and no other', () => {
    const plan = architecture.blocks.find(({ text }) => text.startsWith('src/'))?.text ?? '';
    const path: string[] = [];
    const drawn = [...plan.matchAll(/^( *)([\w-]+)\/(?: |$)/gm)].map(([, indent = '', name = '']) => {
      path.splice(indent.length / 2, Infinity, name);
      return path.length === 1 ? '' : `${path.slice(1).join('/')}/`;
    });

    expect(drawn.sort()).toEqual(rooms);
  });
});

/** The boxes of the picture and the paths under src that each stands for; the most precise one counts. */
const boxes: Readonly<Record<string, readonly string[]>> = {
  main: ['main.ts', 'settings.ts'],
  compose: ['compose.ts'],
  store: ['services/store/'],
  embedded: ['services/store/embedded/'],
  arango: ['services/store/arango/'],
  ...Object.fromEntries(['cli', 'server', 'resolvers', 'schema', 'reports'].map((name) => [name, [`${name}/`]])),
  ...Object.fromEntries(
    ['runs', 'checks', 'cluster', 'planning', 'tenants', 'assets', 'model', 'errors', 'base'].map((name) => [
      name,
      [`services/${name}/`],
    ]),
  ),
};

function boxOf(path: string): string | null {
  const starts = Object.entries(boxes).flatMap(([box, paths]) => paths.map((start) => ({ box, start })));
  const [found] = starts.filter(({ start }) => path.startsWith(start)).sort((a, b) => b.start.length - a.start.length);
  return found?.box ?? null;
}

describe('the picture of directions', () => {
  const picture = architecture.blocks.find(({ language }) => language === 'mermaid')?.text ?? '';
  const arrows = [...picture.matchAll(/^ *(\w+)(?:\[[^\]]*\])? --> (\w+)/gm)].map(([, from = '', to = '']) => ({
    from,
    to,
  }));

  /** All boxes that can be reached from one. */
  function reachableFrom(box: string, seen = new Set<string>()): ReadonlySet<string> {
    for (const { from, to } of arrows) {
      if (from !== box || seen.has(to)) continue;
      seen.add(to);
      reachableFrom(to, seen);
    }
    return seen;
  }

  it('has a box for every room, and arrows in no circle', () => {
    const drawn = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];

    expect(drawn.sort()).toEqual(Object.keys(boxes).sort());
    expect(drawn.filter((box) => reachableFrom(box).has(box))).toEqual([]);
  });

  it('allows every import there is', () => {
    const root = packageFile('src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const imports = files.flatMap((from) => {
      const text = readFileSync(join(root, from), 'utf8');
      const targets = [...text.matchAll(/(?:^(?:import|export)\s[^'";]*?from\s+|import\()'(\.[^']+)'/gm)];
      return targets.map(([, target = '']) => ({
        from: from.replaceAll('\\', '/'),
        to: relative(root, normalize(join(root, dirname(from), target))).replaceAll('\\', '/'),
      }));
    });
    const against = imports.filter(({ from, to }) => {
      const [here, there] = [boxOf(from), boxOf(to)];
      return here !== null && there !== null && here !== there && !reachableFrom(here).has(there);
    });

    expect(against).toEqual([]);
    expect(imports.length).toBeGreaterThan(500);
  });
});
