/** Reads whole queries: the high-level operations of AQL in their order, down to RETURN or a write. */
import type {
  Assignment,
  Collect,
  CollectionName,
  Direction,
  Expression,
  Options,
  Query,
  Statement,
  Traversal,
  Upsert,
  Write,
} from './ast.js';
import { ExpressionParser } from './expression-parser.js';
import { outsideSubset, parseFault } from './faults.js';

const directions = ['OUTBOUND', 'INBOUND', 'ANY'] as const;
const pathSearches = ['SHORTEST_PATH', 'ALL_SHORTEST_PATHS', 'K_SHORTEST_PATHS', 'K_PATHS'];
const writes = new Set(['insert', 'update', 'replace', 'remove', 'upsert']);

/** Returns the syntax tree of a query. Throws 1501 for syntax errors and for what is outside the subset. */
export function parseQuery(text: string): Query {
  return new QueryParser(text).whole();
}

class QueryParser extends ExpressionParser {
  whole(): Query {
    const query = this.query();
    if (this.tokens.peek().kind !== 'end') throw this.tokens.unexpected();
    return query;
  }

  protected subquery(): Query {
    return this.query();
  }

  private query(): Query {
    const declared = this.tokens.take('WITH') ? this.commaSeparated(() => this.collection()) : [];
    const statements: Statement[] = [];
    for (let last = ''; last !== 'return';) {
      const statement = this.statement();
      if (statement === null) break;
      statements.push(statement);
      last = statement.kind;
    }
    const isWhole = statements.at(-1)?.kind === 'return' || statements.some(({ kind }) => writes.has(kind));
    if (isWhole) return { declared, statements };
    const { kind, text } = this.tokens.peek();
    const problem = `syntax error, unexpected ${kind} '${text}', a query ends with RETURN or a modification`;
    throw parseFault(problem, this.tokens.peek());
  }

  private statement(): Statement | null {
    if (this.tokens.take('FOR')) return this.loop();
    if (this.tokens.take('FILTER')) return { kind: 'filter', condition: this.expression() };
    if (this.tokens.take('LET')) return { kind: 'let', assignments: this.commaSeparated(() => this.assignment()) };
    if (this.tokens.take('SORT')) return { kind: 'sort', keys: this.commaSeparated(() => this.sortKey()) };
    if (this.tokens.take('LIMIT')) return { kind: 'limit', limit: this.limit() };
    if (this.tokens.take('COLLECT')) return this.collect();
    if (this.tokens.take('RETURN')) {
      const isDistinct = this.tokens.take('DISTINCT');
      return { kind: 'return', isDistinct, value: this.expression() };
    }
    if (this.tokens.is('WINDOW')) throw outsideSubset('WINDOW', this.tokens.peek());
    return this.write();
  }

  private commaSeparated<T>(read: () => T): readonly T[] {
    const items = [read()];
    while (this.tokens.take(',')) items.push(read());
    return items;
  }

  private variable(): string {
    if (this.tokens.is('[') || this.tokens.is('{')) throw outsideSubset('destructuring', this.tokens.peek());
    return this.tokens.expectKind('name', 'a variable');
  }

  private assignment(): Assignment {
    const name = this.variable();
    this.tokens.expect('=');
    return { name, value: this.expression() };
  }

  private sortKey(): { value: Expression; isDescending: boolean } {
    const value = this.expression();
    const isDescending = this.tokens.take('DESC');
    if (!isDescending) this.tokens.take('ASC');
    return { value, isDescending };
  }

  private collection(): CollectionName {
    if (this.tokens.peek().kind === 'collectionBind') return { kind: 'collectionBind', name: this.tokens.next().text };
    return { kind: 'name', name: this.tokens.expectKind('name', 'a collection') };
  }

  private options(): Options {
    return this.tokens.takeWord('OPTIONS') ? this.expression() : null;
  }

  private loop(): Statement {
    const variables = this.commaSeparated(() => this.variable());
    this.tokens.expect('IN');
    const early = this.direction();
    const source = early === null ? this.expression() : null;
    const direction = early ?? this.direction();
    if (direction !== null) return this.traversal(variables, source, direction);
    if (source === null || variables.length > 1) {
      throw parseFault('FOR loops over collections and arrays have one variable only', this.tokens.peek());
    }
    if (this.tokens.isWord('SEARCH')) throw outsideSubset('SEARCH', this.tokens.peek());
    return { kind: 'for', variable: variables[0] ?? '', source, options: this.options() };
  }

