/** The syntax tree of a query: what the parser makes and the compiler takes. */
import type { ArangoValue } from '../values.js';
import type { Place } from './faults.js';

export type BinaryOperator =
  | 'OR' | 'AND' | '==' | '!=' | 'LIKE' | 'NOT LIKE' | '=~' | '!~' | 'IN' | 'NOT IN'
  | '<' | '<=' | '>' | '>=' | '..' | '+' | '-' | '*' | '/' | '%'; // prettier-ignore

export type UnaryOperator = 'NOT' | '+' | '-';
export type Quantifier = 'ALL' | 'ANY' | 'NONE' | 'AT LEAST';

/** A collection by its name, or by a bind parameter @@name. */
export type CollectionName =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'collectionBind'; readonly name: string };

export interface ObjectEntry {
  readonly key: Expression;
  readonly value: Expression;
}

/** `of[* FILTER filter LIMIT skip, count RETURN projection]`. */
export interface Expansion {
  readonly kind: 'expansion';
  readonly of: Expression;
  /** Number of asterisks. */
  readonly levels: number;
  readonly filter: Expression | null;
  readonly limit: Limit | null;
  /** Read from CURRENT; of `of[*].name` it is `CURRENT.name`. */
  readonly projection: Expression;
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: ArangoValue }
  | { readonly kind: 'bind'; readonly name: string }
  | CollectionName
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'bindAttribute'; readonly of: Expression; readonly bind: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  | Expansion
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'quantified';
      readonly quantifier: Quantifier;
      readonly least: Expression | null;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'ternary';
      readonly condition: Expression;
      /** null in `a ?: b`, where the condition is the value. */
      readonly then: Expression | null;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly place: Place }
  | { readonly kind: 'subquery'; readonly query: Query };

export interface Limit {
  readonly skip: Expression | null;
  readonly count: Expression;
}

/** OPTIONS { ... }, null where there are none. */
export type Options = Expression | null;

/** `name = value` in LET, COLLECT and AGGREGATE. */
export interface Assignment {
  readonly name: string;
  readonly value: Expression;
}

export interface For {
  readonly kind: 'for';
  readonly variable: string;
  readonly source: Expression;
  readonly options: Options;
}

export type Direction = 'OUTBOUND' | 'INBOUND' | 'ANY';

export interface Traversal {
  readonly kind: 'traversal';
  /** Vertex, and where given edge and path. */
  readonly variables: readonly string[];
  /** `1..3`, `2`, or null for 1. */
  readonly depth: Expression | null;
  readonly direction: Direction;
  readonly start: Expression;
  /** Name of a graph; null where edge collections are listed. */
  readonly graph: Expression | null;
  readonly edges: readonly { readonly collection: CollectionName; readonly direction: Direction }[];
  readonly prune: { readonly variable: string | null; readonly condition: Expression } | null;
  readonly options: Options;
}

export interface Collect {
  readonly kind: 'collect';
  readonly groups: readonly Assignment[];
  readonly aggregates: readonly Assignment[];
  readonly into: { readonly name: string; readonly projection: Expression | null; readonly keep: readonly string[] | null } | null; // prettier-ignore
  /** Variable of WITH COUNT INTO. */
  readonly count: string | null;
  readonly options: Options;
}

export type WriteKind = 'insert' | 'update' | 'replace' | 'remove';

export interface Write {
  readonly kind: WriteKind;
  /** The document to insert; the key or a document with `_key` otherwise. */
  readonly subject: Expression;
  /** After WITH; null where the subject itself says what to write. */
  readonly document: Expression | null;
  readonly collection: CollectionName;
  readonly options: Options;
}

export interface Upsert {
  readonly kind: 'upsert';
  /** An object literal to match, or a condition on CURRENT. */
  readonly lookup: { readonly example: Expression } | { readonly condition: Expression };
  readonly insert: Expression;
  readonly change: Expression;
  readonly changeKind: 'update' | 'replace';
  readonly collection: CollectionName;
  readonly options: Options;
}

export interface SortKey {
  readonly value: Expression;
  readonly isDescending: boolean;
}

export type Statement =
  | For
  | Traversal
  | Collect
  | Write
  | Upsert
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'let'; readonly assignments: readonly Assignment[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly limit: Limit }
  | { readonly kind: 'return'; readonly value: Expression; readonly isDistinct: boolean };

export interface Query {
  /** Collections of WITH. */
  readonly declared: readonly CollectionName[];
  readonly statements: readonly Statement[];
}
