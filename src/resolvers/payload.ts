/** What a mutation returns: its payload when it succeeds, or one of the errors that it can expect. */
import '../schema/Error.js';

import type { ObjectRef } from '@pothos/core';

import { builder } from '../schema/builder.js';
import { exposed, type ShapeOf, type ShownFields } from '../schema/exposed.js';
import {
  type DomainError,
  InvalidInputError,
  StoreFullError,
  StoreUnavailableError,
  StoreUnusableError,
} from '../services/errors/errors.js';

/** Returns the type of the payload of a mutation, which shows these fields of what the mutation resolves to. */
export function payload<F extends ShownFields>(
  mutation: string,
  fields: F,
): ObjectRef<typeof builder.$inferSchemaTypes, ShapeOf<F>> {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
  return builder.objectRef<ShapeOf<F>>(name).implement({
    description: `Returned by ${mutation} when it succeeds.`,
    // By its definition, this shape has what the fields show.
    fields: exposed<ShapeOf<F>, unknown>(() => fields),
  });
}

/** What a change may always fail with, besides its own errors. */
const changeErrors = [InvalidInputError, StoreUnavailableError, StoreFullError, StoreUnusableError];

/** Returns the union of a mutation's payload and errors; `effect` is what an error does, e.g. `prevented the run`. */
export function payloadOr(
  mutation: string,
  effect: string,
  errors: readonly (new (...args: never[]) => DomainError)[] = [],
) {
  const description = `The payload of ${mutation}, or the error that ${effect}.`;
  return { types: [...changeErrors, ...errors], union: { description } };
}
