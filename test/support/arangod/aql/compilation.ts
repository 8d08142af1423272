/** What is known while a query is compiled: its variables and their scopes, bind parameters, collections read and written. */
import type { ArangoObject, ArangoValue } from '../values.js';
import type { CollectionName, Expression, Query } from './ast.js';
import type { AqlData } from './data.js';
import { queryFault } from './faults.js';

/** Values of the variables, by their slots; a step of the query copies the row before it adds one. */
export type Row = readonly ArangoValue[];

/** An expression that can be evaluated. */
export interface Compiled {
  readonly evaluate: (row: Row) => ArangoValue;
  /** Slots of the variables that it reads, those of its subqueries too. */
  readonly reads: ReadonlySet<number>;
  /** Literals, bind parameters and arithmetic on them. */
  readonly isConstant: boolean;
}

interface Scope {
  readonly kind: 'query' | 'loop';
  readonly slots: Map<string, number>;
}

/** Counters of a run. */
export interface Counters {
  scanned: number;
  writesExecuted: number;
  writesIgnored: number;
  fullCount: number | null;
}

/** One query on its way from syntax tree to result; made anew for every run. */
export class Compilation {
  readonly read = new Set<string>();
  readonly written = new Set<string>();
  readonly counters: Counters = { scanned: 0, writesExecuted: 0, writesIgnored: 0, fullCount: null };
  private readonly usedBinds = new Set<string>();
  private scopes: readonly Scope[] = [];
  private slotCount = 0;
  private currentSlots: readonly number[] = [];

  /** `compileQuery` is handed in because expressions hold queries and queries hold expressions. */
  constructor(
    readonly data: AqlData,
    readonly binds: ArangoObject,
    readonly now: () => Date,
    readonly compileQuery: (query: Query, compilation: Compilation) => (row: Row) => Iterable<ArangoValue>,
  ) {}

  /** Runs `compile` in the scope of a query of its own, which sees what is around it. */
  inQuery<T>(compile: () => T): T {
    const around = this.scopes;
    this.scopes = [...around, { kind: 'query', slots: new Map() }];
    const result = compile();
    this.scopes = around;
    return result;
  }

  /** Runs `compile` where CURRENT is a variable, as in an inline filter. */
  withCurrent<T>(compile: (slot: number) => T): T {
    const around = this.currentSlots;
    const slot = this.newSlot();
    this.currentSlots = [...around, slot];
    const result = compile(slot);
    this.currentSlots = around;
    return result;
  }

  /** FOR and COLLECT open a scope, which ends with the query or at the next COLLECT. */
  openLoop(): void {
    this.scopes = [...this.scopes, { kind: 'loop', slots: new Map() }];
  }

  /** COLLECT ends all scopes of loops of its query; variables before the first loop stay. */
  closeLoops(): void {
    const last = this.scopes.findLastIndex(({ kind }) => kind === 'query');
    this.scopes = this.scopes.slice(0, last + 1);
  }

  /** Variables that INTO collects: those of the loops, or of the query itself where there is no loop. */
  collected(): readonly (readonly [name: string, slot: number])[] {
    const own = this.scopes.slice(this.scopes.findLastIndex(({ kind }) => kind === 'query'));
    return (own.length > 1 ? own.slice(1) : own).flatMap(({ slots }) => [...slots]);
  }

  /** Returns the slot of a new variable. Throws 1511 where the name is taken. */
  declare(name: string): number {
    if (this.slotOf(name) !== null)
      throw queryFault(1511, `variable '${name}' is assigned multiple times (while parsing)`);
    return this.redeclare(name);
  }

  /** As `declare`, for OLD and NEW, which a later write takes over. */
  redeclare(name: string): number {
    const slot = this.newSlot();
    this.scopes.at(-1)?.slots.set(name, slot);
    return slot;
  }

  newSlot(): number {
    this.slotCount += 1;
    return this.slotCount - 1;
  }

  /** null where there is no such variable. */
  slotOf(name: string): number | null {
    for (let at = this.scopes.length - 1; at >= 0; at -= 1) {
      const slot = this.scopes[at]?.slots.get(name);
      if (slot !== undefined) return slot;
    }
    return name === 'CURRENT' ? (this.currentSlots.at(-1) ?? null) : null;
  }

  /** Returns the value of @name. Throws 1551 where none was given. */
  bindValue(name: string): ArangoValue {
    this.usedBinds.add(name);
    const value = Object.hasOwn(this.binds, name) ? this.binds[name] : undefined;
    if (value === undefined)
      throw queryFault(1551, `no value specified for declared bind parameter '${name}' (while parsing)`);
    return value;
  }

  /** Throws 1552 where a value was given that the query does not use. */
  checkBinds(): void {
    const unused = Object.keys(this.binds).find((name) => !this.usedBinds.has(name));
    if (unused !== undefined)
      throw queryFault(1552, `bind parameter '${unused}' was not declared in the query (while parsing)`);
  }

  /** Returns the name of a collection. Throws 1553 where @@name is no string, 1203 where there is no such collection. */
  collectionName({ kind, name }: CollectionName): string {
    if (kind === 'name') return this.existing(name);
    const value = this.bindValue(`@${name}`);
    if (typeof value === 'string' && value !== '') return this.existing(value);
    throw queryFault(1553, `bind parameter '@${name}' has an invalid value or type (while parsing)`);
  }

  private existing(name: string): string {
    this.data.count(name);
    return name;
  }

  /** Notes that a collection is read. Throws 1579 where the query has written to it before. */
  noteRead(name: string): void {
    if (this.written.has(name)) throw accessAfterWrite(name);
    this.read.add(name);
  }

  /** Notes that a collection is written. Throws 1579 where the query has written to it before. */
  noteWrite(name: string): void {
    if (this.written.has(name)) throw accessAfterWrite(name);
    this.written.add(name);
  }

  /** Throws 1579 for a reader of any collection (DOCUMENT, a traversal) after a write. */
  noteReader(what: string): void {
    if (this.written.size > 0) throw accessAfterWrite(what);
  }

  /** Whether an expression is a bare name of a collection, not of a variable. */
  isCollection(expression: Expression): expression is CollectionName {
    if (expression.kind === 'collectionBind') return true;
    return expression.kind === 'name' && this.slotOf(expression.name) === null;
  }
}

function accessAfterWrite(what: string): Error {
  return queryFault(1579, `access after data-modification by ${what} (while parsing)`);
}
