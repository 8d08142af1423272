/** Texts that people type, with a limit on their length that is looked at before anything else is done with them. */

/** A text longer than this multiple of the limit is too long however its characters are counted. */
const farTooLong = 8;

/** Returns the text without white space around it and in Unicode form NFC, so that what looks the same is the same. One that is far longer than `most` comes back as it is. */
export function tidied(text: string, most: number): string {
  return text.length > farTooLong * most ? text : text.trim().normalize('NFC');
}

/** Returns the number of characters as a reader counts them (code points); UTF-16 code units when there are far more than `most`. */
export function characterCount(text: string, most: number): number {
  return text.length > farTooLong * most ? text.length : Array.from(text).length;
}
