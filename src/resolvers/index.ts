/** Loads all types and root fields, then builds the schema; the only caller of toSchema(). */
import '../schema/scalars.js';
import './root.js';
import './cluster.js';
import './tenants.js';
import './checks.js';
import './plans.js';
import './planning.js';
import './undo.js';
import './apply.js';
import './runs.js';
import '../schema/DemoRun.js';
import './subscriptions.js';
import './reports.js';

import type { GraphQLSchema } from 'graphql';

import { builder } from '../schema/builder.js';

/** The whole API. */
export const schema: GraphQLSchema = builder.toSchema();
