/** Reads rendered reports back: the tables, figures and marks that a reader of each format sees. */
import { type DefaultTreeAdapterMap, parse } from 'parse5';

/** Rows of texts, the head first. */
export type Table = readonly (readonly string[])[];

/** What two formats of one report have to agree on. */
export interface Seen {
  /** In reading order; charts that a format draws as tables are left out. */
  readonly tables: readonly Table[];
  /** Label, value and note of each key figure. */
  readonly figures: readonly (readonly string[])[];
  /** Mark and code of each check. */
  readonly checks: readonly (readonly string[])[];
}

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

function childrenOf(node: Node): readonly Node[] {
  return 'childNodes' in node ? node.childNodes : [];
}

function elements(node: Node, isWanted: (element: Element) => boolean): readonly Element[] {
  return childrenOf(node).flatMap((child) => {
    const inside = elements(child, isWanted);
    return 'tagName' in child && isWanted(child) ? [child, ...inside] : inside;
  });
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((each) => each.name === name)?.value ?? '';
}

function hasClass(element: Element, name: string): boolean {
  return attribute(element, 'class').split(' ').includes(name);
}

/** Text without what is hidden from screen readers (symbols and swatches) and without chips. */
function textOf(node: Node, without: readonly string[] = []): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterMap['textNode']).value;
  if ('tagName' in node) {
    if (attribute(node, 'aria-hidden') === 'true' || without.some((name) => hasClass(node, name))) return '';
  }
  return childrenOf(node)
    .map((child) => textOf(child, without))
    .join('');
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const tag =
  (...names: readonly string[]) =>
  (element: Element): boolean =>
    names.includes(element.tagName);

/** Returns what an HTML report shows. */
export function seenInHtml(html: string): Seen {
  const document = parse(html);
  const cellText = (cell: Element): string => plain(textOf(cell, ['basis', 'unit']));
  const [figures] = elements(document, (element) => hasClass(element, 'figures'));
  return {
    tables: elements(document, tag('table')).map((table) =>
      elements(table, tag('tr')).map((row) => elements(row, tag('th', 'td')).map(cellText)),
    ),
    figures: (figures ? elements(figures, tag('div')) : []).map((figure) =>
      elements(figure, tag('dt', 'dd'))
        .slice(0, 3)
        .map((part) => plain(textOf(part))),
    ),
    checks: elements(document, (element) => hasClass(element, 'checks')).flatMap((list) =>
      elements(list, tag('li')).map((line) => {
        const [mark] = elements(line, (element) => hasClass(element, 'mark'));
        const [code] = elements(line, tag('code'));
        return [mark ? plain(textOf(mark)) : '', code ? plain(textOf(code)) : ''];
      }),
    ),
  };
}

/** Undoes what Markdown needs around a text: escapes, bold type, code spans. */
function unmarked(markdown: string): string {
  return plain(markdown.replace(/^\*\*(.*)\*\*$/, '$1').replace(/\\([!-/:-@[-`{-~])/g, '$1'));
}

function rowOf(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)(?:\\\\)*\|/)
    .map((cell) => unmarked(cell.trim()));
}

/** Returns what a Markdown text shows; `headings`: those of the tables that are wanted, in any order. */
export function seenInMarkdown(markdown: string, headings: ReadonlySet<string>): Seen {
  const lines = markdown.replace(/^```[\s\S]*?^```$/gm, '').split('\n');
  const tables: Table[] = [];
  const figures: (readonly string[])[] = [];
  const checks: (readonly string[])[] = [];
  let heading = '';
  for (const [at, line] of lines.entries()) {
    if (/^#{1,3} /.test(line)) heading = unmarked(line.replace(/^#+ /, ''));
    const check = /^- \*\*(PASS|WARN|FAIL|SKIPPED)\*\* `([A-Z0-9_]+)`/.exec(line);
    if (check) checks.push([check[1] ?? '', check[2] ?? '']);
    if (!line.startsWith('|') || lines[at - 1]?.startsWith('|')) continue;
    const end = lines.findIndex((each, place) => place > at && !each.startsWith('|'));
    const rows = lines.slice(at, end === -1 ? undefined : end).map(rowOf);
    const [head = [], , ...body] = rows;
    if (head[0] === 'Figure' && head[1] === 'Now') figures.push(...body.map((row) => row.slice(0, 3)));
    else if (headings.has(heading)) tables.push([head, ...body]);
  }
  return { tables, figures, checks };
}
