/** A command could not do what was asked, for a reason that lies outside the domain: the disk, the terminal, the network. */
export class CommandFailure extends Error {
  /** Whether the server could not be reached, so that trying again may help. */
  readonly isConnection: boolean;
  /** Whether it was asked in a way that could never be done: a value out of its range, a file with mistakes. */
  readonly isWrongUsage: boolean;

  /** `remedy`: what the person can do about it. */
  constructor(
    message: string,
    readonly remedy: string,
    {
      isConnection = false,
      isWrongUsage = false,
      ...options
    }: ErrorOptions & { readonly isConnection?: boolean; readonly isWrongUsage?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'CommandFailure';
    this.isConnection = isConnection;
    this.isWrongUsage = isWrongUsage;
  }
}

/** Codes with which the API refuses what can never be done, whatever state the cluster is in. */
const wrongUsage = new Set(['INVALID_INPUT', 'INVALID_ID', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

/** Returns whether the API refused what was asked for because of how it was asked. */
export function isWrongUsage(code: string | undefined): boolean {
  return code !== undefined && wrongUsage.has(code);
}

/** Returns the code of a failed system call, e.g. `EACCES`, as the end of a sentence. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
