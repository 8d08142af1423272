/** The closing words of a demo in the terminal: how it ended, and what changed from before to after. */
import Table from 'cli-table3';

import type { Download } from './save-report.js';
import { downloadFields } from './save-report.js';

interface State {
  readonly totals: { readonly tenants: number; readonly documents: number | string; readonly dbServers: number };
  readonly balance: { readonly measures: readonly { readonly measure: string; readonly maxOverMean: number }[] };
}

/** A demo at its end. */
export interface DemoEnd {
  readonly id: string;
  readonly status: string;
  readonly scenario: string;
  readonly failure: { readonly message: string; readonly remedy: string | null } | null;
  readonly steps: readonly { readonly name: string; readonly status: string }[];
  readonly before: State | null;
  readonly after: State | null;
  readonly report: { readonly id: string; readonly downloads: readonly Download[] } | null;
}

const stateFields = 'totals { tenants documents dbServers } balance { measures { measure maxOverMean } }';

/** Fields to ask of a DemoRun. */
export const demoEndFields = `id status scenario failure { message remedy } steps { name title status }
  before { ${stateFields} } after { ${stateFields} } report { id title downloads { ${downloadFields} } }`;

/** Returns the summary as text without a final line break. */
export function demoSummary(end: DemoEnd, paint: (word: string) => string): string {
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
