/** Bars over categories, lying, each with its value in words: documents per tenant and the like. */
import type { BarChart } from '../model.js';
import { neutral, tenantFill } from './palette.js';
import { baseOption, type ChartWidth, type Drawing, pixelsOf } from './svg.js';
import { categoryAxis, charactersThatFit, labelColumn, shortened, valueAxis } from './text.js';

/** The widest that the column of labels gets on wide pages, in pixels. */
const widestColumn = 230;

/** Returns the drawing; the first bar is on top. On narrow pages name and value stand above their bar. */
export function drawBars(chart: BarChart, title: string, page: ChartWidth): Drawing {
  return page === 'WIDE' ? wide(chart, title) : narrow(chart, title);
}

function wide(chart: BarChart, title: string): Drawing {
  const rowHeight = chart.bars.length > 20 ? 20 : 32;
  const left = labelColumn(
    chart.bars.map(({ label }) => label),
    widestColumn,
  );
  const labels = chart.bars.map(({ label }) => shortened(label, charactersThatFit(left - 10)));
  const option = {
    ...baseOption,
    grid: { left, right: 130, top: 8, bottom: 52 },
    xAxis: valueAxis(chart.valueLabel, 'COUNT', 6),
    yAxis: categoryAxis(labels),
    series: [
      {
        ...barSeries(chart, Math.round(rowHeight * 0.6)),
        label: { show: true, position: 'right', color: neutral('text'), textBorderWidth: 0, distance: 6 },
      },
    ],
  };
  return { option, width: pixelsOf.WIDE, height: chart.bars.length * rowHeight + 60, title };
}

function narrow(chart: BarChart, title: string): Drawing {
  const width = pixelsOf.NARROW;
  const labels = chart.bars.map(({ label, text }) => {
    const room = charactersThatFit(width - 24) - text.length - 2;
    return `${shortened(label, room)}: ${text}`;
  });
  const option = {
    ...baseOption,
    grid: { left: 4, right: 20, top: 12, bottom: 52 },
    xAxis: valueAxis(chart.valueLabel, 'COUNT', 3),
    yAxis: categoryAxis(labels, { inside: true, verticalAlign: 'bottom', padding: [0, 0, 11, -6] }),
    series: [barSeries(chart, 14)],
  };
  return { option, width, height: chart.bars.length * 44 + 64, title };
}

function barSeries(chart: BarChart, barWidth: number): object {
  return {
    type: 'bar',
    silent: true,
    barWidth,
    data: chart.bars.map(({ value, text, colour }) => ({
      value,
      itemStyle: { color: tenantFill(colour), borderRadius: 2 },
      label: { formatter: () => text },
    })),
  };
}
