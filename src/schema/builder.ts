/** The Pothos builder and its plugins: defaults for ids, connections, errors, validation and limits. Defines no type. */
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin, { type ComplexityErrorFn, ComplexityErrorKind } from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ValidationPlugin from '@pothos/plugin-validation';
import { getNamedType, GraphQLError, type GraphQLField, isLeafType, isListType, isNonNullType } from 'graphql';

import { InvalidInputError } from '../services/errors/errors.js';
import answerLimit from './answer-limit.js';
import type { Context } from './context.js';
import { decodeId, encodeId } from './global-id.js';

/**
 * What one request may ask for. Complexity is the estimated number of objects in the answer: a list counts as many as
 * its page size, or ten where it has none.
 */
export const requestLimits = { complexity: 250_000, depth: 30, breadth: 1000 } as const;

/** Items assumed in a list without paging. */
const listEstimate = 10;

interface SchemaShape {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Connection: { totalCount: number };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date | string };
    BigInt: { Input: bigint; Output: bigint | number };
  };
}

/** Where every type and root field is defined on. Fields are not null unless they say so. */
export const builder = new SchemaBuilder<SchemaShape>({
  plugins: [answerLimit, ErrorsPlugin, RelayPlugin, ValidationPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    // Inputs that validation refuses are expected failures too: they belong into the union.
    unsafelyHandleInputErrors: true,
    defaultUnionOptions: { name: ({ fieldName }) => `${capitalized(fieldName)}Result` },
  },
  validation: {
    validationError: ({ issues }) => {
      const [issue] = issues;
      const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
      const field = path.at(-1) ?? 'input';
      return new InvalidInputError(field, `${field} ${issue?.message ?? 'is not allowed'}`);
    },
  },
  complexity: {
    limit: ({ isMeasured }) => (isMeasured ? {} : requestLimits),
    fieldComplexity: (_args, _context, field) => estimate(field),
    complexityError: tooComplex,
  },
  relay: {
    encodeGlobalID: (typename, id) => encodeId(typename, String(id)),
    decodeGlobalID: (globalId) => ({ ...decodeId(globalId) }),
    nodeTypeOptions: { description: 'An object that can be fetched again by its global id.' },
    idFieldOptions: { description: 'Opaque global id; the same object always has the same id.' },
    nodeQueryOptions: {
      description: 'The object with this id; null when it does not exist or has been removed.',
      args: { id: { description: 'A global id returned by this API.' } },
    },
    // `resolvers/nodes.ts` has it: here one malformed id would fail all others.
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Where a page is in its list.' },
    hasNextPageFieldOptions: { description: 'Whether there are items after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there are items before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first item of this page; null when it is empty.' },
    endCursorFieldOptions: { description: 'Cursor of the last item of this page; null when it is empty.' },
    firstArgOptions: {
      description: 'Number of items from the start of the list, 1 to 500; 50 when neither first nor last is given.',
    },
    lastArgOptions: {
      description: 'Number of items from the end of the list, 1 to 500; cannot be combined with first.',
    },
    afterArgOptions: { description: 'Only items after this cursor, as returned by this field.' },
    beforeArgOptions: { description: 'Only items before this cursor, as returned by this field.' },
    cursorFieldOptions: { description: 'Opaque cursor of this item, to pass as after or before.' },
    nodeFieldOptions: { description: 'The item that the cursor points to.', nullable: false },
    edgesFieldOptions: {
      description: 'The items of this page, each with its cursor.',
      nullable: false,
      complexity: { field: 1, multiplier: 1 },
    },
    nodesOnConnection: {
      description: 'The items of this page, without cursors.',
      complexity: { field: 1, multiplier: 1 },
    },
    pageInfoFieldOptions: { description: 'Where this page is in the list.' },
    defaultConnectionTypeOptions: { description: 'One page of a list.' },
    defaultEdgeTypeOptions: { description: 'One item of a page, with its cursor.' },
  },
});

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'Number of items that match the filter, on all pages.',
    resolve: (connection) => connection.totalCount,
  }),
);

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function estimate(field: GraphQLField<unknown, Context>): { field: number; multiplier: number } {
  if (isLeafType(getNamedType(field.type))) return { field: 0, multiplier: 1 };
  const outer = isNonNullType(field.type) ? field.type.ofType : field.type;
  return { field: 1, multiplier: isListType(outer) ? listEstimate : 1 };
}

function tooComplex(...[kind, result]: Parameters<ComplexityErrorFn>): GraphQLError {
  const remedy = 'Ask for fewer items at a time, or for fewer nested lists';
  switch (kind) {
    case ComplexityErrorKind.Depth:
      return refusal(
        `The request is ${result.depth} levels deep; ${requestLimits.depth} are allowed`,
        'QUERY_TOO_DEEP',
        remedy,
      );
    case ComplexityErrorKind.Breadth:
      return refusal(
        `The request selects ${result.breadth} fields; ${requestLimits.breadth} are allowed`,
        'QUERY_TOO_BROAD',
        'Split the request',
      );
    case ComplexityErrorKind.Complexity:
      return refusal(
        `The request could return about ${result.complexity} objects; ${requestLimits.complexity} are allowed`,
        'QUERY_TOO_COMPLEX',
        remedy,
      );
  }
}

function refusal(message: string, code: string, remedy: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, remedy } });
}
