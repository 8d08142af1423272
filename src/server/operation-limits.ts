/** Ends operations that ask for too much: counts what is in their variables, and gives up an answer that grows too large. */
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { Context } from '../schema/context.js';
import { inFigures } from '../services/base/wording.js';

/** Values in the variables of one operation: a thousand tenants with all that can be said of each are 7,000. */
export const maxVariableValues = 50_000;

/** Returns the plugin: an operation with more values in its variables is refused, whatever they are for. */
export function limitVariables(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const refusal = refusalOf(args.variableValues);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const refusal = refusalOf(args.variableValues);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
  };
}

/** Returns the plugin: the operation ends with an error as soon as its context says so, whatever is still being worked on. */
export function endTooLarge(): Plugin<Context> {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => {
        const ended = new Promise<ExecutionResult>((resolve) => {
          (args.contextValue as Context).end = (error) => resolve({ errors: [error] });
        });
        return Promise.race([executeFn(args), ended]);
      });
    },
  };
}

/**
 * Returns the plugin: an operation that was never carried out, because its variables do not fit or are too many, is a bad
 * request to clients that take `application/graphql-response+json` (GraphQL over HTTP, 6.4.2).
 */
export function refuseBadRequests(): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result }) {
        if (Symbol.asyncIterator in result || 'data' in result) return;
        for (const error of (result as ExecutionResult).errors ?? [])
          error.extensions.http = { spec: true, status: 400 };
      },
    }),
  };
}

/** A list or an object that is still to be looked through. */
interface Place {
  readonly value: object;
  readonly path: string;
}

function refusalOf(variables: unknown): GraphQLError | null {
  if (typeof variables !== 'object' || variables === null) return null;
  let left = maxVariableValues;
  // Not by recursion: a value can be nested a million times.
  const open: Place[] = [{ value: variables, path: '' }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value, path } = place;
    // A list is counted without its indexes becoming names.
    const length = Array.isArray(value) ? value.length : Object.keys(value).length;
    left -= length;
    if (left < 0) return tooMany(path, length);
    for (const name of Object.keys(value)) {
      const item = (value as Record<string, unknown>)[name];
      if (typeof item !== 'object' || item === null) continue;
      open.push({ value: item, path: Array.isArray(value) ? `${path}[${name}]` : `${path}${path && '.'}${name}` });
    }
  }
  return null;
}

function tooMany(path: string, entries: number): GraphQLError {
  const where = path === '' ? '' : `; ${path.slice(0, 100)} alone has ${inFigures(entries)}`;
  return new GraphQLError(`The variables have more than ${inFigures(maxVariableValues)} values${where}`, {
    extensions: { code: 'TOO_MANY_VALUES', remedy: 'Send less at a time' },
  });
}
