/** The pages that people read about Shardbook: their blocks of code, and what a line of a shell asks for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { packageFile } from '../../src/services/base/package-root.js';

/** A fenced block of code. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Heading above it, without the number signs. */
  readonly section: string;
  /** true: nothing stands between it and the block before. */
  readonly isAttached: boolean;
}

export interface Page {
  /** Relative to the folder of package.json. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

function pageAt(path: string): Page {
  const text = readFileSync(packageFile(path), 'utf8');
  const blocks: Block[] = [];
  let section = '';
  let end = -1;
  for (const { 0: match, 1: heading, 2: language = '', 3: code = '', index } of text.matchAll(
    /^#+ (.+)$|^```(\w+)\n([^]*?)^```$/gm,
  )) {
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const isAttached = end >= 0 && text.slice(end, index).trim() === '';
    blocks.push({ language, text: code, section, isAttached });
    end = index + match.length;
  }
  return { path, text, blocks };
}

/** docs/progress.md is there only while something is being worked on: no page for users. */
const docs = readdirSync(packageFile('docs')).filter((name) => name.endsWith('.md') && name !== 'progress.md');

/** README.md, CONTRIBUTING.md and the pages of docs, in this order. */
export const pages: readonly Page[] = ['README.md', 'CONTRIBUTING.md', ...docs.sort().map((name) => `docs/${name}`)]
  .filter((path) => existsSync(packageFile(path)))
  .map(pageAt);

/** Returns one page. */
export function page(path: string): Page {
  const found = pages.find((each) => each.path === path);
  if (!found) throw new RangeError(`There is no page ${path}`);
  return found;
}

/** What one line of a shell runs. */
export interface ShellLine {
  /** As the page has it, continued lines joined. */
  readonly line: string;
  /** Variables that are set for this command only. */
  readonly environment: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** Returns the commands of a block of bash, comments left out; `a && b` are two. */
export function shellLines({ text }: Pick<Block, 'text'>): readonly ShellLine[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split(/\n|&&/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map(shellLine);
}

/** Returns one command taken apart: quotes keep words together. */
export function shellLine(line: string): ShellLine {
  const parts = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => ({
    text: single ?? double ?? plain ?? '',
    isQuoted: plain === undefined,
  }));
  const first = parts.findIndex(({ text, isQuoted }) => isQuoted || !/^[A-Z_]+=/.test(text));
  const assignments = parts.slice(0, first).map(({ text }): [string, string] => {
    const at = text.indexOf('=');
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return { line, environment: Object.fromEntries(assignments), words: parts.slice(first).map(({ text }) => text) };
}

/** Returns the arguments of Shardbook's command line, however it is called; null when something else is run. */
export function shardbookArguments({ words: [program, ...words] }: Pick<ShellLine, 'words'>): readonly string[] | null {
  if (program === 'shardbook') return words;
  if (program !== 'npm' || words[0] !== 'run') return null;
  const [, script = '', ...given] = words;
  const own = given[0] === '--' ? given.slice(1) : given;
  if (script === 'shardbook') return own;
  return script === 'demo' || script === 'doctor' ? [script, ...own] : null;
}
