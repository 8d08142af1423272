/** Changes of one tenant by this process, one after the other: figures that are read, added to and written stay right. */
export class TenantTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `change` after all earlier changes of this tenant have ended, and resolves or rejects as it does. */
  async take<T>(tenantKey: string, change: () => Promise<T>): Promise<T> {
    const before = this.#last.get(tenantKey) ?? Promise.resolve();
    const turn = before.then(change, change);
    const ended = turn.catch(() => undefined);
    this.#last.set(tenantKey, ended);
    try {
      return await turn;
    } finally {
      if (this.#last.get(tenantKey) === ended) this.#last.delete(tenantKey);
    }
  }
}
