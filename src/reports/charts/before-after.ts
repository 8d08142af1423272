/** Two bars per category, before and after: bytes, leaders and the like over the servers. */
import type { BeforeAfterChart } from '../model.js';
import { neutral } from './palette.js';
import { baseOption, type ChartWidth, type Drawing, pixelsOf } from './svg.js';
import { axisNumber, categoryAxis, charactersThatFit, labelColumn, shortened, valueAxis } from './text.js';

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
