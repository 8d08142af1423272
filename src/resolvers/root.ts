/** The three root types. Their fields are in the files beside this one. */
import { builder } from '../schema/builder.js';

builder.queryType({ description: 'Everything that can be asked. Nothing here changes anything.' });
builder.mutationType({
  description:
    'Everything that can be changed. What may be expected to fail returns a union of its payload and of types that implement Error.',
});
builder.subscriptionType({ description: 'What can be followed live, over graphql-ws and over SSE alike.' });
