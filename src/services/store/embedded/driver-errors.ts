/** From the driver's errors to domain errors: nothing of SQLite is seen outside the store. */
import Driver from 'libsql';

import { StoreFullError, StoreUnavailableError } from '../../errors/errors.js';

/** Returns the SQLite result code of an error, e.g. `SQLITE_BUSY`, or null when it is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  if (error instanceof Driver.SqliteError) return error.code;
  // Errors while connecting have no code of their own, only SQLite's number at the end of a text.
  const connecting = error instanceof Error && /ConnectionFailed\(.*: (\d+)"\)/.exec(error.message);
  return connecting ? `SQLITE_ERROR_${connecting[1] ?? ''}` : null;
}

/**
 * Returns the domain error that stands for a driver error: StoreFullError or StoreUnavailableError; anything else is
 * returned as it is. A retry is safe always, because a failed transaction has been rolled back.
 */
export function toDomainError(error: unknown): unknown {
  const code = sqliteCode(error);
  return code === null ? error : domainErrorFor(code, error);
}

/** Returns the domain error that stands for an SQLite result code. */
export function domainErrorFor(code: string, cause: unknown): StoreFullError | StoreUnavailableError {
  if (code.startsWith('SQLITE_FULL')) return new StoreFullError({ cause });
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return new StoreUnavailableError(
      `The data file is damaged (${code})`,
      'Stop Shardbook and put back a copy of the data file, or move it away to start with a new one',
      true,
      { cause },
    );
  }
  return new StoreUnavailableError(
    `The data file cannot be read or written (${code})`,
    'Check the disk and the permissions of the data folder, then try again',
    true,
    { cause },
  );
}
