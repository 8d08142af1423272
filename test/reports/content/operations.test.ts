import { readFileSync } from 'node:fs';

import { buildSchema, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { describe, expect, it } from 'vitest';

import * as operations from '../../../src/reports/content/operations.js';
import { encodeId } from '../../../src/schema/global-id.js';
import { packageFile } from '../../../src/services/base/package-root.js';
import { completeScenario } from '../../../src/services/runs/own-scenario.js';
import { demoRun } from '../../support/demo-run.js';

const schema: GraphQLSchema = buildSchema(readFileSync(packageFile('schema.graphql'), 'utf8'));

const usual = { scenario: 'OWN', naming: 'snake_case', pace: 'INSTANT' } as const;

const own = completeScenario(
  {
    tenants: [{ name: 'a"b', scaleFactor: 2, naming: 'camelCase', description: 'd', placement: 'LEAST_LOADED' }],
    servers: [{ count: 1, zone: 'EMEA', capacityBytes: 5n }],
    homeZone: 'HOME',
  },
  'A title',
);

describe('the operations that reports show', () => {
  it.each([
    ['the state of the cluster', operations.clusterStateOperation],
    ['adding tenants', operations.addTenantsOperation([{ name: 'a|b*c', scaleFactor: 2, naming: 'snake_case' }])],
    ['adding servers', operations.addServersOperation({ count: 2, zone: 'EMEA', capacityBytes: 5n })],
    ['a demo', operations.startOperation(demoRun().run)],
    ['a demo of somebody’s own', operations.startOperation({ id: 'x', kind: 'DEMO', input: { ...usual, own } })],
    ['a tenant batch', operations.startOperation({ id: 'x', kind: 'TENANT_BATCH', input: { ...usual, own } })],
    ['advice on scaling', operations.adviseScalingOperation(2)],
    ['simulating a rebalance', operations.simulateRebalanceOperation],
    ['validation', operations.validateOperation],
    ['neighbours', operations.neighboursOperation],
    ['one more server', operations.oneMoreServerOperation],
    ['more shards', operations.moreShardsOperation(24)],
    ['where a tenant would land', operations.leastLoadedOperation],
    ['health', operations.healthOperation],
    ['a plan again', operations.planAgainOperation('0mf2plan')],
    ['applying a plan', operations.applyPlanOperation('0mf2plan')],
    ['the way back', operations.wayBackOperation('0mf2plan')],
    ['the topology as JSON', operations.topologyJsonOperation],
  ])('are valid for the published schema: %s', (_, { text, variables }) => {
    const document = parse(text);
    const [definition] = document.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`No operation in ${text}`);

    expect(validate(schema, document)).toEqual([]);
    expect(getVariableValues(schema, definition.variableDefinitions ?? [], variables ?? {}).errors).toBeUndefined();
  });

  it('name a plan by the id that the API gives it', () => {
    expect(operations.planIdOfApi('0mf2plan')).toBe(encodeId('RebalancePlan', '0mf2plan'));
  });
});
