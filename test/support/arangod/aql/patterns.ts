/** LIKE and regular expressions. The patterns repeat for every row, so the last ones are kept. */

const kept = new Map<string, RegExp | null>();
const keptLimit = 1000;

/** Returns the pattern of LIKE as a regular expression: % any number of characters, _ one, \ takes both literally. */
export function likePattern(pattern: string, isCaseInsensitive = false): RegExp {
  const source = pattern.replace(/\\([%_\\])|[%_]|[\\^$.*+?()[\]{}|/]/g, (found, literal: string | undefined) => {
    if (literal !== undefined) return literal === '\\' ? '\\\\' : literal;
    if (found === '%') return '.*';
    return found === '_' ? '.' : `\\${found}`;
  });
  return compiled(`^${source}$`, isCaseInsensitive ? 'isu' : 'su') ?? /(?!)/;
}

/** Returns a regular expression in the syntax that ICU and JavaScript share, null where it is invalid. */
export function regexPattern(source: string, isCaseInsensitive = false): RegExp | null {
  return compiled(source, isCaseInsensitive ? 'iu' : 'u');
}

function compiled(source: string, flags: string): RegExp | null {
  const key = `${flags}:${source}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= keptLimit) kept.clear();
  let pattern: RegExp | null = null;
  try {
    pattern = new RegExp(source, flags);
  } catch {
    // ArangoDB gives null and a warning for an invalid expression.
  }
  kept.set(key, pattern);
  return pattern;
}
