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
import { encodeId, runGlobalId } from './global-id.js';

type CellOf<K extends DomainCell['kind']> = Extract<DomainCell, { readonly kind: K }>;

/** How something in a report stands. */
const Mark = builder.enumType('Mark', {
  description: 'The result that a report gives to one of its parts.',
  values: {
    PASS: { description: 'The result is what it should be.' },
    WARN: { description: 'Needs attention, but is not wrong.' },
    FAIL: { description: 'The result is not what it should be.' },
    SKIPPED: { description: 'Could not be determined; the text says why.' },
  } satisfies Record<DomainMark, { description: string }>,
});

const Basis = builder.enumType('Basis', {
  description: 'Whether a figure was measured or modelled.',
  values: {
    MEASURED: { description: 'Read, counted or timed while it happened.' },
    MODELLED: { description: 'Computed from a model, such as the estimates of a plan.' },
  },
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
  fields: (t) => ({
    paragraphs: t.stringList({
      description: 'The paragraphs of the text, in order.',
      resolve: ({ paragraphs }) => [...paragraphs],
    }),
    list: t.stringList({
      description: 'List items after the paragraphs; may be empty.',
      resolve: ({ list }) => [...list],
    }),
    ordered: t.exposeBoolean('ordered', { description: 'Whether the list is a sequence of steps, to be numbered.' }),
  }),
});

builder.objectRef<CellOf<'OPERATION'>>('OperationCell').implement({
  description: 'A GraphQL operation that shows or does what its section describes.',
  interfaces,
  fields: (t) => ({
    operation: t.exposeString('operation', { description: 'Source text of the GraphQL operation.' }),
    variables: t.exposeString('variables', {
      nullable: true,
      description: 'Variables of the operation as JSON; null when it takes none.',
    }),
    graphiqlPath: t.string({
      description:
        'Path on this server that opens the operation with its variables in GraphiQL, e.g. ' +
        '/graphql?query=...; opening it runs nothing. The server refuses addresses longer than 16 kB.',
      resolve: graphiqlPathOf,
    }),
  }),
});

function graphiqlPathOf({ operation: query, variables }: CellOf<'OPERATION'>): string {
  return `/graphql?${new URLSearchParams({ query, ...(variables !== null && { variables }) }).toString()}`;
}

const TableColumn = builder.objectRef<DomainColumn>('TableColumn').implement({
  description: 'A column with its heading and unit.',
  fields: (t) => ({
    columnId: t.exposeString('id', { description: 'Id of the column, unique in the table.' }),
    label: t.exposeString('label', { description: 'Heading of the column for people.' }),
    unit: t.exposeString('unit', {
      nullable: true,
      description: 'Unit of the values in the column; null when they have none.',
    }),
    basis: t.expose('basis', {
      type: Basis,
      nullable: true,
      description: 'Whether the values were measured or modelled; null when that differs or does not apply.',
    }),
  }),
});

const TableValue = builder.objectRef<DomainValue>('TableValue').implement({
  description: 'A value, as shown to people and in its exact form.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The value as text for people.' }),
    value: t.string({
      nullable: true,
      description: 'The exact value behind the text, numbers as decimal digits; null when there is none.',
      resolve: ({ value }) => (value === null ? null : String(value)),
    }),
    mark: t.expose('mark', {
      type: Mark,
      nullable: true,
      description: 'The result that the value stands for; null when it is not a result.',
    }),
  }),
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
  fields: (t) => ({
    basis: t.expose('basis', {
      type: Basis,
      nullable: true,
      description: 'Whether all values were measured or modelled; null when that differs by column or row.',
    }),
    columns: t.field({
      type: [TableColumn],
      description: 'The columns of the table, in order.',
      resolve: ({ columns }) => columns,
    }),
    rows: t.field({
      type: [TableRow],
      description:
        'The rows of the table, including those not shown to people; at most 5,000, and note says when ' +
        'there are more.',
      resolve: ({ rows }) => rows,
    }),
    shown: t.exposeInt('shown', {
      nullable: true,
      description: 'Number of rows, from the first, shown where people read the report; null when all are.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What a reader should know about the table; null when there is nothing.',
    }),
  }),
});

