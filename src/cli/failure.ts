/** A command could not do what was asked, for a reason that lies outside the domain: the disk, the terminal. */
export class CommandFailure extends Error {
  /** `remedy`: what the person can do about it. */
  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CommandFailure';
  }
}

/** Returns the code of a failed system call, e.g. `EACCES`, as the end of a sentence. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
