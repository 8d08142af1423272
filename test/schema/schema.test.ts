// The schema as a whole: what it promises, that every part says what it means, and that the examples fit it.
import { readFileSync } from 'node:fs';

import { complexityFromQuery } from '@pothos/plugin-complexity';
import { minifyIntrospection, outputIntrospectionFile } from 'gql.tada/internal';
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { schema } from '../../src/resolvers/index.js';
import { nodeTypes } from '../../src/schema/global-id.js';
import { exampleTabs } from '../../src/server/examples.js';
import { packageFile } from '../../src/services/base/package-root.js';

describe('schema', () => {
  it('is the one in schema.graphql', () => {
    const committed = readFileSync(packageFile('schema.graphql'), 'utf8');

    expect(committed, 'run npm run schema').toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

  it('has the types in schema.d.ts from which commands know what they are answered', () => {
    const committed = readFileSync(packageFile('schema.d.ts'), 'utf8');
    const introspection = minifyIntrospection(introspectionFromSchema(lexicographicSortSchema(schema)));

    expect(committed, 'run npm run schema').toBe(
      outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
    );
  });

  it('describes every type, field, argument and enum value', () => {
    const silent = Object.values(schema.getTypeMap())
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap(partsOf)
      .filter(([, description]) => !description || description.trim().length < 5)
      .map(([name]) => name);

    expect(silent).toEqual([]);
  });

  it('gives global ids to exactly the types that implement Node', () => {
    const node = schema.getType('Node');
    const implementers = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];

    expect([...implementers].sort()).toEqual([...nodeTypes].sort());
  });

  it('implements Error with message, code and remedy in every member of a result union but its payload', () => {
    const unions = Object.values(schema.getTypeMap()).filter(
      ({ name }) => name.endsWith('Result') && name !== 'CheckResult',
    );

    for (const union of unions) {
      const members = schema.getPossibleTypes(union as never).map(({ name }) => name);
      const errors = members.filter((name) => !name.endsWith('Payload'));
      expect(errors.length, union.name).toBe(members.length - 1);
      for (const name of errors) expect(implementsError(schema, name), `${union.name}: ${name}`).toBe(true);
    }
    expect(unions).toHaveLength(Object.keys(schema.getMutationType()?.getFields() ?? {}).length);
  });

  it.each([
    ['Query.cluster', 'Cluster!'],
    ['Query.tenant', 'Tenant'],
    ['Query.tenants', 'TenantConnection!'],
    ['Query.nodes', '[Node]!'],
    ['Query.checkIsolation', 'IsolationReport'],
    ['Query.preflight', 'PreflightReport'],
    ['Mutation.addTenant', 'AddTenantResult!'],
    ['Mutation.startDemo', 'StartDemoResult!'],
    ['Mutation.applyRebalance', 'ApplyRebalanceResult!'],
    ['Subscription.demoProgress', 'RunEvent!'],
    ['Cluster.diff', 'ClusterDiff!'],
    ['DbServer.usedBytes', 'BigInt!'],
    ['Tenant.neighbours', '[Tenant!]!'],
    ['Device.expired', 'DateTime'],
    ['RebalancePlan.inverse', '[RebalanceMove!]!'],
    ['Run.report', 'Report'],
    ['RunEvent.sequence', 'Int!'],
  ])('has %s of type %s', (coordinate, type) => {
    const [parent = '', field = ''] = coordinate.split('.');
    const owner = schema.getType(parent);

    expect(isObjectType(owner) || isInterfaceType(owner) ? String(owner.getFields()[field]?.type) : null).toBe(type);
  });
});

describe('examples', () => {
  it.each(exampleTabs.map((tab) => [/^(?:query|mutation|subscription) .*$/m.exec(tab.query)?.[0], tab] as const))(
    '%s fits the schema',
    (_name, { query }) => {
      expect(validate(schema, parse(query))).toEqual([]);
    },
  );

  it('have lines that fit into half a screen of 1280 pixels', () => {
    const lines = exampleTabs.flatMap(({ query }) => query.split('\n'));

    expect(lines.filter((line) => line.length > 50)).toEqual([]);
  });

  it('stay far below the limit of complexity', () => {
    const complexities = exampleTabs.map(({ query, variables }) =>
      complexityFromQuery(query, { schema, variables: JSON.parse(variables ?? '{}') as Record<string, unknown> }),
    );

    expect(Math.max(...complexities.map(({ complexity }) => complexity))).toBeLessThan(60_000);
  });
});

/** The name and description of a type and of all of its parts. */
function partsOf(type: GraphQLNamedType): [string, string | null | undefined][] {
  const own: [string, string | null | undefined] = [type.name, type.description];
  if (isEnumType(type)) {
    return [
      own,
      ...type
        .getValues()
        .map((each): [string, string | null | undefined] => [`${type.name}.${each.name}`, each.description]),
    ];
  }
  if (isInputObjectType(type)) {
    return [
      own,
      ...Object.values(type.getFields()).map((each): [string, string | null | undefined] => [
        `${type.name}.${each.name}`,
        each.description,
      ]),
    ];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  return [
    own,
    ...Object.values(type.getFields()).flatMap((field): [string, string | null | undefined][] => [
      [`${type.name}.${field.name}`, field.description],
      ...field.args.map((arg): [string, string | null | undefined] => [
        `${type.name}.${field.name}(${arg.name})`,
        arg.description,
      ]),
    ]),
  ];
}

function implementsError(within: GraphQLSchema, name: string): boolean {
  const type = within.getType(name);
  return (
    isObjectType(type) && type.getInterfaces().some((each) => each.name === 'Error') && 'remedy' in type.getFields()
  );
}
