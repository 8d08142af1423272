/** The closing words of a demo in the terminal: how it ended, and what changed from before to after. */
import Table from 'cli-table3';
import type { ResultOf } from 'gql.tada';

import { document } from './operation.js';
import { download } from './save-report.js';

const state = document(`
  fragment State on Cluster { totals { tenants documents dbServers } balance { measures { measure maxOverMean } } }
`);

/** What to ask of a demo at its end. */
export const demoEnd = document(
  `
    fragment DemoEnd on DemoRun {
      id status scenario failure { message remedy } steps { name title status }
      before { ...State } after { ...State } report { id title downloads { ...Download } }
    }
  `,
  [state, download],
);

type State = ResultOf<typeof state>;

/** Returns the summary as text without a final line break. */
export function demoSummary(end: ResultOf<typeof demoEnd>, paint: (word: string) => string): string {
  const { status, steps, failure, before, after } = end;
  const done = steps.filter((step) => step.status === 'COMPLETED').length;
  const ending = `Demo ${paint(status)}: ${done} of ${steps.length} steps completed`;
  return [
    '',
    failure ? `${ending}; ${failure.message}` : ending,
    ...(failure?.remedy ? [`  ${failure.remedy}`] : []),
    ...(before && after ? [comparison(before, after)] : []),
  ].join('\n');
}

function comparison(before: State, after: State): string {
  const table = new Table({
    head: ['', 'before', 'after'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const row = (title: string, figure: (state: State) => number): void => {
    table.push([title, ...[before, after].map((state) => figure(state).toLocaleString('en-US'))]);
  };
  row('Tenants', ({ totals }) => totals.tenants);
  row('Documents', ({ totals }) => Number(totals.documents));
  row('DB-Servers', ({ totals }) => totals.dbServers);
  for (const [measure, title] of [
    ['BYTES', 'Bytes max/mean'],
    ['LEADERS', 'Leaders max/mean'],
  ] as const) {
    const ratio = ({ balance }: State): string =>
      balance.measures.find((one) => one.measure === measure)?.maxOverMean.toFixed(2) ?? '-';
    table.push([title, ratio(before), ratio(after)]);
  }
  return table.toString();
}
