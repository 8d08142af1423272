/**
 * Queries that the fast path answers. A document gets here once Yoga has answered it without an error, so it has passed
 * every check of documents; what depends on its variables is checked for each combination of them.
 */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';

import { requestLimits } from '../../schema/builder.js';
import type { Context } from '../../schema/context.js';
import { compile, type Compiled } from './compile.js';
import type { Answer } from './json-writer.js';

/** Documents, and requests with their variables, that are kept: those asked for last. */
const kept = { documents: 300, requests: 300 } as const;

/** Root fields that only read, and little: whatever they begin may be given up and begun again. */
const rootFields: ReadonlySet<string> = new Set(['cluster', 'tenants', 'tenant', 'node', 'nodes', '__typename']);

/** At most so many requests in a row are left to Yoga without a try, after many that had to be given up. */
const longestPause = 64;

/** A document, and how the fast path gets on with it. */
interface Known {
  readonly document: DocumentNode;
  failures: number;
  pause: number;
}

interface Prepared {
  readonly known: Known;
  readonly run: Compiled;
}

/** The documents and requests that were answered before. */
export class KnownQueries {
  readonly #schema: GraphQLSchema;
  readonly #documents = new Recent<Known>(kept.documents);
  readonly #requests = new Recent<Prepared>(kept.requests);

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** Notes that a document was answered without an error. */
  note(document: DocumentNode): void {
    const text = document.loc?.source.body;
    if (text === undefined || this.#documents.get(text)) return;
    if (document.definitions.some(isQueryOfReads)) this.#documents.set(text, { document, failures: 0, pause: 0 });
  }

  /** Returns the answer to the body of a request; null where it is for Yoga to answer. */
  answer(body: string, createContext: () => Context): Answer | null {
    const prepared = this.#requests.get(body) ?? this.#prepare(body);
    if (!prepared) return null;
    const { known, run } = prepared;
    if (known.pause > 0) {
      known.pause -= 1;
      return null;
    }
    try {
      const answer = run(createContext());
      known.failures = 0;
      return answer;
    } catch {
      // Whatever it was, Yoga finds it too, and answers and logs it. Data that had to be read is in memory afterwards.
      known.failures += 1;
      known.pause = Math.min(longestPause, 2 ** Math.max(0, known.failures - 2) - 1);
      return null;
    }
  }

  #prepare(body: string): Prepared | null {
    const request = requestOf(body);
    const known = request && this.#documents.get(request.query);
    if (!known) return null;
    const { document } = known;
    const node = getOperationAST(document, request.operationName);
    if (!node || !isQueryOfReads(node)) return null;
    try {
      const { coerced } = getVariableValues(this.#schema, node.variableDefinitions ?? [], request.variables);
      if (!coerced || !this.#isWithinLimits(document, node, request.variables)) return null;
      const fragments = Object.fromEntries(
        document.definitions.filter(isFragment).map((each) => [each.name.value, each]),
      );
      const prepared = { known, run: compile({ schema: this.#schema, node, fragments, variables: coerced }) };
      this.#requests.set(body, prepared);
      return prepared;
    } catch {
      return null;
    }
  }

  #isWithinLimits(document: DocumentNode, node: OperationDefinitionNode, variables: Record<string, unknown>): boolean {
    const alone = { ...document, definitions: [node, ...document.definitions.filter(isFragment)] };
    const measured = complexityFromQuery(alone, { schema: this.#schema, variables, ctx: {} });
    const { complexity, depth, breadth } = requestLimits;
    return measured.complexity <= complexity && measured.depth <= depth && measured.breadth <= breadth;
  }
}

interface RequestBody {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Record<string, unknown>;
}

/** Returns what a body asks for; null when there is anything unusual about it. */
function requestOf(body: string): RequestBody | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  const { query, operationName = null, variables = null, ...others } = parsed;
  if (typeof query !== 'string' || Object.keys(others).length > 0) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isObject(variables)) return null;
  return { query, operationName, variables: variables ?? {} };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFragment(definition: { readonly kind: Kind }): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

function isQueryOfReads(definition: DocumentNode['definitions'][number]): definition is OperationDefinitionNode {
  if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.QUERY) return false;
  return definition.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && rootFields.has(selection.name.value),
  );
}

/** Values by name, of which those not asked for in a while are dropped. */
class Recent<T> {
  readonly #size: number;
  #current = new Map<string, T>();
  #earlier = new Map<string, T>();

  constructor(size: number) {
    this.#size = size;
  }

  get(name: string): T | undefined {
    const found = this.#current.get(name);
    if (found !== undefined) return found;
    const earlier = this.#earlier.get(name);
    if (earlier !== undefined) this.set(name, earlier);
    return earlier;
  }

  set(name: string, value: T): void {
    if (this.#current.size >= this.#size) {
      this.#earlier = this.#current;
      this.#current = new Map();
    }
    this.#current.set(name, value);
  }
}
