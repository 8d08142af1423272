/** Loads all types and root fields, then builds the schema; the only caller of toSchema(). */
import '../schema/scalars.js';
import './root.js';
import './cluster.js';
import './tenants.js';
import './checks.js';
import './rebalance.js';
import './comparison.js';
import './arangodb.js';
import './plan-export.js';
import './planning.js';
import './undo.js';
import './topology-file.js';
import './apply.js';
import './runs.js';
import '../schema/DemoRun.js';
import './tenant-batch.js';
import './subscriptions.js';
import './reports.js';

import type { GraphQLSchema } from 'graphql';

import { builder } from '../schema/builder.js';

/** The whole API. */
export const schema: GraphQLSchema = builder.toSchema();
