/** Loads all types and root fields, describes the three root types, and builds the schema; the only caller of toSchema(). */
import '../schema/scalars.js';
import './cluster.js';
import './tenants.js';
import './checks.js';
import './plans.js';
import './runs.js';
import '../schema/DemoRun.js';
import './subscriptions.js';
import './reports.js';
import './nodes.js';

import type { GraphQLSchema } from 'graphql';

import { builder } from '../schema/builder.js';

builder.queryType({ description: 'Everything that can be read. Queries change nothing.' });
builder.mutationType({
  description:
    'Everything that can be changed. An operation with expected failures returns a union of its payload ' +
    'and of types that implement Error.',
});
builder.subscriptionType({ description: 'Everything that can be followed live, over graphql-ws as well as SSE.' });

/** The whole API. */
export const schema: GraphQLSchema = builder.toSchema();
