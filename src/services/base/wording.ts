/** Numbers as people read them, for the sentences of plans and advice. Values themselves stay exact elsewhere. */
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/**
 * Returns bytes with a decimal unit and three significant digits, e.g. `1.23 MB` and `-4.00 kB`; whole bytes below 1 kB,
 * and whole exabytes, with commas, beyond 999.
 */
export function inBytes(bytes: bigint | number): string {
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(Number(bytes));
  let unit = 0;
  // 999.5 would be rounded up to 1000 of the smaller unit.
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const hasFewDigits = unit > 0 && value < 999.5;
  return `${sign}${hasFewDigits ? value.toPrecision(3) : inFigures(Math.round(value))} ${byteUnits[unit] ?? 'B'}`;
}

/** Returns a whole number with commas between thousands, e.g. `2,190`; fractions keep at most two digits. */
export function inFigures(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  const [whole = '0', fraction] = String(Math.abs(rounded)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${rounded < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Returns a count with its noun, e.g. `1 server` and `2 servers`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${inFigures(count)} ${count === 1 ? singular : plural}`;
}

/** Returns a ratio of 0 or more as a percentage, e.g. `28%`; one digit below 10%. */
export function inPercent(ratio: number): string {
  const percent = ratio * 100;
  return `${percent < 9.95 ? String(Math.round(percent * 10) / 10) : String(Math.round(percent))}%`;
}

/** Returns a duration for people, e.g. `4 s`, `12 min`, `3.5 h`. */
export function inTime(seconds: number): string {
  if (seconds < 120) return `${inFigures(Math.round(seconds * 10) / 10)} s`;
  if (seconds < 7200) return `${inFigures(Math.round(seconds / 60))} min`;
  return `${inFigures(Math.round(seconds / 360) / 10)} h`;
}

/** Returns a sentence as it goes on after a colon: with a lower-case letter first. */
export function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
