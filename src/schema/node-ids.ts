/** The ids of nodes without a wait: Relay's plugin makes each id in an async function, although none of ours waits. */
import type { GraphQLObjectType } from 'graphql';

import { encodeId } from './global-id.js';

/** What Relay's plugin keeps of the options of a type. */
interface NodeOptions {
  readonly id?: { readonly resolve: (source: object, args: object, context: object) => unknown };
}

/** Returns what the field `id` of a type resolves to, as a function; null when the type is no Node. */
export function nodeIdOf({
  name,
  extensions,
}: GraphQLObjectType): ((source: object, context: object) => string) | null {
  const { id } = (extensions.pothosOptions ?? {}) as NodeOptions;
  if (!id) return null;
  return (source, context) => {
    const part = id.resolve(source, {}, context);
    if (typeof part !== 'string') throw new TypeError(`${name} has an id that is no text`);
    return encodeId(name, part);
  };
}
