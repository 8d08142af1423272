/**
 * The report as plain data: an outcome, key figures, sections, and cells in reading order. Renderers turn the same cells
 * into text and compute nothing; all display texts come from the producer. There is no bigint and no rounding of exact
 * values: `value` is a safe number or exact decimal digits. The types, and `docs/report.schema.json`, on which a reader
 * of the JSON can rely, are made from one description.
 */
import { z } from 'zod';

const basis = z.enum(['MEASURED', 'MODELLED']).describe('Read while it happened, or computed from a model.');
const mark = z
  .enum(['PASS', 'WARN', 'FAIL', 'SKIPPED'])
  .describe('SKIPPED: could not be determined; the text says why.');
/** Letters, digits and hyphens, as anchors have them. */
const id = z.string().regex(/^[A-Za-z0-9-]+$/);
const colour = z.int().min(0).max(7).nullable().describe('Colour of a tenant, the same in the whole report.');
const text = z.string();

const cellBase = {
  id: id.describe('Unique in the report, and the same in every report of this kind.'),
  section: id.describe('id of the section.'),
};

/** Of cells that need no heading of their own: null, else unique in the report. */
const ownTitle = text.nullable();

const narrative = z.strictObject({
  kind: z.literal('NARRATIVE'),
  ...cellBase,
  title: ownTitle,
  paragraphs: z.array(text).describe('Plain texts.'),
  list: z.array(text),
  ordered: z.boolean().describe('Whether the list is a sequence of steps.'),
});

const operation = z.strictObject({
  kind: z.literal('OPERATION'),
  ...cellBase,
  title: ownTitle,
  operation: text.describe('The GraphQL operation that shows or does what the section describes.'),
  /** Indented by two; null where the operation takes none. */
  variables: text.nullable().describe('Its variables as JSON text.'),
});

const column = z.strictObject({
  id: text,
  label: text,
  /** Stands after the label, e.g. `ms`; null where values carry their own or have none. */
  unit: text.nullable(),
  /** END for numbers. */
  align: z.enum(['START', 'END']),
  basis: basis.nullable(),
});

const value = z.strictObject({
  /** May be a name that a user chose. */
  text: text.describe('As it is shown.'),
  /** A safe number, exact decimal digits or a text; null where there is none. */
  value: z.union([z.string(), z.number(), z.null()]).describe('The exact value: a number, exact digits, or a text.'),
  mark: mark.nullable(),
  /** Of the tenant that the value names; null for everything else. */
  colour,
});

const table = z.strictObject({
  kind: z.literal('TABLE'),
  ...cellBase,
  title: text,
  /** Of the whole table; null where its columns or rows differ. */
  basis: basis.nullable(),
  columns: z.array(column),
  /** The first value names the row. */
  rows: z.array(z.array(value)).describe('As many values in each row as there are columns.'),
  /** Programs get all rows. */
  shown: z
    .int()
    .min(0)
    .nullable()
    .describe('Number of rows, from the first, shown where people read the report; null when all are.'),
  /** What a reader should know of it, e.g. that rows are not shown; null where nothing. */
  note: text.nullable(),
});

const bars = z.strictObject({
  type: z.literal('BARS'),
  categoryLabel: text,
  valueLabel: text,
  /** `text`: the value with its unit; `colour` null: the neutral colour. */
  bars: z.array(z.strictObject({ label: text, value: z.number(), text, colour })),
});

const beforeAfter = z.strictObject({
  type: z.literal('BEFORE_AFTER'),
  categoryLabel: text,
  valueLabel: text,
  /** How numbers on the value axis read. */
  format: z.enum(['BYTES', 'COUNT']),
  categories: z.array(
    z.strictObject({
      label: text,
      /** null: there was no such category then. */
      before: z.number().nullable(),
      after: z.number().nullable(),
      beforeText: text,
      afterText: text,
    }),
  ),
  /** Mean of the values after; null where it says nothing. */
  meanAfter: z.number().nullable(),
});

const shardMap = z.strictObject({
  type: z.literal('SHARD_MAP'),
  serverLabel: text,
  groupLabel: text,
  servers: z.array(text),
  /** Tenants of a group, largest first. */
  groups: z.array(z.strictObject({ label: text, tenants: z.array(z.strictObject({ name: text, colour })) })),
  replicas: z.array(
    z.strictObject({
      server: z.int().min(0).describe('Position in servers.'),
      group: z.int().min(0).describe('Position in groups.'),
      role: z.enum(['LEADER', 'FOLLOWER']),
      inSync: z.boolean(),
    }),
  ),
});

