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
import { counted } from './context.js';
import { inTurnsIfLong } from './list-in-turns.js';
import { runGlobalId } from './run-id.js';

type CellOf<K extends DomainCell['kind']> = Extract<DomainCell, { readonly kind: K }>;

/** How something in a report stands. */
const Mark = builder.enumType('Mark', {
  description: 'How something in a report stands.',
  values: {
    PASS: { description: 'As it should be.' },
    WARN: { description: 'Needs attention.' },
    FAIL: { description: 'Not as it should be.' },
    SKIPPED: { description: 'Could not be found out; the text says why.' },
  } satisfies Record<DomainMark, { description: string }>,
});

const Basis = builder.enumType('Basis', {
  description: 'Where a figure comes from.',
  values: {
    MEASURED: { description: 'Read, counted or timed while it happened.' },
    MODELLED: { description: "Computed from a model, such as a plan's estimates." },
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
  description: 'One part of a report.',
  resolveType: ({ kind }) => typeNames[kind],
  fields: (t) => ({
    cellId: t.exposeString('id', { description: 'Unique in the report; the anchor in its HTML form.' }),
    section: t.exposeString('section', { description: 'sectionId of the section that it stands in.' }),
    title: t.exposeString('title', { nullable: true, description: 'Its heading; null where it needs none.' }),
  }),
});

const interfaces = [ReportCell];

builder.objectRef<CellOf<'NARRATIVE'>>('NarrativeCell').implement({
  description: 'Plain text.',
  interfaces,
  fields: (t) => ({
    paragraphs: t.stringList({ description: 'Paragraphs.', resolve: ({ paragraphs }) => [...paragraphs] }),
    list: t.stringList({ description: 'A list after the paragraphs; may be empty.', resolve: ({ list }) => [...list] }),
    ordered: t.exposeBoolean('ordered', { description: 'Whether the list is a sequence of steps.' }),
  }),
});

builder.objectRef<CellOf<'OPERATION'>>('OperationCell').implement({
  description: 'A GraphQL operation that shows or does what the section tells.',
  interfaces,
  fields: (t) => ({
    operation: t.exposeString('operation', { description: 'The operation.' }),
    variables: t.exposeString('variables', {
      nullable: true,
      description: 'Its variables as JSON; null where it takes none.',
    }),
    graphiqlPath: t.string({
      description:
        'Path on this server that opens it in GraphiQL with its variables, e.g. /graphql?query=...; opening runs nothing. The server refuses addresses of more than 16 kB.',
      resolve: graphiqlPathOf,
    }),
  }),
});

function graphiqlPathOf({ operation: query, variables }: CellOf<'OPERATION'>): string {
  return `/graphql?${new URLSearchParams({ query, ...(variables !== null && { variables }) }).toString()}`;
}

const TableColumn = builder.objectRef<DomainColumn>('TableColumn').implement({
  description: 'A column of a table.',
  fields: (t) => ({
    columnId: t.exposeString('id', { description: 'Unique in the table.' }),
    label: t.exposeString('label', { description: 'Its heading.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'Unit of its values; null where they have none.' }),
    basis: t.expose('basis', { type: Basis, nullable: true, description: 'Where its values come from.' }),
  }),
});

const TableValue = builder.objectRef<DomainValue>('TableValue').implement({
  description: 'One value of a table.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'For people.' }),
    value: t.string({
      nullable: true,
      description: 'The exact value behind the text, numbers as decimal digits; null where there is none.',
      resolve: ({ value }) => (value === null ? null : String(value)),
    }),
    mark: t.expose('mark', { type: Mark, nullable: true, description: 'How it stands; null where nothing is judged.' }),
  }),
});

const TableRow = builder.objectRef<readonly DomainValue[]>('TableRow').implement({
  description: 'One row of a table.',
  fields: (t) => ({
    values: t.field({
      type: [TableValue],
      description: 'One value per column; the first names the row.',
      resolve: (values) => values,
    }),
  }),
});

/** A row has some eight values, and each of them several fields. */
const rowsInOneTurn = 50;

builder.objectRef<CellOf<'TABLE'>>('TableCell').implement({
  description: 'A table.',
  interfaces,
  fields: (t) => ({
    basis: t.expose('basis', {
      type: Basis,
      nullable: true,
      description: 'Of the whole table; null where it differs.',
    }),
    columns: t.field({ type: [TableColumn], description: 'Its columns.', resolve: ({ columns }) => columns }),
    rows: t.field({
      type: [TableRow],
      description:
        'Its rows, with those that people are not shown; at most 5,000, and the note says when there are more.',
      resolve: ({ rows }, _args, context) => inTurnsIfLong(counted(context, rows), rowsInOneTurn),
    }),
    shown: t.exposeInt('shown', {
      nullable: true,
      description: 'So many rows from the first are shown where people read the report; null: all.',
    }),
    note: t.exposeString('note', { nullable: true, description: 'What a reader should know of it; null for nothing.' }),
  }),
});

builder.objectRef<CellOf<'CHART'>>('ChartCell').implement({
  description: 'A chart, as the data that it draws.',
  interfaces,
  fields: (t) => ({
    basis: t.expose('basis', { type: Basis, description: 'Where its values come from.' }),
    chartType: t.string({
      description: 'BARS, BEFORE_AFTER or SHARD_MAP.',
      resolve: ({ chart }) => chart.type,
    }),
    data: t.string({
      description: 'What it draws, as JSON; the tables of the report have the same values.',
      resolve: ({ chart }) => JSON.stringify(chart),
    }),
    alternative: t.exposeString('alternative', { description: 'The chart in words.' }),
    note: t.exposeString('note', { nullable: true, description: 'What was aggregated or left out; null for nothing.' }),
  }),
});

const CheckLine = builder.objectRef<CellOf<'CHECK'>['checks'][number]>('CheckLine').implement({
  description: 'One check in a report.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and machine readable.' }),
    title: t.exposeString('title', { description: 'What is checked.' }),
    mark: t.expose('mark', { type: Mark, description: 'How it ended.' }),
    evidence: t.exposeString('evidence', { description: 'What was looked at and found.' }),
    remedy: t.exposeString('remedy', { nullable: true, description: 'What to do; null for nothing.' }),
  }),
});

