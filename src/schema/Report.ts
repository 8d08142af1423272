/** A report: its cells in reading order, and the files it can be downloaded as. */
import { type ReportFile, reportFiles, reportModelOf } from '../reports/files.js';
import type {
  Mark as DomainMark,
  ReportCell as DomainCell,
  ReportModel,
  TableColumn as DomainColumn,
  TableValue as DomainValue,
} from '../reports/model.js';
import type { StoredReport } from '../services/store/port.js';
import { builder } from './builder.js';
import { inTurn } from './context.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';
import { encodeId, runGlobalId } from './global-id.js';
import { connectionTo } from './paging.js';

type CellOf<K extends DomainCell['kind']> = Extract<DomainCell, { readonly kind: K }>;

/** How something in a report stands. */
const Mark = enumOf('Mark', 'The result that a report gives to one of its parts.', {
  PASS: 'The result is what it should be.',
  WARN: 'Needs attention, but is not wrong.',
  FAIL: 'The result is not what it should be.',
  SKIPPED: 'Could not be determined; the text says why.',
} satisfies Record<DomainMark, string>);

const Basis = enumOf('Basis', 'Whether a figure was measured or modelled.', {
  MEASURED: 'Read, counted or timed while it happened.',
  MODELLED: 'Computed from a model, such as the estimates of a plan.',
});

const typeNames = {
  NARRATIVE: 'NarrativeCell',
  OPERATION: 'OperationCell',
  TABLE: 'TableCell',
  CHART: 'ChartCell',
  CHECK: 'CheckCell',
  PROVENANCE: 'ProvenanceCell',
} as const satisfies Record<DomainCell['kind'], string>;

const ReportCell = builder.interfaceRef<DomainCell>('ReportCell').implement({
  description: 'One part of a report, such as a text, a table or a chart.',
  resolveType: ({ kind }) => typeNames[kind],
  fields: (t) => ({
    cellId: t.exposeString('id', {
      description: 'Id of the cell, unique in the report; also its anchor in the HTML file.',
    }),
    section: t.exposeString('section', { description: 'Id of the section that the cell belongs to.' }),
    title: t.exposeString('title', { nullable: true, description: 'Heading of the cell; null when it needs none.' }),
  }),
});

const interfaces = [ReportCell];

builder.objectRef<CellOf<'NARRATIVE'>>('NarrativeCell').implement({
  description: 'A cell with plain text.',
  interfaces,
  fields: exposed(() => ({
    paragraphs: show(['String'], 'The paragraphs of the text, in order.'),
    list: show(['String'], 'List items after the paragraphs; may be empty.'),
    ordered: show('Boolean', 'Whether the list is a sequence of steps, to be numbered.'),
  })),
});

builder.objectRef<CellOf<'OPERATION'>>('OperationCell').implement({
  description: 'A GraphQL operation that shows or does what its section describes.',
  interfaces,
  fields: exposed((t) => ({
    operation: show('String', 'Source text of the GraphQL operation.'),
    variables: showOrNull('String', 'Variables of the operation as JSON; null when it takes none.'),
    graphiqlPath: t.string({
      description:
        'Path on this server that opens the operation with its variables in GraphiQL, e.g. ' +
        '/graphql?query=...; opening it runs nothing. The server refuses addresses longer than 16 kB.',
      resolve: graphiqlPathOf,
    }),
  })),
});

function graphiqlPathOf({ operation: query, variables }: CellOf<'OPERATION'>): string {
  return `/graphql?${new URLSearchParams({ query, ...(variables !== null && { variables }) }).toString()}`;
}

const TableColumn = builder.objectRef<DomainColumn>('TableColumn').implement({
  description: 'A column with its heading and unit.',
  fields: exposed((t) => ({
    columnId: t.exposeString('id', { description: 'Id of the column, unique in the table.' }),
    label: show('String', 'Heading of the column for people.'),
    unit: showOrNull('String', 'Unit of the values in the column; null when they have none.'),
    basis: showOrNull(Basis, 'Whether the values were measured or modelled; null when that differs or does not apply.'),
  })),
});

const TableValue = builder.objectRef<DomainValue>('TableValue').implement({
  description: 'A value, as shown to people and in its exact form.',
  fields: exposed((t) => ({
    text: show('String', 'The value as text for people.'),
    value: t.string({
      nullable: true,
      description: 'The exact value behind the text, numbers as decimal digits; null when there is none.',
      resolve: ({ value }) => (value === null ? null : String(value)),
    }),
    mark: showOrNull(Mark, 'The result that the value stands for; null when it is not a result.'),
  })),
});

const TableRow = builder.objectRef<readonly DomainValue[]>('TableRow').implement({
  description: 'One row, as a list of values.',
  fields: (t) => ({
    values: t.field({
      type: [TableValue],
      description: 'One value per column; the first one names the row.',
      resolve: (values) => values,
    }),
  }),
});

builder.objectRef<CellOf<'TABLE'>>('TableCell').implement({
  description: 'A cell that shows a table.',
  interfaces,
  fields: exposed(() => ({
    basis: showOrNull(Basis, 'Whether all values were measured or modelled; null when that differs by column or row.'),
    columns: show([TableColumn], 'The columns of the table, in order.'),
    rows: show(
      [TableRow],
      'The rows of the table, including those not shown to people; at most 5,000, and note says when ' +
        'there are more.',
    ),
    shown: showOrNull('Int', 'Number of rows, from the first, shown where people read the report; null when all are.'),
    note: showOrNull('String', 'What a reader should know about the table; null when there is nothing.'),
  })),
});

