// The schema's descriptions: each one says something to a reader who sees nothing but the API.
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { schema } from '../../src/resolvers/index.js';

/** What carries a description: `Tenant`, `Tenant.name`, `Cluster.shards(filter)` or `RunStatus.FAILED`. */
interface Described {
  readonly coordinate: string;
  readonly name: string;
  readonly description: string;
}

/** Words that say nothing by themselves: pronouns, question words, articles, prepositions and auxiliary verbs. */
const stopWords = new Set(
  (
    'a an the it its it’s this that these those they them their there here he she we you your one ones each every all any ' +
    'some what which who whom whose when where why how whether if then as so such than and or nor but not no only also too ' +
    'of in on at to for from by with about over under into onto after before is are was were be been being am do does did ' +
    'done has have had can could may might must shall should will would other others another same more most'
  ).split(' '),
);

/** Below four words only a unit can make a description complete. */
const units = new Set(['bytes', 'seconds', 'milliseconds', 'percent', 'degrees']);

/** Descriptions that are complete with fewer than four words and no unit: coordinate to reason. */
const shortOnPurpose: Readonly<Record<string, string>> = {};

const described = Object.values(schema.getTypeMap())
  .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
  .flatMap(partsOf);

describe('descriptions', () => {
  it('are more than pronouns and stop-words', () => {
    expect(coordinatesOf(({ description }) => wordsOf(description).every((word) => stopWords.has(word)))).toEqual([]);
  });

  it('have at least four words, unless they name a unit or are short on purpose', () => {
    const short = ({ coordinate, description }: Described): boolean =>
      wordsOf(description).length < 4 &&
      !wordsOf(description).some((word) => units.has(word)) &&
      !Object.hasOwn(shortOnPurpose, coordinate);

    expect(coordinatesOf(short)).toEqual([]);
  });

  it('name what an operation returns instead of what it "brought" or "did"', () => {
    expect(coordinatesOf(({ description }) => /^What \w+ (brought|did)\b/.test(description))).toEqual([]);
  });

  it('do not just repeat the name', () => {
    const repeats = ({ name, description }: Described): boolean => {
      const known = new Set(wordsOf(name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ')));
      const content = wordsOf(description).filter((word) => !stopWords.has(word));
      return content.every((word) => known.has(word) || known.has(word.replace(/s$/, '')) || known.has(`${word}s`));
    };

    expect(coordinatesOf(repeats)).toEqual([]);
  });
});

function coordinatesOf(isWrong: (part: Described) => boolean): readonly string[] {
  return described.filter(isWrong).map(({ coordinate, description }) => `${coordinate}: ${description}`);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+(?:['’-][a-z0-9]+)*/g) ?? [];
}

/** The type and everything in it that has a description, in the order of the schema. */
function partsOf(type: GraphQLNamedType): readonly Described[] {
  const own = [part(type.name, type.name, type)];
  if (isEnumType(type)) {
    return [...own, ...type.getValues().map((value) => part(`${type.name}.${value.name}`, value.name, value))];
  }
  if (isInputObjectType(type)) {
    return [
      ...own,
      ...Object.values(type.getFields()).map((field) => part(`${type.name}.${field.name}`, field.name, field)),
    ];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return own;
  const fields = Object.values(type.getFields()).flatMap((field) => [
    part(`${type.name}.${field.name}`, field.name, field),
    ...field.args.map((arg) => part(`${type.name}.${field.name}(${arg.name})`, arg.name, arg)),
  ]);
  return [...own, ...fields];
}

function part(
  coordinate: string,
  name: string,
  { description }: { description?: string | null | undefined },
): Described {
  return { coordinate, name, description: description ?? '' };
}
