/** Holds one schema against an earlier one, by the rules of docs/api-policy.md. */
import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** What deprecation can go before: other changes have no place for it. */
const removals: readonly string[] = ['FIELD_REMOVED', 'ARG_REMOVED', 'VALUE_REMOVED_FROM_ENUM'];

/**
 * Returns the changes from a released schema to the current one that the policy does not allow: those that break clients
 * and that the section `### Breaking` of what is unreleased in the changelog does not name word for word, and removals of what
 * was not deprecated. Without a release there are none. All arguments are texts.
 */
export function forbiddenChanges(released: string | null, current: string, changelog: string): readonly string[] {
  if (released === null) return [];
  const [before, after] = [buildSchema(released), buildSchema(current)];
  const announced = sectionOf(sectionOf(changelog, '## Unreleased'), '### Breaking').replaceAll(/\s+/g, ' ');
  const deprecated = removalsOfDeprecated(before);
  const defaults = findDangerousChanges(before, after).filter(
    ({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
  );
  return [...findBreakingChanges(before, after), ...defaults].flatMap(({ type, description }) => {
    if (!announced.includes(description)) return [`${description} Name it in CHANGELOG.md, or take it back`];
    if (removals.includes(type) && !deprecated.has(description)) return [`${description} It was not deprecated`];
    return [];
  });
}

/** Text below a heading up to the next one of its level; empty when there is none. */
function sectionOf(text: string, heading: string): string {
  const [marks = ''] = heading.split(' ');
  const parts = text.split(new RegExp(`^(?=${marks} )`, 'm'));
  return parts.find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

/** How the removal of every deprecated part would be described. */
function removalsOfDeprecated(schema: GraphQLSchema): ReadonlySet<string> {
  const isDeprecated = ({ deprecationReason }: { deprecationReason?: string | null | undefined }): boolean =>
    deprecationReason != null;
  const found = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isEnumType(type)) {
      const values = type.getValues().filter(isDeprecated);
      return values.map(({ name }) => `${name} was removed from enum type ${type.name}.`);
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(isDeprecated);
      return fields.map(({ name }) => `${type.name}.${name} was removed.`);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => [
      ...(isDeprecated(field) ? [`${type.name}.${field.name} was removed.`] : []),
      ...field.args.filter(isDeprecated).map(({ name }) => `${type.name}.${field.name} arg ${name} was removed.`),
    ]);
  });
  return new Set(found);
}
