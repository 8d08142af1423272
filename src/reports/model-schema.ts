/** The form of a report as data: what `docs/report.schema.json` is made from, and what a reader of JSON can rely on. */
import { z } from 'zod';

import type { Chart, ReportCell, ReportModel } from './model.js';

const basis = z.enum(['MEASURED', 'MODELLED']).describe('Read while it happened, or computed from a model.');
const mark = z
  .enum(['PASS', 'WARN', 'FAIL', 'SKIPPED'])
  .describe('SKIPPED: could not be determined; the text says why.');
const id = z.string().regex(/^[A-Za-z0-9-]+$/);
const colour = z.int().min(0).max(7).nullable().describe('Colour of a tenant, the same in the whole report.');
const text = z.string();

const cellBase = {
  id: id.describe('Unique in the report, and the same in every report of this kind.'),
  section: id.describe('id of the section.'),
};

const narrative = z.strictObject({
  kind: z.literal('NARRATIVE'),
  ...cellBase,
  title: text.nullable(),
  paragraphs: z.array(text).describe('Plain texts.'),
  list: z.array(text),
  ordered: z.boolean().describe('Whether the list is a sequence of steps.'),
});

const operation = z.strictObject({
  kind: z.literal('OPERATION'),
  ...cellBase,
  title: text.nullable(),
  operation: text.describe('The GraphQL operation that shows or does what the section describes.'),
  variables: text.nullable().describe('Its variables as JSON text.'),
});

const column = z.strictObject({
  id: text,
  label: text,
  unit: text.nullable(),
  align: z.enum(['START', 'END']),
  basis: basis.nullable(),
});

const value = z.strictObject({
  text: text.describe('As it is shown.'),
  value: z.union([z.string(), z.number(), z.null()]).describe('The exact value: a number, exact digits, or a text.'),
  mark: mark.nullable(),
  colour,
});

const table = z.strictObject({
  kind: z.literal('TABLE'),
  ...cellBase,
  title: text,
  basis: basis.nullable(),
  columns: z.array(column),
  rows: z.array(z.array(value)).describe('As many values in each row as there are columns.'),
  shown: z
    .int()
    .min(0)
    .nullable()
    .describe('Number of rows, from the first, shown where people read the report; null when all are.'),
  note: text.nullable(),
});

const bars = z.strictObject({
  type: z.literal('BARS'),
  categoryLabel: text,
  valueLabel: text,
  bars: z.array(z.strictObject({ label: text, value: z.number(), text, colour })),
});

const beforeAfter = z.strictObject({
  type: z.literal('BEFORE_AFTER'),
  categoryLabel: text,
  valueLabel: text,
  format: z.enum(['BYTES', 'COUNT']),
  categories: z.array(
    z.strictObject({
      label: text,
      before: z.number().nullable(),
      after: z.number().nullable(),
      beforeText: text,
      afterText: text,
    }),
  ),
  meanAfter: z.number().nullable(),
});

const shardMap = z.strictObject({
  type: z.literal('SHARD_MAP'),
  serverLabel: text,
  groupLabel: text,
  servers: z.array(text),
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

const anyChart: z.ZodType<Chart> = z.discriminatedUnion('type', [bars, beforeAfter, shardMap]);

const chart = z.strictObject({
  kind: z.literal('CHART'),
  ...cellBase,
  title: text,
  basis,
  chart: anyChart,
  alternative: text.describe('The chart in words.'),
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
  title: text.nullable(),
  facts: z.array(z.strictObject({ id: text, label: text, value: text, exact: z.boolean() })),
});

const cell: z.ZodType<ReportCell> = z.union([narrative, operation, table, chart, check, provenance]);

/** A report as it is kept. */
const model = z.strictObject({
  modelVersion: z.literal(1).describe('Goes up when a field changes its meaning or disappears.'),
  title: text,
  subtitle: text,
  createdAt: z.iso.datetime().describe('Of the newest event or snapshot that the report tells of.'),
  outcome: z.strictObject({ mark, label: text, sentence: text }),
  figures: z.array(
    z.strictObject({
      id: text,
      label: text,
      value: text,
      note: text.nullable(),
      mark: mark.nullable(),
      basis: basis.nullable(),
    }),
  ),
  sections: z.array(z.strictObject({ id, title: text, mark: mark.nullable() })),
  cells: z.array(cell).describe('In reading order; cells of one section stand together.'),
} satisfies Record<keyof ReportModel, z.ZodType>);

/** A report as a JSON file. */
const file = z.strictObject({ format: z.literal('shardbook-report'), ...model.shape });

/** Returns the JSON Schema (draft 2020-12) of a report's JSON file, as text that ends in a line break. */
export function reportJsonSchema(): string {
  const schema = z.toJSONSchema(file, { target: 'draft-2020-12' });
  return `${JSON.stringify({ title: 'Shardbook report', ...schema }, null, 2)}\n`;
}
