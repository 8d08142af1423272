/**
 * Weighs answers while they are made, and ends one that grows beyond its limit: the estimate of `builder.ts` knows how many
 * objects a request asks for, but not how long their lists and texts are. Also lets other work in between the items of long
 * lists, which graphql-js completes in one piece unless they are promises.
 */
import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type PothosOutputFieldType,
  type SchemaTypes,
} from '@pothos/core';
import { type GraphQLFieldResolver, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

import { nextTurn } from '../services/base/turns.js';
import { type Context, take } from './context.js';

const pluginName = 'answerLimit';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Pothos learns of its plugins
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      answerLimit: AnswerLimitPlugin<Types>;
    }
  }
}

/** What an object takes besides its fields: in memory, until the answer has left. */
const objectBytes = 128;

/** What a number or a boolean takes at least. */
const valueBytes = 8;

/** Quotes, colon and comma around a name and its value. */
const signBytes = 6;

/** Items given before other work gets its turn: with a dozen fields each some 5 ms. */
const itemsInOneTurn = 100;

class AnswerLimitPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { type }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const isLeaf = isLeafType(type);
    const weighed = (value: unknown, context: Context, info: GraphQLResolveInfo): unknown => {
      const name = signBytes + String(info.path.key).length;
      take(context, name + (isLeaf ? weightOfLeaf(value) : weightOfObjects(value, info)));
      return !isLeaf && Array.isArray(value) ? inTurnsIfLong(value) : value;
    };
    return (parent, args, given: Types['Context'], info) => {
      // Every request of ours has such a context.
      const context = given as Context;
      // An answer that is too large is given up: nobody waits for the rest of it, which is forgotten.
      if (context.bytesLeft < 0 && context.end) return new Promise(() => undefined);
      take(context, 0);
      const value = resolve(parent, args, given, info);
      return value instanceof Promise
        ? value.then((found: unknown) => weighed(found, context, info))
        : weighed(value, context, info);
    };
  }
}

function isLeafType<Types extends SchemaTypes>(type: PothosOutputFieldType<Types>): boolean {
  return type.kind === 'List' ? isLeafType(type.type) : type.kind === 'Scalar' || type.kind === 'Enum';
}

function weightOfLeaf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weightOfLeaf(item), value.length);
  return valueBytes;
}

function weightOfObjects(value: unknown, info: GraphQLResolveInfo): number {
  const objects = Array.isArray(value) ? value.length : value === null ? 0 : 1;
  return objects * (objectBytes + weightOfTypenames(info));
}

/** `__typename` is the only field without a resolver, and can be asked for under many names. */
function weightOfTypenames({ fieldNodes, fragments }: GraphQLResolveInfo): number {
  let weight = typenames.get(fieldNodes);
  if (weight === undefined) {
    weight = 0;
    const seen = new Set<string>();
    const open = fieldNodes.map(({ selectionSet }) => selectionSet);
    for (let set = open.pop(); set !== undefined; set = open.pop()) weight += weightIn(set, open, seen, fragments);
    typenames.set(fieldNodes, weight);
  }
  return weight;
}

/** The nodes of one field are the same list for all objects in which it is. */
const typenames = new WeakMap<GraphQLResolveInfo['fieldNodes'], number>();

function weightIn(
  { selections }: SelectionSetNode,
  open: (SelectionSetNode | undefined)[],
  seen: Set<string>,
  fragments: GraphQLResolveInfo['fragments'],
): number {
  let weight = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet);
    else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      if (!seen.has(name)) open.push(fragments[name]?.selectionSet);
      seen.add(name);
    } else if (selection.name.value === '__typename') {
      weight += signBytes + valueBytes + (selection.alias ?? selection.name).value.length;
    }
  }
  return weight;
}

/** Returns the items, as promises when there are many; in the same order. */
function inTurnsIfLong(items: readonly unknown[]): readonly unknown[] {
  if (items.length <= itemsInOneTurn) return items;
  let turn = Promise.resolve();
  return items.map((item, index) => {
    if (index % itemsInOneTurn === 0) turn = turn.then(nextTurn);
    return turn.then(() => item);
  });
}

SchemaBuilder.registerPlugin(pluginName, AnswerLimitPlugin);

export default pluginName;
