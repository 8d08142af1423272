/** Functions that look for something in a string (functions/string in ArangoDB's documentation). */
import { charactersOf, toBool, toInteger, toText } from '../casts.js';
import { isArray } from '../order.js';
import { likePattern, regexPattern } from '../patterns.js';
import { type AqlFunction, define } from './function.js';

/** Returns the index in characters, not code units. */
function charactersBefore(text: string, at: number): number {
  return at === -1 ? -1 : charactersOf(text.slice(0, at)).length;
}

export const textSearchFunctions: Readonly<Record<string, AqlFunction>> = {
  CONTAINS: define(2, 3, (value, search = null, wantsIndex = false) => {
    const text = toText(value);
    const at = text.indexOf(toText(search));
    return toBool(wantsIndex) ? charactersBefore(text, at) : at !== -1;
  }),
  STARTS_WITH: define(2, 3, (value, prefix = null, least = 1) => {
    if (typeof value !== 'string') return null;
    if (!isArray(prefix)) return typeof prefix === 'string' ? value.startsWith(prefix) : null;
    const found = prefix.filter((each) => typeof each === 'string' && value.startsWith(each));
    return found.length >= toInteger(least);
  }),
  LIKE: define(2, 3, (value, pattern = null, isCaseInsensitive = false) =>
    likePattern(toText(pattern), toBool(isCaseInsensitive)).test(toText(value)),
  ),
  REGEX_TEST: define(
    2,
    3,
    (value, pattern = null, isCaseInsensitive = false) =>
      regexPattern(toText(pattern), toBool(isCaseInsensitive))?.test(toText(value)) ?? null,
  ),
  REGEX_MATCHES: define(2, 3, (value, pattern = null, isCaseInsensitive = false) => {
    const found = regexPattern(toText(pattern), toBool(isCaseInsensitive))?.exec(toText(value));
    return found == null ? null : [...found].map((part: string | undefined) => part ?? '');
  }),
};
