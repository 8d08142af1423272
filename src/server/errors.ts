/** The one place where errors become top-level GraphQL errors: expected ones with their code, all others masked. */
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';

import {
  DomainError,
  InvalidInputError,
  SimulationOnlyError,
  StoreUnavailableError,
} from '../services/errors/errors.js';

/** What clients see of a failure that nobody expected; the log has the rest. */
export const maskedMessage = 'An unexpected error occurred; see the log of the server for details';

/**
 * Returns the error as clients may see it, always with `extensions.code`. A DomainError keeps message, remedy and
 * facts; an error of GraphQL itself (syntax, validation, limits) keeps its message; anything else is logged and masked.
 */
export function presentError(error: unknown, logger: Logger): GraphQLError {
  const cause = causeOf(error);
  const place = error instanceof GraphQLError ? error : null;
  const { nodes, source, positions, path } = place ?? {};
  const where = { nodes, source, positions, path };
  if (cause instanceof DomainError) {
    if (cause instanceof StoreUnavailableError) logger.warn({ err: cause }, 'store unavailable');
    return new GraphQLError(cause.message, { ...where, extensions: factsOf(cause) });
  }
  if (cause instanceof GraphQLError) {
    if (typeof cause.extensions.code === 'string' && cause === error) return cause;
    return new GraphQLError(cause.message, {
      ...where,
      extensions: { ...cause.extensions, ...place?.extensions, code: cause.extensions.code ?? codeOf(cause) },
    });
  }
  // Nobody reads this: whoever asked has left, and with them the work that was only for them.
  if (cause instanceof Error && cause.name === 'AbortError') {
    return new GraphQLError('The request was abandoned', { ...where, extensions: { code: 'REQUEST_ABANDONED' } });
  }
  logger.error({ err: cause, path }, 'unexpected error in a request');
  return new GraphQLError(maskedMessage, { ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } });
}

/** What a resolver threw comes wrapped, sometimes twice. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function codeOf(error: GraphQLError): string {
  return error.message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
}

function factsOf(error: DomainError): Record<string, unknown> {
  return {
    code: error.code,
    remedy: error.remedy,
    ...(error instanceof InvalidInputError && { field: error.field }),
    ...(error instanceof SimulationOnlyError && { manualSteps: error.manualSteps }),
    ...(error instanceof StoreUnavailableError && { isSafeToRetry: error.isSafeToRetry }),
  };
}