  private direction(): Direction | null {
    return directions.find((each) => this.tokens.take(each)) ?? null;
  }

  private traversal(variables: readonly string[], depth: Expression | null, direction: Direction): Traversal {
    const search = pathSearches.find((each) => this.tokens.is(each));
    if (search !== undefined) throw outsideSubset(search, this.tokens.peek());
    if (variables.length > 3) throw parseFault('traversals have one, two or three variables', this.tokens.peek());
    const start = this.expression();
    const graph = this.tokens.take('GRAPH') ? this.graphName() : null;
    const edge = (): Traversal['edges'][number] => ({
      direction: this.direction() ?? direction,
      collection: this.collection(),
    });
    const edges = graph === null ? this.commaSeparated(edge) : [];
    const prune = this.tokens.takeWord('PRUNE') ? this.prune() : null;
    return { kind: 'traversal', variables, depth, direction, start, graph, edges, prune, options: this.options() };
  }

  /** A string, a bind parameter, or a bare name, which is taken as a string. */
  private graphName(): Expression {
    const token = this.tokens.next();
    if (token.kind === 'bind') return { kind: 'bind', name: token.text };
    if (token.kind === 'name') return { kind: 'literal', value: token.text };
    if (token.kind === 'literal' && typeof token.value === 'string') return { kind: 'literal', value: token.value };
    throw parseFault(`syntax error, unexpected '${token.text}', expecting the name of a graph`, token);
  }

  private prune(): Traversal['prune'] {
    const isNamed = this.tokens.peek().kind === 'name' && this.tokens.is('=', 1);
    if (!isNamed) return { variable: null, condition: this.expression() };
    const { name, value } = this.assignment();
    return { variable: name, condition: value };
  }

  private collect(): Collect {
    const isGrouped = this.tokens.peek().kind === 'name' && this.tokens.is('=', 1);
    const groups = isGrouped ? this.commaSeparated(() => this.assignment()) : [];
    const aggregates = this.tokens.take('AGGREGATE') ? this.commaSeparated(() => this.assignment()) : [];
    let count: string | null = null;
    if (aggregates.length === 0 && this.tokens.take('WITH')) {
      if (!this.tokens.takeWord('COUNT')) throw this.tokens.unexpected('expecting COUNT');
      this.tokens.expect('INTO');
      count = this.variable();
    }
    const into = count === null && this.tokens.take('INTO') ? this.into() : null;
    if (groups.length + aggregates.length === 0 && count === null && into === null) throw this.tokens.unexpected();
    return { kind: 'collect', groups, aggregates, into, count, options: this.options() };
  }

  private into(): Collect['into'] {
    const name = this.variable();
    const projection = this.tokens.take('=') ? this.expression() : null;
    const keep = this.tokens.takeWord('KEEP') ? this.commaSeparated(() => this.variable()) : null;
    return { name, projection, keep };
  }

  private write(): Write | Upsert | null {
    if (this.tokens.take('UPSERT')) return this.upsert();
    if (this.tokens.take('INSERT')) return this.finishWrite('insert', this.expressionBeforeIn(), null);
    if (this.tokens.take('REMOVE')) return this.finishWrite('remove', this.expressionBeforeIn(), null);
    const kind = this.changeKind();
    if (kind === null) return null;
    const subject = this.expressionBeforeIn();
    return this.finishWrite(kind, subject, this.tokens.take('WITH') ? this.expressionBeforeIn() : null);
  }

  private changeKind(): 'update' | 'replace' | null {
    if (this.tokens.take('UPDATE')) return 'update';
    return this.tokens.take('REPLACE') ? 'replace' : null;
  }

  private finishWrite(kind: Write['kind'], subject: Expression, document: Expression | null): Write {
    return { kind, subject, document, ...this.target() };
  }

  private upsert(): Upsert {
    const lookup: Upsert['lookup'] = this.tokens.take('FILTER')
      ? { condition: this.expression() }
      : { example: this.expression() };
    this.tokens.expect('INSERT');
    const insert = this.expression();
    const changeKind = this.changeKind();
    if (changeKind === null) throw this.tokens.unexpected('expecting UPDATE or REPLACE');
    const change = this.expressionBeforeIn();
    return { kind: 'upsert', lookup, insert, change, changeKind, ...this.target() };
  }

  private target(): { collection: CollectionName; options: Options } {
    if (!this.tokens.take('INTO')) this.tokens.expect('IN');
    return { collection: this.collection(), options: this.options() };
  }
}
