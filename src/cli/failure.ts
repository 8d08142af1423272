/** A command could not do what was asked, for a reason that lies outside the domain: the disk, the terminal, the network. */
export class CommandFailure extends Error {
  /** Whether the server could not be reached, so that trying again may help. */
  readonly isConnection: boolean;

  /** `remedy`: what the person can do about it. */
  constructor(
    message: string,
    readonly remedy: string,
    { isConnection = false, ...options }: ErrorOptions & { readonly isConnection?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'CommandFailure';
    this.isConnection = isConnection;
  }
}

/** Returns the code of a failed system call, e.g. `EACCES`, as the end of a sentence. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
