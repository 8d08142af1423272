/** Writes schema.graphql (the whole API, sorted) and the schema of reports, so that a change of either is a visible diff. */
import { writeFileSync } from 'node:fs';

import { lexicographicSortSchema, printSchema } from 'graphql';

import { reportJsonSchema } from '../reports/model-schema.js';
import { packageFile } from '../services/base/package-root.js';
import { schema } from './index.js';

writeFileSync(packageFile('schema.graphql'), `${printSchema(lexicographicSortSchema(schema))}\n`);
writeFileSync(packageFile('docs/report.schema.json'), reportJsonSchema());
