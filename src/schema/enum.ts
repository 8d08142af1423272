/** Enums whose values are the same outside and inside: a name and a description for each. */
import { builder } from './builder.js';

/** Returns the enum with these values, each with its description. */
export function enumOf<V extends string>(name: string, description: string, values: Readonly<Record<V, string>>) {
  const described = Object.entries<string>(values).map(([value, text]) => [value, { description: text }]);
  // Every value has its entry.
  return builder.enumType(name, {
    description,
    values: Object.fromEntries(described) as Record<V, { description: string }>,
  });
}
