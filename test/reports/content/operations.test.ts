import { readFileSync } from 'node:fs';

import { buildSchema, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { describe, expect, it } from 'vitest';

import * as advice from '../../../src/reports/content/advice-operations.js';
import * as operations from '../../../src/reports/content/operations.js';
import * as plans from '../../../src/reports/content/plan-operations.js';
import * as starts from '../../../src/reports/content/scenario-operations.js';
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
    ['a demo', starts.startOperation(demoRun().run)],
    ['a demo of somebody’s own', starts.startOperation({ id: 'x', kind: 'DEMO', input: { ...usual, own } })],
    ['a tenant batch', starts.startOperation({ id: 'x', kind: 'TENANT_BATCH', input: { ...usual, own } })],
    ['advice on scaling', operations.adviseScalingOperation(2)],
    ['simulating a rebalance', operations.simulateRebalanceOperation],
    ['validation', operations.validateOperation],
    ['neighbours', operations.neighboursOperation],
    ['one more server', advice.oneMoreServerOperation],
    ['more shards', advice.moreShardsOperation(24)],
    ['where a tenant would land', advice.leastLoadedOperation],
    ['health', advice.healthOperation],
    ['a plan again', plans.planAgainOperation('0mf2plan')],
    ['applying a plan', plans.applyPlanOperation('0mf2plan')],
    ['the way back', plans.wayBackOperation('0mf2plan')],
    ['the topology as JSON', advice.topologyJsonOperation],
  ])('are valid for the published schema: %s', (_, { text, variables }) => {
    const document = parse(text);
    const [definition] = document.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`No operation in ${text}`);

    expect(validate(schema, document)).toEqual([]);
    expect(getVariableValues(schema, definition.variableDefinitions ?? [], variables ?? {}).errors).toBeUndefined();
  });

  it('name a plan by the id that the API gives it', () => {
    expect(plans.planIdOfApi('0mf2plan')).toBe(encodeId('RebalancePlan', '0mf2plan'));
  });
});
