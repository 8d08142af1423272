/** Many objects by their global ids, each with its own outcome: what is wrong with one id concerns no other. */
import { resolveNodes } from '@pothos/plugin-relay';
import type { GraphQLResolveInfo } from 'graphql';

import { builder } from '../schema/builder.js';
import type { Context } from '../schema/context.js';
import { decodeId } from '../schema/global-id.js';
import { InvalidIdError, InvalidInputError } from '../services/errors/errors.js';

/** The most ids that `nodes` takes. */
const maxNodes = 500;

builder.queryField('nodes', (t) =>
  t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description:
      'The objects with these ids, in the same order. An id that is malformed, or of which nothing exists any more, ' +
      `gives null in its place and an error with code INVALID_ID there; at most ${maxNodes} ids.`,
    args: { ids: t.arg.idList({ required: true, description: 'Global ids returned by this API.' }) },
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > maxNodes) {
        throw new InvalidInputError('ids', `ids has ${ids.length} entries`, `Ask for at most ${maxNodes} at a time`);
      }
      return ids.map((id) => nodeOf(id, context, info));
    },
  }),
);

/** Throws InvalidIdError. */
async function nodeOf(globalId: string, context: Context, info: GraphQLResolveInfo): Promise<unknown> {
  const [found] = await resolveNodes(builder, context, info, [{ ...decodeId(globalId) }]);
  // Rejects like what it was loaded with would: errors of a batch come as values.
  if (found instanceof Error) throw found;
  if (found == null) throw new InvalidIdError('node');
  return found;
}
