/**
 * The report as plain, JSON-serialisable data: an outcome, key figures, sections, and cells in reading order. Renderers
 * (Markdown, HTML, later formats) turn the same cells into text and compute nothing; all display texts come from the
 * producer. There is no bigint and no rounding of exact values: `value` is a safe number or exact decimal digits.
 */

/** MEASURED: read, counted or timed while it happened. MODELLED: computed from a model, such as a plan's estimates. */
export type Basis = 'MEASURED' | 'MODELLED';

/** SKIPPED: could not be found out, with the reason in the text. */
export type Mark = 'PASS' | 'WARN' | 'FAIL' | 'SKIPPED';

/** What the reader must know before anything else: how it ended. */
export interface ReportOutcome {
  readonly mark: Mark;
  /** One or two words, e.g. `Completed`. */
  readonly label: string;
  /** One sentence. */
  readonly sentence: string;
}

/** One of the few figures at the top. */
export interface KeyFigure {
  readonly id: string;
  readonly label: string;
  /** Display text, e.g. `7,665`. */
  readonly value: string;
  /** What to compare it with, e.g. `3,285 before`; null where there is nothing. */
  readonly note: string | null;
  readonly mark: Mark | null;
  readonly basis: Basis | null;
}

/** A heading with cells under it; the table of contents lists sections. Titles are unique in a report. */
export interface ReportSection {
  readonly id: string;
  readonly title: string;
  /** How the part of the run told here ended, e.g. a step; null where that means nothing. */
  readonly mark: Mark | null;
}

interface CellBase {
  /** Unique in the report and stable from report to report of the same kind; letters, digits and hyphens. */
  readonly id: string;
  /** `id` of the section. */
  readonly section: string;
  /** null: the cell needs no heading of its own. Unique in a report otherwise. */
  readonly title: string | null;
}

/** Plain texts: whatever looks like mark-up in them is text. */
export interface NarrativeCell extends CellBase {
  readonly kind: 'NARRATIVE';
  readonly paragraphs: readonly string[];
  readonly list: readonly string[];
  /** true: the list is a sequence of steps. */
  readonly ordered: boolean;
}

/** A GraphQL operation that shows or does what the section tells. */
export interface OperationCell extends CellBase {
  readonly kind: 'OPERATION';
  readonly operation: string;
  /** Variables as JSON, indented by two; null where the operation takes none. */
  readonly variables: string | null;
}

export interface TableColumn {
  readonly id: string;
  readonly label: string;
  /** Stands after the label, e.g. `ms`; null where values carry their own or have none. */
  readonly unit: string | null;
  /** END for numbers. */
  readonly align: 'START' | 'END';
  readonly basis: Basis | null;
}

/** One value of a table. */
export interface TableValue {
  /** Display text; may be a name that a user chose. */
  readonly text: string;
  /** The exact value behind the text: a safe number, exact decimal digits or a text; null where there is none. */
  readonly value: string | number | null;
  readonly mark: Mark | null;
  /** Colour of the tenant that the value names, 0 to 7; null for everything else. */
  readonly colour: number | null;
}

export interface TableCell extends CellBase {
  readonly kind: 'TABLE';
  readonly title: string;
  /** Of the whole table; null where its columns or rows differ. */
  readonly basis: Basis | null;
  readonly columns: readonly TableColumn[];
  /** As many values in each row as there are columns; the first names the row. */
  readonly rows: readonly (readonly TableValue[])[];
  /** So many rows from the first are for people; null: all are. Programs get all of them. */
  readonly shown: number | null;
  /** What a reader should know of it, e.g. that rows are not shown; null where nothing. */
  readonly note: string | null;
}

/** Values over categories, one bar each. */
export interface BarChart {
  readonly type: 'BARS';
  readonly categoryLabel: string;
  readonly valueLabel: string;
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    /** Display text of the value, with its unit. */
    readonly text: string;
    /** Colour of the tenant, 0 to 7; null: the neutral colour. */
    readonly colour: number | null;
  }[];
}

/** The same values before and after, over the same categories. */
export interface BeforeAfterChart {
  readonly type: 'BEFORE_AFTER';
  readonly categoryLabel: string;
  readonly valueLabel: string;
  /** How numbers on the value axis read. */
  readonly format: 'BYTES' | 'COUNT';
  readonly categories: readonly {
    readonly label: string;
    /** null: there was no such category then. */
    readonly before: number | null;
    readonly after: number | null;
    readonly beforeText: string;
    readonly afterText: string;
  }[];
  /** Mean of the values after; null where it says nothing. */
  readonly meanAfter: number | null;
}

/** Servers against shard groups: who holds which replica. */
export interface ShardMapChart {
  readonly type: 'SHARD_MAP';
  readonly serverLabel: string;
  readonly groupLabel: string;
  readonly servers: readonly string[];
  readonly groups: readonly {
    readonly label: string;
    /** Largest first. */
    readonly tenants: readonly { readonly name: string; readonly colour: number | null }[];
  }[];
  /** Positions in `servers` and `groups`. */
  readonly replicas: readonly {
    readonly server: number;
    readonly group: number;
    readonly role: 'LEADER' | 'FOLLOWER';
    readonly inSync: boolean;
  }[];
}

export type Chart = BarChart | BeforeAfterChart | ShardMapChart;

export interface ChartCell extends CellBase {
  readonly kind: 'CHART';
  readonly title: string;
  readonly basis: Basis;
  readonly chart: Chart;
  /** The chart in one to three sentences, for who cannot see it. */
  readonly alternative: string;
  /** What was aggregated or left out; null where nothing. */
  readonly note: string | null;
}

/** Checks with what they looked at. */
export interface CheckCell extends CellBase {
  readonly kind: 'CHECK';
  readonly title: string;
  readonly mark: Mark;
  readonly checks: readonly {
    readonly code: string;
    readonly title: string;
    readonly mark: Mark;
    readonly evidence: string;
    readonly remedy: string | null;
  }[];
}

/** Where the report comes from: enough to find, repeat and check it. */
export interface ProvenanceCell extends CellBase {
  readonly kind: 'PROVENANCE';
  readonly facts: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: string;
    /** true: an identifier to be compared letter by letter. */
    readonly exact: boolean;
  }[];
}

export type ReportCell = NarrativeCell | OperationCell | TableCell | ChartCell | CheckCell | ProvenanceCell;

export interface ReportModel {
  /** Version of this shape; goes up when a field changes its meaning or disappears. */
  readonly modelVersion: 1;
  readonly title: string;
  readonly subtitle: string;
  /** ISO 8601, UTC: of the newest event or snapshot that the report tells of, so that making it again changes nothing. */
  readonly createdAt: string;
  readonly outcome: ReportOutcome;
  readonly figures: readonly KeyFigure[];
  readonly sections: readonly ReportSection[];
  /** In reading order; cells of one section stand together. */
  readonly cells: readonly ReportCell[];
}
