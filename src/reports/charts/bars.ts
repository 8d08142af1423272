/** Lying bars over categories: one each with its value in words, or two, before and after. */
import type { BarChart, BeforeAfterChart } from '../model.js';
import { neutral, tenantFill } from './palette.js';
import { baseOption, type ChartWidth, type Drawing, pixelsOf } from './svg.js';
import { axisNumber, categoryAxis, charactersThatFit, labelColumn, shortened, valueAxis } from './text.js';

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

/** Beyond this many categories, rows get thinner, so that the chart still fits on a printed page. */
const roomyCategories = 16;

/** Returns the drawing; the first category is on top, its bar before above its bar after. */
export function drawBeforeAfter(chart: BeforeAfterChart, title: string, page: ChartWidth): Drawing {
  const isWide = page === 'WIDE';
  const width = pixelsOf[page];
  const isRoomy = chart.categories.length <= roomyCategories;
  const rowHeight = isRoomy ? 44 : 17;
  const left = labelColumn(
    chart.categories.map(({ label }) => label),
    isWide ? 180 : 118,
  );
  const top = chart.meanAfter === null ? 8 : 26;
  const option = {
    ...baseOption,
    grid: { left, right: isWide ? 96 : 66, top, bottom: 52 },
    xAxis: valueAxis(chart.valueLabel, chart.format, isWide ? 6 : 2),
    yAxis: categoryAxis(
      chart.categories.map(({ label }) => shortened(label, charactersThatFit(left - 10))),
      isRoomy ? {} : { fontSize: 10 },
    ),
    series: [series(chart, 'before', isRoomy), series(chart, 'after', isRoomy)],
  };
  return { option, width, height: chart.categories.length * rowHeight + top + 52, title };
}

function series(chart: BeforeAfterChart, when: 'before' | 'after', isRoomy: boolean): object {
  return {
    type: 'bar',
    silent: true,
    barWidth: isRoomy ? 15 : 6,
    barGap: isRoomy ? '12%' : '0%',
    itemStyle: { color: neutral(when), borderRadius: 2 },
    label: {
      // In thin rows there is room for one text only.
      show: isRoomy || when === 'after',
      position: 'right',
      distance: 5,
      fontSize: isRoomy ? 12 : 10,
      color: neutral(when === 'before' ? 'soft' : 'text'),
      // In thin rows a text may lie over the bar above it.
      textBorderColor: neutral('page'),
      textBorderWidth: isRoomy ? 0 : 3,
    },
    data: chart.categories.map((category) => ({
      value: category[when] ?? '-',
      label: { formatter: () => category[`${when}Text`] },
    })),
    ...(when === 'after' && chart.meanAfter !== null ? { markLine: meanLine(chart.meanAfter, chart.format) } : {}),
  };
}

function meanLine(mean: number, format: BeforeAfterChart['format']): object {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: neutral('soft'), type: 'dashed', width: 1 },
    label: {
      // On an axis with its first category on top, lines start at the top.
      position: 'start',
      formatter: () => `mean after ${axisNumber(mean, format)}`,
      color: neutral('soft'),
      textBorderWidth: 0,
    },
    data: [{ xAxis: mean }],
  };
}
