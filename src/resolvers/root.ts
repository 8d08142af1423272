/** The three root types. Their fields are in the files beside this one. */
import { builder } from '../schema/builder.js';

builder.queryType({ description: 'Everything that can be read. Queries change nothing.' });
builder.mutationType({
  description:
    'Everything that can be changed. An operation with expected failures returns a union of its payload ' +
    'and of types that implement Error.',
});
builder.subscriptionType({ description: 'Everything that can be followed live, over graphql-ws as well as SSE.' });