const chart = z.strictObject({
  kind: z.literal('CHART'),
  ...cellBase,
  title: text,
  basis,
  chart: z.discriminatedUnion('type', [bars, beforeAfter, shardMap]),
  /** One to three sentences, for who cannot see it. */
  alternative: text.describe('The chart in words.'),
  /** What was aggregated or left out; null where nothing. */
  note: text.nullable(),
});

const check = z.strictObject({
  kind: z.literal('CHECK'),
  ...cellBase,
  title: text,
  mark,
  checks: z.array(z.strictObject({ code: text, title: text, mark, evidence: text, remedy: text.nullable() })),
});

const provenance = z.strictObject({
  kind: z.literal('PROVENANCE'),
  ...cellBase,
  title: ownTitle,
  /** `exact`: an identifier to be compared letter by letter. */
  facts: z.array(z.strictObject({ id: text, label: text, value: text, exact: z.boolean() })),
});

const outcome = z.strictObject({
  mark,
  /** One or two words, e.g. `Completed`. */
  label: text,
  /** One sentence. */
  sentence: text,
});

const figure = z.strictObject({
  id: text,
  label: text,
  /** Display text, e.g. `7,665`. */
  value: text,
  /** What to compare it with, e.g. `3,285 before`; null where there is nothing. */
  note: text.nullable(),
  mark: mark.nullable(),
  basis: basis.nullable(),
});

const section = z.strictObject({ id, title: text, mark: mark.nullable() });

const cell = z.union([narrative, operation, table, chart, check, provenance]);

const model = z.strictObject({
  modelVersion: z.literal(1).describe('Goes up when a field changes its meaning or disappears.'),
  title: text,
  subtitle: text,
  /** ISO 8601, UTC; not the time of making it, so that making it again changes nothing. */
  createdAt: z.iso.datetime().describe('Of the newest event or snapshot that the report tells of.'),
  outcome,
  figures: z.array(figure),
  sections: z.array(section),
  cells: z.array(cell).describe('In reading order; cells of one section stand together.'),
});

/** A report as a JSON file. */
const file = z.strictObject({ format: z.literal('shardbook-report'), ...model.shape });

/** What is read of a report never changes. */
type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** MEASURED: read, counted or timed while it happened. MODELLED: computed from a model, such as a plan's estimates. */
export type Basis = z.output<typeof basis>;

/** SKIPPED: could not be found out, with the reason in the text. */
export type Mark = z.output<typeof mark>;

/** What the reader must know before anything else: how it ended. */
export type ReportOutcome = Frozen<z.output<typeof outcome>>;
/** One of the few figures at the top. */
export type KeyFigure = Frozen<z.output<typeof figure>>;
/** A heading with cells under it. Titles are unique in a report; `mark` null: a result would mean nothing. */
export type ReportSection = Frozen<z.output<typeof section>>;
export type TableColumn = Frozen<z.output<typeof column>>;
/** One value of a table. */
export type TableValue = Frozen<z.output<typeof value>>;
export type ReportCell = Frozen<z.output<typeof cell>>;
/** Plain texts: whatever looks like mark-up in them is text. */
export type NarrativeCell = Frozen<z.output<typeof narrative>>;
/** A GraphQL operation that shows or does what the section describes. */
export type OperationCell = Frozen<z.output<typeof operation>>;
export type TableCell = Frozen<z.output<typeof table>>;
export type ChartCell = Frozen<z.output<typeof chart>>;
/** Checks with what they inspected. */
export type CheckCell = Frozen<z.output<typeof check>>;
/** Where the report comes from: enough to find, repeat and check it. */
export type ProvenanceCell = Frozen<z.output<typeof provenance>>;
export type Chart = ChartCell['chart'];
/** Values over categories, one bar each. */
export type BarChart = Frozen<z.output<typeof bars>>;
/** The same values before and after, over the same categories. */
export type BeforeAfterChart = Frozen<z.output<typeof beforeAfter>>;
/** Servers against shard groups: who holds which replica. */
export type ShardMapChart = Frozen<z.output<typeof shardMap>>;
/** A report as it is kept. */
export type ReportModel = Frozen<z.output<typeof model>>;

/** Returns the JSON Schema (draft 2020-12) of a report's JSON file, as text that ends in a line break. */
export function reportJsonSchema(): string {
  const schema = z.toJSONSchema(file, { target: 'draft-2020-12' });
  return `${JSON.stringify({ title: 'Shardbook report', ...schema }, null, 2)}\n`;
}
