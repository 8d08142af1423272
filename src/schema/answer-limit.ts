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
import { type GraphQLFieldResolver, type GraphQLResolveInfo, Kind } from 'graphql';

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
const objectBytes = 256;

/** What a number or a boolean takes at least. */
const valueBytes = 8;

/** What a field takes besides its name and value: signs around it in the text, and its place in an object in memory. */
const fieldBytes = 32;

/** Fields of items of a list that are worked out before other work gets its turn: some 5 ms. */
const fieldsInOneTurn = 2000;

class AnswerLimitPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { type }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const isLeaf = isLeafType(type);
    const weighed = (value: unknown, context: Context, info: GraphQLResolveInfo): unknown => {
      const name = fieldBytes + String(info.path.key).length;
      take(context, name + (isLeaf ? weightOfLeaf(value) : weightOfObjects(value, info)));
      return !isLeaf && Array.isArray(value) ? inTurnsIfLong(value, context, info) : value;
    };
    const limited: typeof resolve = (parent, args, given, info) => {
      // Every request of ours has such a context.
      const context = given as Context;
      // An answer that is too large is given up: nobody waits for the rest of it, which is forgotten.
      if (isGivenUp(context)) return never();
      take(context, 0);
      const value = resolve(parent, args, given, info);
      return value instanceof Promise
        ? value.then((found: unknown) => weighed(found, context, info))
        : weighed(value, context, info);
    };
    unlimited.set(limited, resolve);
    return limited;
  }
}

type AnyResolver = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

const unlimited = new WeakMap<object, unknown>();

/** Returns the resolver without what weighs its result: for whoever weighs answers in another way. */
export function unweighed(resolve: AnyResolver): AnyResolver {
  return (unlimited.get(resolve) as AnyResolver | undefined) ?? resolve;
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
  return objects * (objectBytes + selectedIn(info).typenames);
}

/** What is selected of each object of a field. */
interface Selected {
  /** What its `__typename`s weigh: they have no resolver, and can be asked for under many names. */
  readonly typenames: number;
  /** Fields on all levels below, each once. */
  readonly fields: number;
}

/** The nodes of one field are the same list for all objects in which it is. */
const selected = new WeakMap<GraphQLResolveInfo['fieldNodes'], Selected>();

function selectedIn({ fieldNodes, fragments }: GraphQLResolveInfo): Selected {
  let found = selected.get(fieldNodes);
  if (!found) selected.set(fieldNodes, (found = countSelected(fieldNodes, fragments)));
  return found;
}

function countSelected(
  fieldNodes: GraphQLResolveInfo['fieldNodes'],
  fragments: GraphQLResolveInfo['fragments'],
): Selected {
  let [typenames, fields] = [0, 0];
  const seen = new Set<string>();
  const open = fieldNodes.map(({ selectionSet }) => ({ set: selectionSet, isOwn: true }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { isOwn } = next;
    for (const selection of next.set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) open.push({ set: selection.selectionSet, isOwn });
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = `${selection.name.value} ${isOwn}`;
        if (!seen.has(name)) open.push({ set: fragments[selection.name.value]?.selectionSet, isOwn });
        seen.add(name);
      } else {
        fields += 1;
        open.push({ set: selection.selectionSet, isOwn: false });
        if (isOwn && selection.name.value === '__typename')
          typenames += fieldBytes + valueBytes + (selection.alias ?? selection.name).value.length;
      }
    }
  }
  return { typenames, fields };
}

function isGivenUp({ bytesLeft, end }: Context): boolean {
  return bytesLeft < 0 && end !== null;
}

/** A new one each time: whatever waits for it is forgotten with it. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Returns the items, as promises when there are many; in the same order. */
function inTurnsIfLong(items: readonly unknown[], context: Context, info: GraphQLResolveInfo): readonly unknown[] {
  const itemsInOneTurn = Math.ceil(fieldsInOneTurn / Math.max(1, selectedIn(info).fields));
  if (items.length <= itemsInOneTurn) return items;
  let turn = Promise.resolve();
  return items.map((item, index) => {
    if (index % itemsInOneTurn === 0) turn = turn.then(nextTurn);
    return turn.then(() => (isGivenUp(context) ? never() : item));
  });
}

SchemaBuilder.registerPlugin(pluginName, AnswerLimitPlugin);

export default pluginName;
