/** Writes schema.graphql (the whole API, sorted), its types and the schema of reports, so that a change is a visible diff. */
import { writeFileSync } from 'node:fs';

import { minifyIntrospection, outputIntrospectionFile } from 'gql.tada/internal';
import { introspectionFromSchema, lexicographicSortSchema, printSchema } from 'graphql';

import { reportJsonSchema } from '../reports/model.js';
import { packageFile } from '../services/base/package-root.js';
import { schema } from './index.js';

const sorted = lexicographicSortSchema(schema);
const introspection = minifyIntrospection(introspectionFromSchema(sorted));

writeFileSync(packageFile('schema.graphql'), `${printSchema(sorted)}\n`);
writeFileSync(
  packageFile('schema.d.ts'),
  outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
);
writeFileSync(packageFile('docs/report.schema.json'), reportJsonSchema());
