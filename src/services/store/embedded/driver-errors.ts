/** From the driver's errors to domain errors: nothing of SQLite is seen outside the store. */
import { StoreFullError, StoreUnavailableError } from '../../errors/errors.js';

/** Returns the SQLite result code of an error, e.g. `SQLITE_BUSY`, or null when it is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  // Not by its class, which it loses on its way from thread to thread.
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return code;
  // Errors while connecting have no code of their own, only SQLite's number at the end of a text.
  const connecting = /ConnectionFailed\(.*: (\d+)"\)/.exec(String(message));
  return connecting ? `SQLITE_ERROR_${connecting[1] ?? ''}` : null;
}

/**
 * Returns the domain error that stands for a driver error: StoreFullError or StoreUnavailableError; anything else is
 * returned as it is. A retry is safe always, because a failed transaction has been rolled back.
 */
export function toDomainError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code !== null) return domainErrorFor(code, error);
  const isNotUtf8 = error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
  return isNotUtf8 || error instanceof SyntaxError ? damaged('a text in it is none', error) : error;
}

/** Returns the domain error that stands for an SQLite result code. */
export function domainErrorFor(code: string, cause: unknown): StoreFullError | StoreUnavailableError {
  if (code.startsWith('SQLITE_FULL')) return new StoreFullError({ cause });
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return damaged(code, cause);
  return new StoreUnavailableError(
    `The data file cannot be read or written (${code})`,
    'Check the disk, its room and its quota, and the rights on the data folder, then try again',
    true,
    { cause },
  );
}

/** What one can do about a damaged file. */
export const restore =
  'Stop Shardbook and put back a copy of the data file, or move it away to start with a new one; shardbook doctor --export FILE saves what can still be read';

/** Returns the error for a file in which something is that SQLite or the store did not write; `reason`: what. */
export function damaged(reason: string, cause?: unknown): StoreUnavailableError {
  return new StoreUnavailableError(`The data file is damaged (${reason})`, restore, true, { cause });
}
