/** From an ECharts option to SVG text that is the same each time and fits its page: no ids, no scripts, no fixed size. */
import { BarChart, CustomChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, CustomChart, GridComponent, MarkLineComponent, SVGRenderer]);

/** WIDE for pages of 700 px and more, NARROW for phones: charts are laid out twice instead of shrunk. */
export type ChartWidth = 'WIDE' | 'NARROW';

/** Width of the drawing in its own units, which are CSS pixels at full size. */
export const pixelsOf: Readonly<Record<ChartWidth, number>> = { WIDE: 880, NARROW: 330 };

export interface Drawing {
  readonly option: echarts.EChartsCoreOption;
  readonly width: number;
  readonly height: number;
  /** Names the chart for who cannot see it. */
  readonly title: string;
}

/** Settings that every chart shares. */
export const baseOption = {
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: 'inherit', fontSize: 12 },
} as const;

/** Returns the drawing as one `<svg>` element with role img and a title; same drawing, same bytes. */
export function drawSvg({ option, width, height, title }: Drawing): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return standalone(chart.renderToSVGString(), { width, height, title });
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what ECharts adds for hovering (classes counted over the life of the process, a style block, data
 * indexes). User text is safe from these patterns: in SVG its quotes and angle brackets are entities.
 */
function standalone(svg: string, { width, height, title }: Omit<Drawing, 'option'>): string {
  const body = svg
    .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="(?:none|transparent)"><\/rect>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, '')
    .replace(/ style="font-size:12px;font-family:inherit;"/g, '')
    .replace(/font-family:inherit;/g, '')
    .replace(/ xml:space="preserve"/g, '')
    .replace(/\n+/g, '\n')
    .trim();
  const label = escapeXml(title);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="100%" role="img" ` +
    `aria-label="${label}" font-family="system-ui, sans-serif" font-size="12">\n<title>${label}</title>\n${body}\n</svg>`
  );
}

/** Returns the text with the five characters that mean something in XML as entities. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
