/** Labels and axes that charts share: what fits, how numbers read, where axis names stand. */
import { neutral } from './palette.js';

/** A cautious width of one character at 12 px, so that labels fit in every system font. */
const pixelsPerCharacter = 7.7;

/** Returns how many characters of 12 px fit into a width in pixels; at least 4. */
export function charactersThatFit(pixels: number): number {
  return Math.max(4, Math.floor(pixels / pixelsPerCharacter));
}

/** Returns the text, or its start and an ellipsis when it has more than `most` characters. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, Math.max(1, most - 1))
        .join('')
        .trimEnd()}…`;
}

/** Returns the pixels that a column of labels needs, `most` at most, the distance to the axis included. */
export function labelColumn(labels: readonly string[], most: number): number {
  const longest = Math.max(4, ...labels.map((label) => Array.from(label).length));
  return Math.min(most, Math.ceil(longest * pixelsPerCharacter) + 10);
}

/** How the numbers on an axis read. */
export type AxisFormat = 'BYTES' | 'COUNT';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** Returns a number on an axis: `1.5 MB`, `2,000`. */
export function axisNumber(value: number, format: AxisFormat): string {
  if (format === 'COUNT') return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  let scaled = value;
  let unit = 0;
  // 999.5 would be rounded up to 1000 of the smaller unit.
  while (Math.abs(scaled) >= 999.5 && unit < byteUnits.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${Number(scaled.toPrecision(3))} ${byteUnits[unit] ?? 'B'}`;
}

/** Returns the value axis of lying bars, with its name centred below; `intervals` is about how many it has. */
export function valueAxis(name: string, format: AxisFormat, intervals: number): object {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: 32,
    nameTextStyle: { color: neutral('soft') },
    splitNumber: intervals,
    minInterval: 1,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: neutral('soft'), formatter: (value: number) => axisNumber(value, format), hideOverlap: true },
    splitLine: { lineStyle: { color: neutral('line') } },
  };
}

/** Returns the category axis of lying bars, first category on top; every category keeps its label. */
export function categoryAxis(labels: readonly string[], axisLabel: object = {}): object {
  return {
    type: 'category',
    inverse: true,
    data: labels,
    axisLine: { lineStyle: { color: neutral('other') } },
    axisTick: { show: false },
    axisLabel: { color: neutral('text'), interval: 0, ...axisLabel },
    z: 10,
  };
}