builder.objectRef<CellOf<'CHECK'>>('CheckCell').implement({
  description: 'Checks with what they looked at.',
  interfaces,
  fields: (t) => ({
    mark: t.expose('mark', { type: Mark, description: 'The worst of the checks.' }),
    checks: t.field({ type: [CheckLine], description: 'The checks.', resolve: ({ checks }) => checks }),
  }),
});

const ProvenanceFact = builder.objectRef<CellOf<'PROVENANCE'>['facts'][number]>('ProvenanceFact').implement({
  description: 'One fact about where a report comes from.',
  fields: (t) => ({
    factId: t.exposeString('id', { description: 'Stable and machine readable.' }),
    label: t.exposeString('label', { description: 'What it is.' }),
    value: t.exposeString('value', { description: 'The fact.' }),
  }),
});

builder.objectRef<CellOf<'PROVENANCE'>>('ProvenanceCell').implement({
  description: 'Where the report comes from: enough to find, repeat and check it.',
  interfaces,
  fields: (t) => ({
    facts: t.field({ type: [ProvenanceFact], description: 'The facts.', resolve: ({ facts }) => facts }),
  }),
});

const ReportOutcome = builder.objectRef<ReportModel['outcome']>('ReportOutcome').implement({
  description: 'How it ended.',
  fields: (t) => ({
    mark: t.expose('mark', { type: Mark, description: 'How it ended.' }),
    label: t.exposeString('label', { description: 'In one or two words.' }),
    sentence: t.exposeString('sentence', { description: 'In one sentence.' }),
  }),
});

const ReportFormat = builder.enumType('ReportFormat', {
  description: 'What a report can be downloaded as.',
  values: {
    MARKDOWN: { description: 'Text with light mark-up.' },
    HTML: { description: 'One page without external parts, to read and print.' },
    NOTEBOOK: { description: 'A Jupyter notebook (nbformat 4.5) with its results in it.' },
    JSON: { description: 'The whole report as data, in the form of docs/report.schema.json.' },
  },
});

const ReportDownload = builder.objectRef<ReportFile>('ReportDownload').implement({
  description: 'A file that a report can be downloaded as.',
  fields: (t) => ({
    format: t.expose('format', { type: ReportFormat, description: 'What kind of file.' }),
    url: t.exposeString('url', { description: 'Path on this server, e.g. /reports/....html.' }),
    fileName: t.exposeString('fileName', { description: 'Name under which it is saved.' }),
    contentType: t.exposeString('contentType', { description: 'Its media type.' }),
    bytes: t.field({ type: 'BigInt', description: 'Its size in bytes.', resolve: ({ body }) => body.length }),
    sha256: t.exposeString('sha256', { description: 'sha-256 of the file: rendering it twice gives the same bytes.' }),
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
  description: 'What was found, to be handed over and checked by somebody else. It never changes.',
  id: { description: 'Opaque global id.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.report.load(id))),
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Its title.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Time of the newest fact that it tells of.' }),
    runId: t.id({
      nullable: true,
      description: 'Global id of the run that it is about; null when it compares two snapshots or tells of a plan.',
      resolve: ({ runId }, _args, context) => (runId === null ? null : runGlobalId(runId, context)),
    }),
    outcome: t.field({
      type: ReportOutcome,
      description: 'How it ended.',
      resolve: async (report) => (await reportModelOf(report)).outcome,
    }),
    cells: t.field({
      type: [ReportCell],
      description: 'Its parts in reading order.',
      resolve: async (report, _args, context) => counted(context, (await reportModelOf(report)).cells),
    }),
    downloads: t.field({
      type: [ReportDownload],
      description: 'The files that it can be downloaded as.',
      complexity: { field: 1000, multiplier: 1 },
      resolve: (report) => reportFiles(report),
    }),
  }),
});
