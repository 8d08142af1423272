/** Texts and tables in GitHub-flavoured Markdown, so that what a user typed shows as what a user typed. */

/** Returns the text with everything that Markdown would take for mark-up escaped, on one line. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]<|~&$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
    .replace(/^(?:[>=]|[#+-](?=[\s#-]|$))/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** Returns a code span that shows the text as it is, whatever backticks it has. */
export function markdownCode(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(oneLine.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = oneLine.startsWith('`') || oneLine.endsWith('`') ? ' ' : '';
  return fence + pad + oneLine + pad + fence;
}

/** Returns a fenced block, with a fence longer than any in the text. */
export function markdownFence(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A column of a Markdown table; texts are Markdown already. */
export interface MarkdownColumn {
  readonly label: string;
  readonly align: 'START' | 'END';
}

/** A cell longer than this does not widen its column: one long sentence would push the whole table apart. */
const widestPadding = 48;

/** Returns a table whose columns line up in plain text too; texts are Markdown already. */
export function markdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ label }, at) =>
    Math.max(3, ...[label, ...rows.map((row) => row[at] ?? '')].map((cell) => Math.min(widthOf(cell), widestPadding))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${columns.map(({ align }, at) => padded(cells[at] ?? '', widths[at] ?? 3, align)).join(' | ')} |`;
  const rule = columns.map(({ align }, at) => {
    const dashes = '-'.repeat((widths[at] ?? 3) - 1);
    return align === 'END' ? `${dashes}:` : `:${dashes}`;
  });
  return [line(columns.map(({ label }) => label)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function padded(text: string, width: number, align: MarkdownColumn['align']): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'END' ? space + text : text + space;
}

/** East Asian characters and emoji take two places in a fixed-width font, combining ones none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200d/u.test(character)) continue;
    width += /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u.test(
      character,
    )
      ? 2
      : 1;
  }
  return width;
}

/** Returns the anchor that GitHub gives a heading of ours: lower case, no punctuation, hyphens for spaces. */
export function headingAnchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
