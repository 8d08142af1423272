// Compiled queries beside graphql-js: what they write is the same, and at all else they give up.
import { execute, getOperationAST, type GraphQLSchema, Kind, parse } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';

import type { Context } from '../../../src/schema/context.js';
import { compile } from '../../../src/server/fast/compile.js';

const animals = [
  { __typename: 'Dog', name: 'Rex', barks: true, friends: [] },
  { __typename: 'Cat', name: 'Tom', lives: 9, friends: null },
];

const schema = createSchema<Context>({
  typeDefs: `
    enum Colour { RED GREEN }
    scalar Upper
    interface Animal { name: String!  friends: [Animal!] }
    type Dog implements Animal { name: String!  friends: [Animal!]  barks: Boolean! }
    type Cat implements Animal { name: String!  friends: [Animal!]  lives: Int! }
    union Pet = Dog | Cat
    input Range { from: Int = 1  to: Int! }
    type Query {
      animals(first: Int = 10): [Animal!]!  pets: [Pet]  colour: Colour  colours: [Colour!]!  upper: Upper  id: ID  float: Float
      sum(range: Range!, colour: Colour): Int  numberAsText: String  nothing: String  undefinedText: String
      later: String  failing: String  failure: String  nullInside: [String!]  noEnum: Colour  fraction: Int  large: Int
      stranger: Animal  strange: [String]  infinite: Float  laterInList: [String]  laterObject: Animal  self: Query!
    }`,
  resolvers: {
    Colour: { RED: 1, GREEN: 2 },
    Animal: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Pet: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Query: {
      animals: (_root: unknown, { first }: { first: number }) => animals.slice(0, first),
      pets: () => [...animals, null],
      colour: () => 2,
      colours: () => [1, 2],
      upper: () => ({ any: ['thing', 1, null] }),
      id: () => 12,
      float: () => 1.5,
      sum: (_root: unknown, { range, colour }: { range: { from: number; to: number }; colour?: number }) =>
        range.from + range.to + (colour ?? 0),
      numberAsText: () => 5,
      nothing: () => null,
      later: () => Promise.resolve('later'),
      failing: () => {
        throw new RangeError('failed');
      },
      failure: () => new RangeError('returned'),
      nullInside: () => ['a', null],
      noEnum: () => 3,
      fraction: () => 1.5,
      large: () => 2 ** 31,
      stranger: () => ({ __typename: 'Stranger' }),
      strange: () => 'no list',
      infinite: () => Infinity,
      laterInList: () => [Promise.resolve('a')],
      laterObject: () => Promise.resolve(animals[0]),
      self: () => ({}),
    },
  },
}) as unknown as GraphQLSchema;

const context = {} as Context;

function compiled(query: string, variables: Record<string, unknown> = {}): string {
  const document = parse(query);
  const node = getOperationAST(document, null);
  if (!node) throw new Error('The query has no operation');
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const { bytes, release } = compile({ schema, node, fragments, variables })(context);
  const text = bytes.toString();
  release();
  return text;
}

describe('a compiled query', () => {
  it.each([
    ['objects, lists and leaves of all kinds', '{ animals { name } colour colours upper id float numberAsText }'],
    ['null where it may be, and what is missing', '{ nothing undefinedText pets { __typename } }'],
    ['the types of an interface', '{ animals { __typename name ... on Dog { barks } ... on Cat { lives } } }'],
    ['the types of a union', '{ pets { ... on Animal { name } ... on Cat { lives name } } }'],
    [
      'named fragments within each other',
      '{ ...A } fragment A on Query { animals { ...B } } fragment B on Animal { name }',
    ],
    ['a fragment for another type', '{ animals { ... on Dog { __typename } } }'],
    [
      'aliases, and fields that are asked for twice',
      '{ a: animals { name } a: animals { friends { name } } b: id id }',
    ],
    ['arguments with defaults, and none', '{ animals(first: 1) { name } all: animals { name } }'],
    [
      'input objects and enums as arguments',
      '{ sum(range: { to: 3 }, colour: GREEN) other: sum(range: { from: 2, to: 3 }) }',
    ],
    ['fields in the order of their first mention', '{ self { id } nothing self { colour id } }'],
    [
      '@skip and @include',
      '{ id @skip(if: true) colour @include(if: false) float @include(if: true) @skip(if: false) }',
    ],
    [
      'directives on fragments',
      '{ ... @skip(if: true) { id } ...A @include(if: false) colour } fragment A on Query { id }',
    ],
    ['an object of which nothing is left', '{ self { id @skip(if: true) } }'],
  ])('writes %s as graphql-js does', async (_what, query) => {
    const expected = await execute({ schema, document: parse(query), contextValue: context });

    expect(compiled(query)).toBe(JSON.stringify(expected));
  });

  it('takes variables in arguments and directives', async () => {
    const query = `query ($first: Int, $range: Range!, $no: Boolean!) {
      animals(first: $first) { name } sum(range: $range) id @include(if: $no) colour @skip(if: $no) }`;
    const variables = { first: 1, range: { from: 1, to: 4 }, no: false };
    const expected = await execute({
      schema,
      document: parse(query),
      contextValue: context,
      variableValues: variables,
    });

    expect(compiled(query, variables)).toBe(JSON.stringify(expected));
  });

  it.each([
    'later',
    'failing',
    'failure',
    'nullInside',
    'noEnum',
    'fraction',
    'large',
    'stranger { name }',
    'strange',
    'infinite',
    'laterInList',
    'laterObject { name }',
    '__schema { queryType { name } }',
  ])('gives up at { %s }', (fields) => {
    expect(() => compiled(`{ id ${fields} }`)).toThrow();
  });

  it('is none for a mutation', () => {
    expect(() => compiled('mutation { id }')).toThrow('no query');
  });
});
