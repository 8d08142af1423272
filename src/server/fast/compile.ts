/**
 * Compiles a query with its variables into functions that call our resolvers and write what they return as JSON. It
 * carries out what goes well and does not wait: at a promise, an error, a null where none may be, or a value of another
 * kind than its type, the functions throw, and graphql-js does the whole query again. So every error is graphql-js's own.
 */
import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  type GraphQLAbstractType,
  GraphQLBoolean,
  type GraphQLEnumType,
  type GraphQLField,
  GraphQLFloat,
  GraphQLID,
  GraphQLIncludeDirective,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

import { unweighed } from '../../schema/answer-limit.js';
import type { Context } from '../../schema/context.js';
import type { ShownProperty } from '../../schema/exposed.js';
import { nodeIdOf } from '../../schema/node-ids.js';
import { type Answer, GiveUp, JsonWriter } from './json-writer.js';

/** Runs a compiled query and returns its answer. Throws anything where it cannot. */
export type Compiled = (context: Context) => Answer;

/** Writes a value that a resolver returned. */
type Write = (writer: JsonWriter, value: unknown, context: Context) => void;

/** Writes a field of an object, its name included. */
type WriteField = (writer: JsonWriter, source: object, context: Context) => void;

type AnyField = GraphQLField<unknown, Context>;

/** A document as far as one operation needs it. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly node: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const signs = { comma: 0x2c, closeObject: 0x7d, openList: 0x5b, closeList: 0x5d } as const;

/** Returns the query as a function. Throws a GiveUp where there is something in it that this does not carry out. */
export function compile(operation: Operation): Compiled {
  const root = operation.schema.getQueryType();
  if (!root || operation.node.operation !== OperationTypeNode.QUERY) throw new GiveUp('no query');
  const write = new Compiler(operation).object(root, [operation.node.selectionSet]);
  const start = Buffer.from('{"data":');
  return (context) => {
    const writer = new JsonWriter();
    writer.raw(start);
    write(writer, {}, context);
    writer.sign(signs.closeObject);
    return writer.take();
  };
}

class Compiler {
  readonly #operation: Operation;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  object(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Write {
    const fields = [...this.#fieldsOf(type, selections)].map(([name, nodes], index) =>
      this.#field(type, `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`, nodes),
    );
    if (fields.length === 0) return (writer) => writer.raw(Buffer.from('{}'));
    const { isTypeOf } = type;
    return (writer, value, context) => {
      requireValue(value);
      if (typeof value !== 'object' || value === null) throw new GiveUp('no object');
      if (isTypeOf && isTypeOf(value, context, noInfo) !== true) throw new GiveUp('an object of another type');
      for (const field of fields) field(writer, value, context);
      writer.sign(signs.closeObject);
    };
  }

  /** The fields to be written, by the names that they have in the answer. As CollectFields of the specification does it. */
  #fieldsOf(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): ReadonlyMap<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    const collect = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (!this.#isIncluded(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const others = fields.get(name);
          if (others) others.push(selection);
          else fields.set(name, [selection]);
          continue;
        }
        let part: { readonly selectionSet: SelectionSetNode; readonly typeCondition?: { name: { value: string } } };
        if (selection.kind === Kind.INLINE_FRAGMENT) part = selection;
        else {
          const name = selection.name.value;
          const fragment = this.#operation.fragments[name];
          if (!fragment || seen.has(name)) continue;
          seen.add(name);
          part = fragment;
        }
        if (this.#applies(part.typeCondition?.name.value, type)) collect(part.selectionSet);
      }
    };
    selections.forEach(collect);
    return fields;
  }

  #isIncluded(node: Parameters<typeof getDirectiveValues>[1]): boolean {
    if (!node.directives || node.directives.length === 0) return true;
    const { variables } = this.#operation;
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const { schema } = this.#operation;
    const conditional = schema.getType(condition);
    return isAbstractType(conditional) && schema.isSubType(conditional, type);
  }

  #field(parent: GraphQLObjectType, start: string, nodes: readonly FieldNode[]): WriteField {
    const [node] = nodes;
    const name = node?.name.value ?? '';
    const prefix = Buffer.from(start);
    if (name === '__typename') {
      const text = Buffer.from(start + JSON.stringify(parent.name));
      return (writer) => writer.raw(text);
    }
    const field = parent.getFields()[name] as AnyField | undefined;
    if (!node || !field) throw new GiveUp(`${parent.name}.${name}`);
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    const complete = this.#complete(field.type, sets);
    const idOf = name === 'id' ? nodeIdOf(parent) : null;
    if (idOf) {
      return (writer, source, context) => {
        writer.raw(prefix);
        writer.text(idOf(source, context));
      };
    }
    const read = propertyReader(field);
    if (read) {
      return (writer, source, context) => {
        writer.raw(prefix);
        complete(writer, read(source), context);
      };
    }
    const resolve = unweighed(field.resolve ?? defaultFieldResolver);
    const args = getArgumentValues(field as GraphQLField<unknown, unknown>, node, this.#operation.variables);
    return (writer, source, context) => {
      writer.raw(prefix);
      complete(writer, resolve(source, args, context, noInfo), context);
    };
  }

  #complete(type: GraphQLOutputType, selections: readonly SelectionSetNode[]): Write {
    if (isNonNullType(type)) return this.#present(type.ofType, selections);
    const write = this.#present(type, selections);
    return (writer, value, context) => {
      if (value === null || value === undefined) writer.raw(nullJson);
      else write(writer, value, context);
    };
  }

  #present(type: GraphQLOutputType, selections: readonly SelectionSetNode[]): Write {
    if (isLeafType(type)) return leafWriter(type);
    if (isListType(type)) return listWriter(this.#complete(type.ofType as GraphQLOutputType, selections));
    if (isObjectType(type)) return this.object(type, selections);
    if (isAbstractType(type)) return this.#abstract(type, selections);
    throw new GiveUp(`the type ${String(type)}`);
  }

  #abstract(type: GraphQLAbstractType, selections: readonly SelectionSetNode[]): Write {
    const { schema } = this.#operation;
    const byName = new Map<unknown, Write>();
    return (writer, value, context) => {
      requireValue(value);
      const name = type.resolveType?.(value, context, noInfo, type);
      let write = byName.get(name);
      if (!write) {
        const concrete = typeof name === 'string' ? schema.getType(name) : null;
        if (!isObjectType(concrete) || !schema.isSubType(type, concrete)) throw new GiveUp('an unknown type');
        byName.set(name, (write = this.object(concrete, selections)));
      }
      write(writer, value, context);
    };
  }
}

