/** What is said between the store and its writer thread. Errors lose their class on the way and get it back here. */
import { UnknownTenantError } from '../../errors/errors.js';
import type { ImportOutcome } from '../port.js';
import type { FileDescriptors } from './checkpoint.js';
import { domainErrorFor, sqliteCode } from './driver-errors.js';
import type { PackedJob } from './packed-job.js';

/** What a writer thread starts with. */
export interface WriterData {
  readonly path: string;
  readonly descriptors: FileDescriptors;
}

/** CLOSE: let go of the file and end. */
export type WriterRequest = { readonly id: number; readonly job: PackedJob } | 'CLOSE';

/** An answer to each request, with the memory that it came in; then FREE, once for each, when nothing of it holds up other writers any more. */
export type WriterReply = (WriterAnswer & { readonly id: number; readonly memory: ArrayBuffer }) | 'FREE';

export type WriterAnswer = { readonly outcome: ImportOutcome } | { readonly failure: WriterFailure };

export type WriterFailure =
  | { readonly unknownTenant: string }
  | { readonly sqliteCode: string; readonly message: string }
  | { readonly unexpected: unknown };

/** Returns an error in a form that can be sent. */
export function failureOf(error: unknown): WriterFailure {
  if (error instanceof UnknownTenantError) return { unknownTenant: error.tenant };
  const cause = error instanceof Error ? error.cause : null;
  const code = sqliteCode(cause);
  if (code !== null) return { sqliteCode: code, message: cause instanceof Error ? cause.message : '' };
  return { unexpected: error };
}

/** Returns the error that was sent. */
export function errorOf(failure: WriterFailure): unknown {
  if ('unknownTenant' in failure) return new UnknownTenantError(failure.unknownTenant);
  if ('sqliteCode' in failure) return domainErrorFor(failure.sqliteCode, new Error(failure.message));
  return failure.unexpected;
}