builder.objectRef<CellOf<'CHART'>>('ChartCell').implement({
  description: 'A cell with a chart, given as the data that it draws.',
  interfaces,
  fields: exposed((t) => ({
    basis: show(Basis, 'Whether the values were measured or modelled.'),
    chartType: t.string({
      description: 'Kind of the chart: BARS, BEFORE_AFTER or SHARD_MAP.',
      resolve: ({ chart }) => chart.type,
    }),
    data: t.string({
      description: "The data that the chart draws, as JSON; the report's tables contain the same values.",
      resolve: ({ chart }) => JSON.stringify(chart),
    }),
    alternative: show('String', 'Text alternative: the chart described in words.'),
    note: showOrNull('String', 'What was aggregated or left out; null when nothing was.'),
  })),
});

const CheckLine = builder.objectRef<CellOf<'CHECK'>['checks'][number]>('CheckLine').implement({
  description: 'One check in a report.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code of the check.'),
    title: show('String', 'What is checked, as a sentence.'),
    mark: show(Mark, 'Whether the check passed.'),
    evidence: show('String', 'What was examined and what was found, with numbers.'),
    remedy: showOrNull('String', 'What to do; null when nothing needs to be done.'),
  })),
});

builder.objectRef<CellOf<'CHECK'>>('CheckCell').implement({
  description: 'A cell with checks and their evidence.',
  interfaces,
  fields: exposed(() => ({
    mark: show(Mark, 'The worst result of all checks in the cell.'),
    checks: show([CheckLine], 'The checks of the cell, in order.'),
  })),
});

const ProvenanceFact = builder.objectRef<CellOf<'PROVENANCE'>['facts'][number]>('ProvenanceFact').implement({
  description: 'One fact about the origin of a report.',
  fields: exposed((t) => ({
    factId: t.exposeString('id', { description: 'Stable, machine-readable id of the fact.' }),
    label: show('String', 'Name of the fact for people.'),
    value: show('String', 'The fact itself, as text.'),
  })),
});

builder.objectRef<CellOf<'PROVENANCE'>>('ProvenanceCell').implement({
  description: 'The origin of the report: enough to find it, repeat it and verify it.',
  interfaces,
  fields: exposed(() => ({
    facts: show([ProvenanceFact], 'The facts about the origin of the report.'),
  })),
});

const ReportOutcome = builder.objectRef<ReportModel['outcome']>('ReportOutcome').implement({
  description: 'The overall result of a report.',
  fields: exposed(() => ({
    mark: show(Mark, 'The result as a mark, e.g. PASS.'),
    label: show('String', 'The result in one or two words.'),
    sentence: show('String', 'The result in one sentence.'),
  })),
});

const ReportFormat = enumOf('ReportFormat', 'A file format in which a report can be downloaded.', {
  MARKDOWN: 'Markdown: text with light mark-up.',
  HTML: 'One self-contained page, to read and print.',
  NOTEBOOK: 'A Jupyter notebook (nbformat 4.5) that includes its results.',
  JSON: 'The whole report as data, as described in docs/report.schema.json.',
});

/** A file without its body: those of many reports would fill the memory. */
interface Download extends Omit<ReportFile, 'body'> {
  readonly url: string;
  readonly bytes: number;
}

async function downloadsOf(report: StoredReport): Promise<readonly Download[]> {
  const path = `/reports/${encodeId('Report', report.id)}`;
  const files = await reportFiles(report);
  return files.map(({ body, ...file }) => ({ ...file, url: `${path}.${file.extension}`, bytes: body.length }));
}

const ReportDownload = builder.objectRef<Download>('ReportDownload').implement({
  description: 'A file in which a report can be downloaded.',
  fields: exposed(() => ({
    format: show(ReportFormat, 'Format of the file, e.g. MARKDOWN.'),
    url: show('String', 'Path of the file on this server, e.g. /reports/....html.'),
    fileName: show('String', 'Suggested name for saving the file.'),
    contentType: show('String', 'Media type of the file, e.g. text/html.'),
    bytes: show('BigInt', 'Size of the file in bytes.'),
    sha256: show('String', 'SHA-256 of the file; rendering it again gives the same bytes.'),
  })),
});

/** A report that was kept. */
export const Report = builder.objectRef<StoredReport>('Report');

/** A page of reports. */
export const ReportConnection = connectionTo(Report, 'One page of reports, newest first.');

builder.node(Report, {
  description: 'Findings about a run, two snapshots or a plan, to hand over and verify. A report never changes.',
  id: { description: 'Opaque global id of the report.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.report.load(id))),
  fields: exposed((t) => ({
    title: show('String', 'Title of the report for people.'),
    createdAt: show('DateTime', 'Time of the newest fact in the report.'),
    runId: t.id({
      nullable: true,
      description: 'Global id of the run that the report is about; null when it is about two snapshots or a plan.',
      resolve: ({ runId }, _args, context) => (runId === null ? null : runGlobalId(runId, context)),
    }),
    outcome: t.field({
      type: ReportOutcome,
      description: 'The overall result, e.g. whether the run succeeded.',
      resolve: async (report) => (await reportModelOf(report)).outcome,
    }),
    cells: t.field({
      type: [ReportCell],
      description: 'The parts of the report, in reading order.',
      resolve: async (report) => (await reportModelOf(report)).cells,
    }),
    downloads: t.field({
      type: [ReportDownload],
      description: 'The files in which the report can be downloaded.',
      complexity: { field: 1000, multiplier: 1 },
      resolve: (report, _args, context) => inTurn(context, () => downloadsOf(report)),
    }),
  })),
});