/** Returns what reads the property that a field shows; null when the field does more than that. */
function propertyReader({ name, extensions, resolve }: AnyField): ((source: object) => unknown) | null {
  const shown = extensions.shownProperty as ShownProperty | undefined;
  if (shown?.part != null) return readerOf(`source.${shown.part}.${shown.name}`);
  if (shown) return readerOf(`source.${shown.name}`);
  const exposed = resolve ? extensions.pothosExposedField : name;
  return typeof exposed === 'string' ? readerOf(`source.${exposed}`) : null;
}

const readers = new Map<string, (source: object) => unknown>();

/**
 * Returns a function of its own for each property: one that is handed the name has to look it up anew in objects of all
 * kinds. The names are those of our own schema.
 */
function readerOf(expression: string): (source: object) => unknown {
  let reader = readers.get(expression);
  if (!reader) {
    if (!/^source(?:\.\w+)+$/.test(expression)) throw new GiveUp('a property of another kind');
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is made of names in our own schema
    reader = new Function('source', `return ${expression};`) as (source: object) => unknown;
    readers.set(expression, reader);
  }
  return reader;
}

/** Resolvers that look at the rest of the query get a TypeError, and the query is carried out by graphql-js. */
const noInfo = undefined as never;

const nullJson = Buffer.from('null');
const trueJson = Buffer.from('true');
const falseJson = Buffer.from('false');

function listWriter(item: Write): Write {
  return (writer, value, context) => {
    requireValue(value);
    if (!Array.isArray(value)) throw new GiveUp('no list');
    writer.sign(signs.openList);
    for (let at = 0; at < value.length; at += 1) {
      if (at > 0) writer.sign(signs.comma);
      item(writer, value[at], context);
    }
    writer.sign(signs.closeList);
  };
}

/** Throws a GiveUp for an error, and for what will be there later. */
function requireValue(value: unknown): void {
  if (value instanceof Error) throw new GiveUp('an error');
  if (typeof (value as { readonly then?: unknown } | null | undefined)?.then !== 'function') return;
  // Nobody waits for what was begun: whatever becomes of it, graphql-js will see it too.
  (value as PromiseLike<unknown>).then(undefined, () => undefined);
  throw new GiveUp('a promise');
}

function leafWriter(type: GraphQLLeafType): Write {
  if (isEnumType(type)) return enumWriter(type);
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return (writer, value) => {
        if (typeof value === 'string') writer.text(value);
        else writeSerialized(type, writer, value);
      };
    case GraphQLInt:
      return (writer, value) => {
        // As Int has it: 32 bits, and no fraction.
        if (typeof value === 'number' && (value | 0) === value) writer.number(value);
        else writeSerialized(type, writer, value);
      };
    case GraphQLFloat:
      return (writer, value) => {
        if (typeof value === 'number' && Number.isFinite(value)) writer.number(value);
        else writeSerialized(type, writer, value);
      };
    case GraphQLBoolean:
      return (writer, value) => {
        if (typeof value === 'boolean') writer.raw(value ? trueJson : falseJson);
        else writeSerialized(type, writer, value);
      };
    default:
      return (writer, value) => writeSerialized(type, writer, value);
  }
}

function enumWriter(type: GraphQLEnumType): Write {
  const byValue = new Map<unknown, Buffer>(
    type.getValues().map(({ name, value }) => [value, Buffer.from(JSON.stringify(name))]),
  );
  return (writer, value) => {
    const json = byValue.get(value);
    if (json) writer.raw(json);
    else writeSerialized(type, writer, value);
  };
}

/** As graphql-js does it: errors are thrown, and nothing may come out of a value. */
function writeSerialized(type: GraphQLLeafType, writer: JsonWriter, value: unknown): void {
  requireValue(value);
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined) throw new GiveUp('a value without JSON');
  if (typeof serialized === 'string') writer.text(serialized);
  else if (typeof serialized === 'number' && Number.isFinite(serialized)) writer.number(serialized);
  else writer.value(serialized);
}
