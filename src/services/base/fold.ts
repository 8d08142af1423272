/** Text without regard to case: what makes two tenant names the same, and one name a part of another. */

// eslint-disable-next-line no-control-regex -- ASCII begins with the control characters
const isAscii = /^[\u0000-\u007f]*$/;

/**
 * Returns the text so that two texts that differ only in case, or in how an accented letter is composed, are equal.
 * Upper case comes first because only that way `ß` and `SS`, or the two forms of the small sigma, meet.
 */
export function foldCase(text: string): string {
  // Most names are ASCII, where all of this comes to lower case.
  if (isAscii.test(text)) return text.toLowerCase();
  return text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
