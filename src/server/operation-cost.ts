/** What an operation costs, of what it may cost, in `extensions.cost` of its answer: for clients that ask for it. */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getOperationAST, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { requestLimits } from '../schema/builder.js';
import { type Context, maxAnswerBytes } from '../schema/context.js';

/** A part of the cost. */
interface Cost {
  readonly used: number;
  readonly limit: number;
  /** What is left of the limit, 0 when it is exceeded. */
  readonly left: number;
}

/** What a transport hands over with an operation: `extensions` as GraphQL over HTTP has them. */
type Asked = Context & { readonly params?: { readonly extensions?: { readonly cost?: unknown } | null } };

/** Returns the plugin. An operation that comes with `"extensions": {"cost": true}` is answered with its cost. */
export function tellCost(): Plugin {
  return {
    onExecute: ({ args }) => {
      if ((args.contextValue as unknown as Asked).params?.extensions?.cost !== true) return {};
      return {
        onExecuteDone({ result, setResult }) {
          // Without data it was not carried out: its variables may not even fit.
          if (Symbol.asyncIterator in result || !('data' in result)) return;
          const { extensions, ...rest } = result as ExecutionResult;
          setResult({ ...rest, extensions: { ...extensions, cost: costOf(args) } });
        },
      };
    },
  };
}

function costOf({
  schema,
  document,
  operationName,
  variableValues,
  contextValue,
}: ExecutionArgs): Record<string, Cost> {
  const { delivery, bytesLeft } = contextValue as Context;
  const { complexity, depth, breadth } = complexityFromQuery(only(document, operationName), {
    schema,
    ctx: contextValue as object,
    variables: { ...variableValues },
  });
  return {
    complexity: partOf(complexity, requestLimits.complexity),
    depth: partOf(depth, requestLimits.depth),
    breadth: partOf(breadth, requestLimits.breadth),
    bytes: partOf(maxAnswerBytes[delivery] - bytesLeft, maxAnswerBytes[delivery]),
  };
}

/** Returns the document with this one operation: only the first one is counted. */
function only(document: DocumentNode, operationName: string | null | undefined): DocumentNode {
  const chosen = getOperationAST(document, operationName);
  const definitions = document.definitions.filter((each) => each === chosen || each.kind === Kind.FRAGMENT_DEFINITION);
  return { ...document, definitions };
}

function partOf(used: number, limit: number): Cost {
  return { used, limit, left: Math.max(0, limit - used) };
}
