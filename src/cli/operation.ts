/** The operations that commands ask. What they answer follows from their text and schema.graphql, by the types of gql.tada. */
import type { initGraphQLTada, setupSchema, TadaDocumentNode } from 'gql.tada';

/** What the API's own scalars are in JSON. */
interface Scalars {
  readonly BigInt: number | string;
  readonly DateTime: string;
}

type Documents = ReturnType<
  typeof initGraphQLTada<{ introspection: setupSchema['introspection']; disableMasking: true; scalars: Scalars }>
>;

/**
 * Returns an operation, or a fragment of one, with the fragments that its text names. Its type says what it answers and
 * which variables it takes; `npm run schema` writes what that follows from. At run time it is only its texts, so that no
 * command has to load a parser.
 */
export const document = ((text: string, fragments: readonly string[][] = []): readonly string[] => [
  text,
  ...fragments.flat(),
]) as unknown as Documents;

/** Returns the text of an operation, with each fragment once. */
export function textOf<T, V>(operation: TadaDocumentNode<T, V>): string {
  return [...new Set(operation as unknown as readonly string[])].join('\n');
}
