/** Writes schema.graphql: the whole API, sorted, so that a change of it is a visible diff. */
import { writeFileSync } from 'node:fs';

import { lexicographicSortSchema, printSchema } from 'graphql';

import { packageFile } from './package-root.js';
import { schema } from './resolvers/index.js';

writeFileSync(packageFile('schema.graphql'), `${printSchema(lexicographicSortSchema(schema))}\n`);
