/**
 * Colours of charts as CSS variables with a light fallback, so that one SVG is right on a light page, on a dark page and
 * on its own. Tenants have the colours; everything else is neutral.
 */

/**
 * Tenant colours: [light page, ink on it, dark page, ink on it]. Neighbours in the list differ in lightness as well as
 * in hue, so they stay apart with protanopia, deuteranopia and tritanopia and in grey; each has a contrast of 3 or
 * more to its page.
 */
const tenantColours = [
  ['#0b66a8', '#ffffff', '#5aa9e6', '#0d1116'],
  ['#d9730d', '#14171c', '#f2a03d', '#0d1116'],
  ['#7a4a14', '#ffffff', '#e3d36b', '#0d1116'],
  ['#1a9e7b', '#14171c', '#1fa98a', '#0d1116'],
  ['#8b2d72', '#ffffff', '#c77ae0', '#0d1116'],
  ['#3b93d0', '#14171c', '#3f7fe0', '#0d1116'],
  ['#0b3b4f', '#ffffff', '#c27d55', '#0d1116'],
  ['#d9567c', '#14171c', '#f58fb0', '#0d1116'],
] as const;

/** Neutral colours by what they are for: [light page, dark page]. */
const neutralColours = {
  text: ['#14171c', '#eef1f5'],
  soft: ['#555d69', '#a9b2be'],
  line: ['#d5dae1', '#333b46'],
  before: ['#8d96a3', '#6f7987'],
  after: ['#262d38', '#dde3ea'],
  other: ['#757e8b', '#8b95a3'],
  page: ['#ffffff', '#13161b'],
} as const;

/** How many tenants have a colour of their own; more could not be told apart. */
export const tenantColourCount = tenantColours.length;

export type NeutralColour = keyof typeof neutralColours;

/** Returns a neutral colour for an SVG attribute. */
export function neutral(colour: NeutralColour): string {
  return `var(--chart-${colour}, ${neutralColours[colour][0]})`;
}

/** Returns a tenant's colour for an SVG attribute; null gives the colour of all others. */
export function tenantFill(colour: number | null): string {
  const own = colour === null ? undefined : tenantColours[colour];
  return own ? `var(--tenant-${colour ?? 0}, ${own[0]})` : neutral('other');
}

/** Returns the colour of text on a tenant's colour. */
export function tenantInk(colour: number | null): string {
  const own = colour === null ? undefined : tenantColours[colour];
  return own ? `var(--tenant-${colour ?? 0}-ink, ${own[1]})` : neutral('page');
}

/** Returns the CSS declarations of all variables for a light or a dark page, one a line. */
export function paletteCss(page: 'light' | 'dark'): string {
  const at = page === 'light' ? 0 : 1;
  const neutrals = Object.entries(neutralColours).map(([name, pair]) => `--chart-${name}: ${pair[at]};`);
  const tenants = tenantColours.flatMap((four, index) => [
    `--tenant-${index}: ${four[at * 2]};`,
    `--tenant-${index}-ink: ${four[at * 2 + 1]};`,
  ]);
  return [...neutrals, ...tenants].join('\n');
}