builder.objectRef<CellOf<'CHART'>>('ChartCell').implement({
  description: 'A cell with a chart, given as the data that it draws.',
  interfaces,
  fields: (t) => ({
    basis: t.expose('basis', { type: Basis, description: 'Whether the values were measured or modelled.' }),
    chartType: t.string({
      description: 'Kind of the chart: BARS, BEFORE_AFTER or SHARD_MAP.',
      resolve: ({ chart }) => chart.type,
    }),
    data: t.string({
      description: "The data that the chart draws, as JSON; the report's tables contain the same values.",
      resolve: ({ chart }) => JSON.stringify(chart),
    }),
    alternative: t.exposeString('alternative', { description: 'Text alternative: the chart described in words.' }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What was aggregated or left out; null when nothing was.',
    }),
  }),
});

const CheckLine = builder.objectRef<CellOf<'CHECK'>['checks'][number]>('CheckLine').implement({
  description: 'One check in a report.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable, machine-readable code of the check.' }),
    title: t.exposeString('title', { description: 'What is checked, as a sentence.' }),
    mark: t.expose('mark', { type: Mark, description: 'Whether the check passed.' }),
    evidence: t.exposeString('evidence', { description: 'What was examined and what was found, with numbers.' }),
    remedy: t.exposeString('remedy', {
      nullable: true,
      description: 'What to do; null when nothing needs to be done.',
    }),
  }),
});

builder.objectRef<CellOf<'CHECK'>>('CheckCell').implement({
  description: 'A cell with checks and their evidence.',
  interfaces,
  fields: (t) => ({
    mark: t.expose('mark', { type: Mark, description: 'The worst result of all checks in the cell.' }),
    checks: t.field({
      type: [CheckLine],
      description: 'The checks of the cell, in order.',
      resolve: ({ checks }) => checks,
    }),
  }),
});

const ProvenanceFact = builder.objectRef<CellOf<'PROVENANCE'>['facts'][number]>('ProvenanceFact').implement({
  description: 'One fact about the origin of a report.',
  fields: (t) => ({
    factId: t.exposeString('id', { description: 'Stable, machine-readable id of the fact.' }),
    label: t.exposeString('label', { description: 'Name of the fact for people.' }),
    value: t.exposeString('value', { description: 'The fact itself, as text.' }),
  }),
});

builder.objectRef<CellOf<'PROVENANCE'>>('ProvenanceCell').implement({
  description: 'The origin of the report: enough to find it, repeat it and verify it.',
  interfaces,
  fields: (t) => ({
    facts: t.field({
      type: [ProvenanceFact],
      description: 'The facts about the origin of the report.',
      resolve: ({ facts }) => facts,
    }),
  }),
});

const ReportOutcome = builder.objectRef<ReportModel['outcome']>('ReportOutcome').implement({
  description: 'The overall result of a report.',
  fields: (t) => ({
    mark: t.expose('mark', { type: Mark, description: 'The result as a mark, e.g. PASS.' }),
    label: t.exposeString('label', { description: 'The result in one or two words.' }),
    sentence: t.exposeString('sentence', { description: 'The result in one sentence.' }),
  }),
});

const ReportFormat = builder.enumType('ReportFormat', {
  description: 'A file format in which a report can be downloaded.',
  values: {
    MARKDOWN: { description: 'Markdown: text with light mark-up.' },
    HTML: { description: 'One self-contained page, to read and print.' },
    NOTEBOOK: { description: 'A Jupyter notebook (nbformat 4.5) that includes its results.' },
    JSON: { description: 'The whole report as data, as described in docs/report.schema.json.' },
  },
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
  fields: (t) => ({
    format: t.expose('format', { type: ReportFormat, description: 'Format of the file, e.g. MARKDOWN.' }),
    url: t.exposeString('url', { description: 'Path of the file on this server, e.g. /reports/....html.' }),
    fileName: t.exposeString('fileName', { description: 'Suggested name for saving the file.' }),
    contentType: t.exposeString('contentType', { description: 'Media type of the file, e.g. text/html.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Size of the file in bytes.' }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of the file; rendering it again gives the same bytes.' }),
  }),
});

/** A report that was kept. */
export const Report = builder.objectRef<StoredReport>('Report');

/** A page of reports. */
export const ReportConnection = builder.connectionObject({
  type: Report,
  name: 'ReportConnection',
  description: 'One page of reports, newest first.',
});

builder.node(Report, {
  description: 'Findings about a run, two snapshots or a plan, to hand over and verify. A report never changes.',
  id: { description: 'Opaque global id of the report.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.report.load(id))),
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Title of the report for people.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Time of the newest fact in the report.' }),
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
  }),
});
