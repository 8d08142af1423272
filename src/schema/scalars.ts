/** DateTime and BigInt: how moments and large whole numbers cross the boundary. */
import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { GraphQLBigInt, GraphQLDateTimeISO } from 'graphql-scalars';

import { builder } from './builder.js';

/** Returns whether a JSON number holds the value exactly (RFC 8259, section 6: up to 2^53 - 1). */
function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function serializeBigInt(value: unknown): number | string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const whole = toBigInt(value);
  return isSafe(whole) ? Number(whole) : whole.toString();
}

function toBigInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  // A larger number has lost digits already.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,40}$/.test(value)) return BigInt(value);
  throw new GraphQLError(`BigInt needs a whole number, or its digits in a string above 2^53, but got ${shown(value)}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : `a ${typeof value}`;
}

function bigIntLiteral(node: ValueNode): bigint {
  if (node.kind === Kind.INT || node.kind === Kind.STRING) return toBigInt(node.value);
  throw new GraphQLError(`BigInt needs a whole number, but got ${print(node)}`, { nodes: node });
}

/** A bigint inside. Outside a JSON number as long as that is exact, else a string of digits; inputs take both forms. */
const BigIntScalar = new GraphQLScalarType<bigint, number | string>({
  ...GraphQLBigInt.toConfig(),
  description:
    'A whole number that may pass 2^31. Up to 2^53 - 1 it is a JSON number; beyond that a string of decimal digits, ' +
    'because a JSON number would lose digits. Inputs take a number or a string of digits.',
  serialize: serializeBigInt,
  parseValue: toBigInt,
  parseLiteral: bigIntLiteral,
});

/** ISO 8601 in UTC with milliseconds, e.g. 2026-08-01T12:00:00.000Z; an offset in an input is converted. */
const DateTimeScalar = new GraphQLScalarType<Date, string>({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'A moment, ISO 8601 in UTC with milliseconds, e.g. 2026-08-01T12:00:00.000Z. Inputs may have an offset.',
});

builder.addScalarType('BigInt', BigIntScalar);
builder.addScalarType('DateTime', DateTimeScalar);
